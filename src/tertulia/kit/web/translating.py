"""`_()` for templates: what was said once in a language is kept, already safe for html.

Jinja's own newstyle gettext passes four calls a message and a page has some sixty of them.
"""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from markupsafe import Markup

Say = Callable[..., Markup]
_sayings: dict[str | None, Say] = {}
_MOST = 20_000


def gettext(message: str, **values: Any) -> Markup:
    """Return the translation of `message`; `values` fill its `%(name)s` places, escaped."""
    return saying(translation.get_language())(message, **values)


def saying(language: str | None) -> Say:
    """Return `gettext` for one language, which is the active one when it meets a new message."""
    say = _sayings.get(language)
    if say is None:
        say = _sayings[language] = _say_in()
    return say


def _say_in() -> Say:
    kept: dict[str, Markup] = {}

    def say(message: str, **values: Any) -> Markup:
        found = kept.get(message)
        if found is None:
            found = Markup(translation.gettext(message))  # noqa: S704 - a template or catalogue
            if len(kept) < _MOST:
                kept[message] = found
        return found % values if values or "%%" in found else found

    return say


def ngettext(one: str, many: str, count: int, **values: Any) -> Markup:
    """Return the form for `count`, which may stand in it as `%(num)s`."""
    values.setdefault("num", count)
    return Markup(translation.ngettext(one, many, count)) % values  # noqa: S704
