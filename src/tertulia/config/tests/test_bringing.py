"""Only forms with files of some size have the lane with much room."""

import pytest

from tertulia.config.bringing import SMALL_FORM, brings_files

FORM = b"multipart/form-data; boundary=x"


def scope(path: str, length: int | None = 10**7, form: bytes = FORM, method: str = "POST") -> dict:
    headers = [(b"content-type", form)]
    if length is not None:
        headers.append((b"content-length", b"%d" % length))
    return {"type": "http", "method": method, "path": path, "headers": headers}


@pytest.mark.parametrize(
    "path", ["/files", "/api/v1/files", "/ask", "/t/42/reply", "/posts/7/edit", "/c/bakers/new"]
)
def test_forms_with_files_have_room(path: str) -> None:
    assert brings_files(scope(path))
    assert brings_files(scope(path, None))
    assert not brings_files(scope(path, SMALL_FORM))
    assert not brings_files(scope(path, form=b"application/x-www-form-urlencoded"))
    assert not brings_files(scope(path, method="PUT"))


@pytest.mark.parametrize(
    "path", ["/", "/files/1/a", "/preview", "/t/42/reply/x", "/t/x/reply", "/api/v1/threads"]
)
def test_nothing_else_has(path: str) -> None:
    assert not brings_files(scope(path))
