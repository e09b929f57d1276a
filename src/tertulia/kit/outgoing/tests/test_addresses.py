"""Nothing inside is reached from outside, however it is written."""

import pytest

from tertulia.kit.outgoing.addresses import NotFetched, target_of

PUBLIC = "93.184.215.14"


def to(*addresses: str):
    return lambda host, port: list(addresses)


def test_a_public_host_is_reached_at_the_address_that_was_checked() -> None:
    found = target_of("https://Example.org./a?b=c#d", to(PUBLIC, "2606:2800:21f:cb07::1"))
    assert (found.host, found.port, found.path, found.address) == (
        "example.org",
        443,
        "/a?b=c",
        PUBLIC,
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::", "::127.0.0.1", "fec0::1", "2001:db8::1", "not an address",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(NotFetched):
        target_of("http://example.org/", to(address))
    with pytest.raises(NotFetched):
        target_of("http://example.org/", to(PUBLIC, address))  # and also where only one does


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://0x7f.1/", "http://0/", "http://[::1]/", "http://[::]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::a00:1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/",
        "http://localhost/", "http://localhost./", "http://intranet/", "http://a.0x7f/",
        "http://example.org:22/", "http://example.org:8080/", "https://example.org:80/",
        "http://example.org:99999/", "http://user@example.org/", "http://user:secret@example.org/",
        "http://127.0.0.1#@example.org/", "http://example.org\\@127.0.0.1/", "ftp://example.org/",
        "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "//example.org/",
        "http:///", "http://", "", "http://exa mple.org/", "http://example.org/\r\nHost: x",
        "http://[", "http://ex\u00e4mple.org/", "http://\uff11\uff12\uff17.0.0.1/", "http://-a.org/",
        "http://" + "a" * 64 + ".org/", "http://a..b.org/", "http://example.org/" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_nobody_may_name_is_refused(url: str) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [{"example.org": PUBLIC}.get(host, "127.0.0.1")]

    with pytest.raises(NotFetched):
        target_of(url, resolve)
    assert not asked


def test_a_name_without_address_is_refused() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    for resolve in (nobody, to()):
        with pytest.raises(NotFetched, match="no address"):
            target_of("http://example.org/", resolve)
