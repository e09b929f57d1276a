"""`_()` for templates: what was said once in a language is kept, already safe for html.

Jinja's own newstyle gettext passes four calls a message and a page has some sixty of them.
"""

from typing import Any

from django.utils import translation
from markupsafe import Markup

_kept: dict[tuple[str | None, str], Markup] = {}
_MOST = 20_000


def gettext(message: str, **values: Any) -> Markup:
    """Return the translation of `message`; `values` fill its `%(name)s` places, escaped."""
    key = (translation.get_language(), message)
    found = _kept.get(key)
    if found is None:
        found = Markup(translation.gettext(message))  # noqa: S704 - from a template or catalogue
        if len(_kept) < _MOST:
            _kept[key] = found
    return found % values if values or "%%" in found else found


def ngettext(one: str, many: str, count: int, **values: Any) -> Markup:
    """Return the form for `count`, which may stand in it as `%(num)s`."""
    values.setdefault("num", count)
    return Markup(translation.ngettext(one, many, count)) % values  # noqa: S704
