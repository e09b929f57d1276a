"""Every text of the interface can be said in another language, and read from the other side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils import translation

from tests.house.sources import faults, sentences, templates
from tests.pseudo_locale import KEPT, LANGUAGE, disguised
from tools import translations

TAG = re.compile(
    r"\{[{%#].*?[}%#]\}|<(script|style|code|kbd|pre)\b.*?</\1>|<!--.*?-->", re.S | re.I
)
# A word between tags, of letters: figures, arrows and dots need no translation.
BARE = re.compile(r">([^<>]*[A-Za-z]{2,}[^<>]*)<")
SPOKEN = re.compile(
    r"""\s(?:aria-label|alt|title|placeholder)\s*=\s*["']([^"'{]*[A-Za-z]{2,}[^"']*)"""
)
# The rest of a tag that began inside an expression, or the name of a file.
NO_WORDS = re.compile(r"""=["']|^[\w-]+\.[a-z]{2,4}$""")
# Our own name, and what is the same in every language.
NAMES = {"Tertulia", "Markdown", "English", "Español", "Deutsch", "Français"}


def untranslated(page: str) -> Iterator[str]:
    """Yield each text of a template that stands there as it is, outside gettext."""
    bare = TAG.sub("", re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", page, flags=re.S))
    for text in [*BARE.findall(bare), *SPOKEN.findall(bare)]:
        words = " ".join(text.replace("&nbsp;", " ").split())
        if words not in NAMES and not NO_WORDS.search(words):
            yield f"cannot be translated: {words!r}"


def test_no_template_speaks_outside_the_catalogues() -> None:
    pages = [
        path for path in templates() if path.suffix == ".html" and path.name != "styleguide.html"
    ]
    found = faults(pages, untranslated)
    assert not found, sentences(found)


def test_the_catalogues_are_found() -> None:
    assert translations.LOCALE in [Path(path) for path in settings.LOCALE_PATHS]


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_every_language_that_is_offered_has_a_catalogue(code: str) -> None:
    assert translations.LOCALE / code / "LC_MESSAGES" / "django.po" in translations.catalogues()


def test_sources_of_both_sorts_are_read(tmp_path: Path) -> None:
    slice_ = tmp_path / "core" / "tips"
    (slice_ / "templates" / "tips").mkdir(parents=True)
    (slice_ / "views.py").write_text('x = _("From Python")\n')
    (slice_ / "templates" / "tips" / "tip.html").write_text(
        "{{ _('From a page') }}{% trans count=n %}{{ count }} tip{% pluralize %}{{ count }} tips"
        "{% endtrans %}"
    )
    found = {message.id for message in translations.extracted(tmp_path)}
    assert {"From Python", "From a page", ("%(count)s tip", "%(count)s tips")} <= found


def test_a_translation_that_loses_a_placeholder_is_seen() -> None:
    catalog = Catalog(locale="es")
    catalog.add("%(count)s posts", "publicaciones")
    catalog.add("%(name)s wrote", "Escribe %(nombre)s")
    catalog.add(("%(count)s post", "%(count)s posts"), ("un mensaje", "%(count)s mensajes"))
    catalog.add("Not yet", "")
    assert [message.id for message, _fault in translations.broken(catalog)] == [
        "%(count)s posts",
        "%(name)s wrote",
    ]


def test_the_rule_sees_a_text_outside() -> None:
    assert list(untranslated("<p>Hello there</p>"))
    assert list(untranslated('<button aria-label="Close">×</button>'))
    assert not list(untranslated('<p title="{{ _("x") }}">{{ _("Hello") }} · 3</p>'))


def test_a_disguise_keeps_what_must_stay() -> None:
    text = "<b>%(name)s</b> wrote {count} posts"
    assert KEPT.findall(disguised(text)) == KEPT.findall(text)
    assert "wrote" not in disguised(text)


def test_the_interface_speaks_from_right_to_left(right_to_left: str) -> None:
    assert right_to_left == LANGUAGE
    with translation.override(LANGUAGE):
        assert translation.get_language_bidi()
        assert translation.gettext("Not found") == disguised("Not found")
        told = translation.ngettext("%(count)s reply", "%(count)s replies", 2)
        assert told in ("%(count)s replies", disguised("%(count)s replies"))
