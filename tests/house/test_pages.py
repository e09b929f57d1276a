"""Pages ask no other host for anything, and hold no script and no style of their own."""

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import PACKAGE, all_files, faults, own, sentences, templates

HOST = re.compile(r"""(?:https?:)?//(?=[\w-]+\.)[\w.-]+""")
# These are names of vocabularies; nothing is fetched from there.
VOCABULARIES = ("http://www.w3.org", "https://www.w3.org", "https://schema.org")
FETCHED = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)((?:https?:)?//[\w.-]+)""")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.S)

INLINE = {
    "a script of its own": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=.application/(?:ld.)?json)", re.I
    ),
    "a style of its own": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "an on... attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an attribute that would be evaluated": re.compile(r"\s(?:hx-on|data-hx-on)[:\w-]*\s*=", re.I),
}


def named_hosts(text: str) -> Iterator[str]:
    """Yield every host that a page, a style or a script of ours names."""
    for host in HOST.findall(text):
        if not host.startswith(VOCABULARIES):
            yield f"names another host: {host}"


def fetched_hosts(text: str) -> Iterator[str]:
    """Yield every host that a vendored stylesheet would fetch something from."""
    yield from (f"fetches from {host}" for host in FETCHED.findall(text))


def inline_code(text: str) -> Iterator[str]:
    """Yield what our content security policy would refuse."""
    page = COMMENT.sub("", text)
    yield from (f"has {what}" for what, pattern in INLINE.items() if pattern.search(page))


def test_no_page_style_or_script_names_another_host() -> None:
    found = faults([*templates(), *own(".css", ".js", under=PACKAGE)], named_hosts)
    assert not found, sentences(found)


def test_nothing_vendored_fetches_from_another_host() -> None:
    vendored = [path for path in all_files() if "vendor" in path.parts and path.suffix == ".css"]
    found = faults(vendored, fetched_hosts)
    assert not found, sentences(found)


def test_no_template_holds_script_or_style() -> None:
    found = faults([path for path in templates() if path.suffix == ".html"], inline_code)
    assert not found, sentences(found)


@pytest.mark.parametrize(
    "page",
    [
        "<script>go()</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<b hx-on:click="go()">',
    ],
)
def test_the_rule_sees_what_the_policy_would_refuse(page: str) -> None:
    assert list(inline_code(page))


def test_the_rules_let_our_own_through() -> None:
    page = '<script src="{{ static(\'ui/page.js\') }}" defer></script><p class="style">on = 1</p>'
    assert not list(inline_code(page))
    assert not list(named_hosts('<svg xmlns="http://www.w3.org/2000/svg"> // a note. {{ a // b }}'))
    assert list(named_hosts('<img src="//cdn.example.com/x.png">'))
    assert list(fetched_hosts("@import 'https://fonts.example.com/css'"))
