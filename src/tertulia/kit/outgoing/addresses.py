"""Which addresses may be reached: names that lead to public hosts, at the usual ports."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
MAX_URL = 2000
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_IN_V6 = (
    ipaddress.ip_network("64:ff9b::/96"),  # what translates to the older addresses
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
    ipaddress.ip_network("::/96"),
    ipaddress.ip_network("fec0::/10"),
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


class NotFetched(Exception):
    """Nothing was fetched; the message says why, for the operator's log alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the host that was named, and the one address it is pinned to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver has for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def target_of(url: str, resolve: Resolve = resolve_by_system) -> Target:
    """Return where `url` leads, looked up once; NotFetched where nobody may go.

    All addresses of the name must be public: one that is not is either a mistake or an attempt.
    """
    if len(url) > MAX_URL or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        raise NotFetched("the address has characters that none may have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotFetched("the address cannot be read") from None
    if parts.scheme not in PORTS:
        raise NotFetched("only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("the address carries a name or a password")
    if port not in (None, PORTS[parts.scheme]):
        raise NotFetched("only the usual ports are reached")
    host = (parts.hostname or "").rstrip(".").lower()
    address = _address_of(host, PORTS[parts.scheme], resolve)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, PORTS[parts.scheme], path, address)


def _address_of(host: str, port: int, resolve: Resolve) -> str:
    try:
        literal = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return _public(literal)
    # Neither 2130706433 nor 0x7f.1 nor 0177.0.0.1: a name ends with letters.
    last = host.rpartition(".")[2]
    if not _NAME.fullmatch(host) or last.isdigit() or last.startswith("0x"):
        raise NotFetched("the host is no name that the public knows")
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError):
        raise NotFetched("the host has no address") from None
    if not found:
        raise NotFetched("the host has no address")
    return [_public(_read(each)) for each in found][0]


def _read(address: str) -> Address:
    try:
        return ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        raise NotFetched("the resolver answered with no address") from None


def _public(address: Address) -> str:
    """Return the address as text, if the whole world can reach it; NotFetched otherwise."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(address.ipv4_mapped)
        if any(address in network for network in _IN_V6) or address.is_site_local:
            raise NotFetched("the address hides another one")
    if not address.is_global or address.is_multicast or address.is_reserved:
        raise NotFetched("the host is not a public one")
    return str(address)
