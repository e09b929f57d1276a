"""Jinja2 as Tertulia's template language, through Django's own backend."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from tertulia.kit.ui.icons import icon
from tertulia.kit.ui.sheets import sheets
from tertulia.kit.web import translating

_PACKAGE = Path(__file__).resolve().parents[2]
_MOST_KEPT = 1000


def template_folders() -> list[Path]:
    """Return each `templates` folder of ours, so that no other package's reaches Jinja."""
    return sorted(_PACKAGE.glob("*/*/templates"))


@lru_cache(maxsize=512)
def _pattern(name: str, names: tuple[str, ...]) -> str:
    """Return the address of `name` with `{key}` in place of each argument."""
    marks = {key: 990_000_000_000 + index for index, key in enumerate(names)}
    address = reverse(name, kwargs=marks or None)
    for key, mark in marks.items():
        address = address.replace(str(mark), "{" + key + "}")
    return address


def url(name: str, **values: Any) -> str:
    """Return the address of a named page; `reverse()` is asked once a name and set of arguments."""
    if not values:
        return _pattern(name, ())
    parts = {key: quote(str(value), safe="") for key, value in values.items()}
    return _pattern(name, tuple(sorted(values))).format_map(parts)


@lru_cache(maxsize=512)
def static(path: str) -> str:
    """Return the (hashed) address of a static file."""
    return staticfiles_storage.url(path)


def keeper(env: Environment) -> Callable[..., Markup]:
    """Return `kept(name, **values)`: a template without any viewer, rendered once a language."""
    shelf: dict[tuple, Markup] = {}

    def kept(name: str, **values: str | int) -> Markup:
        key = (translation.get_language(), name, *values.values())
        found = shelf.get(key)
        if found is None:
            made = env.get_template(name).render(**values).strip()
            found = Markup(made)  # noqa: S704 - a template's own output
            if not env.auto_reload and len(shelf) < _MOST_KEPT:
                shelf[key] = found
        return found

    return kept


def direction() -> str:
    """Return `rtl` or `ltr`, for the language that is active."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def environment(**options: Any) -> Environment:
    """Build the Jinja environment; called once by Django."""
    options.setdefault("extensions", ["jinja2.ext.i18n"])
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = Environment(**options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        url=url,
        static=static,
        drawn_icon=icon,
        kept=keeper(env),
        sheets=sheets,
        _=translating.gettext,
        gettext=translating.gettext,
        ngettext=translating.ngettext,
        language=translation.get_language,
        direction=direction,
        site_name=settings.TERTULIA.site_name,
        languages=settings.LANGUAGES,
    )
    return env
