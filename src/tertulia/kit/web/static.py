"""Static files, answered beside Django: hashed names for ever, compressed where that exists."""

from pathlib import Path
from typing import Any

from servestatic import ServeStaticASGI


def static_app(folder: Path, prefix: str, *, refresh: bool = False) -> Any:
    """Return an ASGI application for the files in `folder` under the address `prefix`.

    Names that carry a hash may be kept for ever. `refresh` looks at the disk for each request.
    """
    return ServeStaticASGI(
        None,
        root=str(folder),
        prefix=prefix,
        autorefresh=refresh,
        max_age=0 if refresh else 3600,
        allow_all_origins=False,
        immutable_file_test=r"\.[0-9a-f]{12}\.",
        add_headers_function=_safely,
    )


def _safely(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
