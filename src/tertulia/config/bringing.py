"""Which requests bring files: they have a lane of their own, with room and with threads."""

import re
from typing import Any

# Forms that files come with; what is small goes the ordinary way.
FILES_COME_TO = re.compile(
    r"/files|/api/v1/files|/ask|/t/[0-9]+/reply|/posts/[0-9]+/edit|/c/[^/]+/new"
)
SMALL_FORM = 256 * 1024


def brings_files(scope: Any) -> bool:
    """Say whether a request is a form with files of some size."""
    if scope["method"] != "POST" or not FILES_COME_TO.fullmatch(scope["path"]):
        return False
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    small = length.isdigit() and int(length) <= SMALL_FORM
    return not small and headers.get(b"content-type", b"").startswith(b"multipart/form-data")
