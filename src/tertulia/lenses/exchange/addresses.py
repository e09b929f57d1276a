"""Addresses as other places give them: which thread or post of theirs one names."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tertulia.core.threads.queries.leads import NO_SLUG

# Stack Exchange: /questions/12/why-so/34#34, /q/12/7, /a/34/7, /posts/34, ...#comment56_34
_QUESTION = re.compile(r"/(questions|q|a)/(\d{1,18})(?:/([^/]*))?(?:/(\d{1,18}))?/?")
_POST = re.compile(r"/(posts)/(\d{1,18})()()/?")
_COMMENT = re.compile(r"comment(\d{1,18})(?:_\d+)?")
# Discourse: /t/why-so/12/3, /t/12/3, /t/why-so. A home of ours: /t/12/why-so/3
_WORD = r"[^/]*[^/\d][^/]*"
_NAMED_FIRST = re.compile(rf"/t/({_WORD})/(\d{{1,18}})(?:/(\d{{1,9}}))?/?")
_NAME_ALONE = re.compile(rf"/t/({_WORD})/?")
_NUMBER_FIRST = re.compile(rf"/t/(\d{{1,18}})(?:/({_WORD}))?(?:/(\d{{1,9}}))?/?")
# What this share of a slug's words stands in a title makes it a slug of it.
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names there: keys of posts, the most exact first, or a thread and a number.

    A thread without a key is named by its slug alone.
    `host` is empty where the address has none: then it is of the place in which it was written.
    """

    host: str
    thread: str
    posts: tuple[str, ...] = ()
    comment: str = ""
    number: int = 1
    slug: str = ""


def read_address(address: str) -> Address | None:
    """Return what `address` names, None where it has no form that we know."""
    try:
        parts = urlsplit(address)
        host = host_of(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "") or (parts.scheme and not host):
        return None
    path = unquote(parts.path)
    return _asked(host, path, parts.fragment) or _talked(host, path)


def host_of(address: str) -> str:
    """Return the host of an address, as it is compared; empty where it has none."""
    return urlsplit(address).netloc.rpartition("@")[2].casefold().removeprefix("www.")


def _asked(host: str, path: str, fragment: str) -> Address | None:
    found = _QUESTION.fullmatch(path) or _POST.fullmatch(path)
    if found is None:
        return None
    word, key, slug, answer = found.groups(default="")
    comment = _COMMENT.fullmatch(fragment)
    exact = fragment if word in ("questions", "q") and fragment.isdecimal() else ""
    if word == "questions" and answer:
        exact = answer
    return Address(
        host,
        thread=key if word in ("questions", "q") else "",
        posts=tuple(dict.fromkeys(each for each in (exact, key) if each)),
        comment=comment[1] if comment else "",
        slug=slug if word == "questions" and not slug.isdecimal() else "",
    )


def _talked(host: str, path: str) -> Address | None:
    if found := _NAME_ALONE.fullmatch(path):
        return Address(host, "", slug=found[1]) if host and found[1] != NO_SLUG else None
    if found := _NAMED_FIRST.fullmatch(path):
        slug, thread, number = found.groups()
    else:
        found = _NUMBER_FIRST.fullmatch(path)
        if found is None or found[2] == NO_SLUG:
            return None
        thread, slug, number = found.groups()
    return Address(host, thread, number=int(number or 1), slug=slug or "")


def is_slug_of(slug: str, title: str) -> bool:
    """Whether `slug` was made from `title`, or from one much like it."""
    told, words = _words(slug), _words(title)
    if not told or not words:
        return False
    if len(told) == 1:
        return told == words
    return len(told & words) >= _ALIKE * len(told)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'\u2019")
    return set(re.findall(r"[^\W_]+", plain))
