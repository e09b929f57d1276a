"""Where files lie, and how much room is left."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tertulia.config.commands.checks import BAD, OK, WARN, Finding
from tertulia.config.health import try_storage
from tertulia.kit.media.storing import files_folder

_LITTLE, _TOO_LITTLE = 2_000_000_000, 200_000_000


def _storage() -> Iterator[Finding]:
    try:
        try_storage()
    except ValueError as error:
        yield Finding(BAD, "storage", str(error), "Set TERTULIA_STORAGE_URL=file:/path.")
    except OSError as error:
        mend = f"Let the account that runs Tertulia write to {files_folder()}."
        yield Finding(BAD, "storage", " ".join(str(error).split()), mend)
    else:
        yield Finding(OK, "storage", f"{files_folder()} keeps what is written")


def _room() -> Iterator[Finding]:
    folders = [_there(files_folder()), _there(settings.DATA_DIR)]
    for folder in {folder.stat().st_dev: folder for folder in folders}.values():
        free = shutil.disk_usage(folder).free
        said = f"{free / 1e9:.1f} GB are free under {folder}"
        if free < _TOO_LITTLE:
            yield Finding(BAD, "disk space", said, "Make room now: writes will fail.")
        elif free < _LITTLE:
            yield Finding(WARN, "disk space", said, "Make room soon.")
        else:
            yield Finding(OK, "disk space", said)


def _there(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


LOOKS = [("storage", _storage), ("disk space", _room)]
