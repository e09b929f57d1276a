"""Static files: hashed names are kept for ever, packed forms are used, nothing else gets out."""

import gzip

import pytest

from tertulia.kit.web.static import static_app
from tertulia.kit.web.tests.asking import ask

CSS = b"body { margin: 0 }\n" * 50


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "static"
    (folder / "ui").mkdir(parents=True)
    for name in ("ui/frame.css", "ui/frame.0123456789ab.css"):
        (folder / name).write_bytes(CSS)
    (folder / "ui/frame.0123456789ab.css.gz").write_bytes(gzip.compress(CSS))
    (tmp_path / "secret_key").write_text("not for you")
    return static_app(folder, "/static/")


async def test_a_hashed_name_is_kept_for_ever(app):
    answer = await ask(app, "/static/ui/frame.0123456789ab.css")
    assert (answer.status, answer.body) == (200, CSS)
    assert "immutable" in answer.header("cache-control")
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("access-control-allow-origin") is None
    assert answer.header("content-type").startswith("text/css")


async def test_a_plain_name_is_asked_for_again(app):
    answer = await ask(app, "/static/ui/frame.css")
    assert "immutable" not in answer.header("cache-control")
    told = [(b"if-modified-since", answer.header("last-modified").encode())]
    assert (await ask(app, "/static/ui/frame.css", headers=told)).status == 304


async def test_the_compressed_form_is_sent_to_who_takes_it(app):
    packed = await ask(
        app, "/static/ui/frame.0123456789ab.css", headers=[(b"accept-encoding", b"gzip, br")]
    )
    assert (packed.header("content-encoding"), gzip.decompress(packed.body)) == ("gzip", CSS)
    assert "accept-encoding" in packed.header("vary").lower()


@pytest.mark.parametrize(
    "path",
    ["/static/absent.css", "/static/../secret_key", "/static/ui/", "/static/ui/../../secret_key"],
)
async def test_nothing_else_gets_out(app, path):
    assert (await ask(app, path)).status == 404
