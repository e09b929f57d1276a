"""How `TERTULIA_EMAIL_URL` is read."""

import pytest

from tertulia.kit.mail.transports import WrongEmailUrl, transport


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://u%40x:p%2Fw@mail.example?tls=1", ("mail.example", 587, "u@x", "p/w", True, False)),
        ("smtp://mail.example:2525?tls=0", ("mail.example", 2525, "", "", False, False)),
        ("smtps://u:p@mail.example", ("mail.example", 465, "u", "p", False, True)),
    ],
)
def test_smtp(url, expected):
    out = transport(url)
    assert (out.host, out.port, out.username, out.password, out.use_tls, out.use_ssl) == expected
    assert out.timeout == 20


def test_file(tmp_path):
    assert transport(f"file:{tmp_path}/out box").file_path == f"{tmp_path}/out box"
    assert transport(f"file://{tmp_path}/x").file_path == f"{tmp_path}/x"


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x:port", "nonsense"])
def test_what_cannot_be_read_is_said(url):
    with pytest.raises(WrongEmailUrl):
        transport(url)
