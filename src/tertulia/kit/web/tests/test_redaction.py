"""What a log line must not say."""

import logging

import pytest
import structlog

from tertulia.kit.web import logs
from tertulia.kit.web.redaction import HIDDEN, without_secrets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.DEF-1", f"Authorization: Bearer {HIDDEN}"),
        ("BEARER abc", f"BEARER {HIDDEN}"),
        ("smtp://ana:s3cr3t@mail.example:25", f"smtp://ana:{HIDDEN}@mail.example:25"),
        ("redis://:pw@127.0.0.1", f"redis://:{HIDDEN}@127.0.0.1"),
        ("/feeds/all?a=1&token=xyz&b=2", f"/feeds/all?a=1&token={HIDDEN}&b=2"),
        ("made tertulia_abcdefghijklmnopqrstuvwxyz", f"made tertulia_{HIDDEN}"),
        ("/account/password/reset/key/2-c4k/", f"/account/password/reset/key/{HIDDEN}/"),
        ("GET /t/4/tokens?sort=key", "GET /t/4/tokens?sort=key"),
        ("https://ana@example.org/a:b@c", "https://ana@example.org/a:b@c"),
    ],
)
def test_a_secret_is_known_by_its_look(text, expected):
    assert without_secrets({"event": text}) == {"event": expected}


def test_a_secret_is_known_by_its_name():
    event = {
        "event": "signed in",
        "Password": "x",
        "csrf_token": "y",
        "deep": {"cookie": "z"},
        "n": 3,
    }
    hidden = without_secrets(event)
    assert hidden == {
        "event": "signed in",
        "Password": HIDDEN,
        "csrf_token": HIDDEN,
        "deep": {"cookie": HIDDEN},
        "n": 3,
    }


def test_no_line_of_the_log_tells_a_secret(capsys, settings):
    logs.configure({"format": "json", "level": "INFO"})
    structlog.get_logger().info("mail", url="smtp://ana:s3cr3t@mail.example", password="s3cr3t")
    logging.getLogger("x").warning("Authorization: Bearer %s", "s3cr3t")
    path = "/account/password/reset/key/s3cr3t/"
    logs.access_line({"time": 0.0, "level": "info", "event": "request", "path": path})
    logs.flush()
    written = capsys.readouterr().err
    logs.configure(settings.LOGGING)
    assert written.count(HIDDEN) == 4
    assert "s3cr3t" not in written
