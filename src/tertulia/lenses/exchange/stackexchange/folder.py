"""Where the files of a dump lie: in a folder, or in an archive of one, which is unpacked."""

import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused

NAMES = ("Tags", "Posts", "Comments", "Votes", "PostHistory", "PostLinks", "Users")
_FILES = frozenset(f"{name}.xml" for name in NAMES)
_NEEDED = "Posts.xml"
_SEVEN = b"7z\xbc\xaf\x27\x1c"
# What stays free on the disk that an archive is unpacked on.
_SPARE = 256 << 20


@contextmanager
def dump_folder(path: str) -> Iterator[Path]:
    """Give the folder with the files of the dump at `path`; Refused where there is none."""
    place = Path(path)
    if place.is_dir():
        yield _inner(place)
        return
    try:
        with place.open("rb") as file:
            start = file.read(len(_SEVEN))
    except OSError as error:
        why = _("%(path)s cannot be read: %(why)s.")
        raise Refused(why % {"path": path, "why": error.strerror}) from error
    if start == _SEVEN:
        how = _("%(path)s is packed by 7-Zip. Unpack it (7z x), and name the folder.")
        raise Refused(how % {"path": path})
    with tempfile.TemporaryDirectory(prefix="tertulia-import-") as folder:
        _unpack(place, Path(folder))
        yield _inner(Path(folder), path)


def _inner(folder: Path, called: str = "") -> Path:
    """Return `folder`, or the one folder in it, that has the posts."""
    if (folder / _NEEDED).is_file():
        return folder
    found = sorted(each.parent for each in folder.glob(f"*/{_NEEDED}") if each.is_file())
    if len(found) == 1:
        return found[0]
    where = called or str(folder)
    if found:
        names = ", ".join(each.name for each in found)
        which = _("%(path)s holds several dumps (%(names)s). Name the folder of one.")
        raise Refused(which % {"path": where, "names": names})
    raise Refused(_("There is no Posts.xml in %(path)s.") % {"path": where})


def _unpack(archive: Path, folder: Path) -> None:
    """Write the files of a dump that `archive` holds into `folder`; nothing else, nowhere else."""
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as packed:
                members = ((m.filename, m.file_size, m) for m in packed.infolist())
                for name, size, member in members:
                    if _is_wanted(name):
                        with packed.open(member) as content:
                            _write(folder, name, size, content)
            return
        with tarfile.open(archive) as tar:
            for name, size, content in _in_tar(tar):
                _write(folder, name, size, content)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError,
            RuntimeError, ValueError) as error:  # fmt: skip
        # RuntimeError: a zip with a password.
        how = _("%(path)s cannot be unpacked: %(why)s. Unpack it, and name the folder.")
        raise Refused(how % {"path": archive, "why": error}) from error


def _in_tar(tar: tarfile.TarFile) -> Iterable[tuple[str, int, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() and _is_wanted(member.name) else None
        if content is not None:
            yield member.name, member.size, content


def _is_wanted(name: str) -> bool:
    return PurePosixPath(name).name in _FILES


def _write(folder: Path, name: str, size: int, content: IO[bytes]) -> None:
    if size > shutil.disk_usage(folder).free - _SPARE:
        raise Refused(_("There is no room to unpack it. Unpack it elsewhere, and name the folder."))
    path = PurePosixPath(name)
    # One folder deep, as dumps of several sites lie together; its name leads nowhere else.
    inner = folder / path.parent.name if path.parent.name not in ("", ".", "..") else folder
    inner.mkdir(exist_ok=True)
    with (inner / path.name).open("wb") as file:
        left = size
        while left > 0 and (chunk := content.read(min(1 << 20, left))):
            file.write(chunk)
            left -= len(chunk)
