"""Jinja2 as Tertulia's template language, through Django's own backend."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, Template
from markupsafe import Markup

from tertulia.kit.ui.icons import icon
from tertulia.kit.ui.settings_area import settings_tabs
from tertulia.kit.ui.sheets import sheets
from tertulia.kit.web import translating
from tertulia.kit.web.keeping import keep_until_changed

_PACKAGE = Path(__file__).resolve().parents[2]
_MOST_KEPT = 5000


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
    """Return `kept(template, **values)`: a template, rendered once a language and values.

    What it prints depends on its `values` alone, never on who looks.
    """

    @lru_cache(maxsize=_MOST_KEPT)
    def made(language: str | None, template: str, values: tuple) -> Markup:
        return Markup(env.get_template(template).render(values).strip())  # noqa: S704

    keep_until_changed(made.cache_clear)

    def kept(template: str, /, **values: Hashable) -> Markup:
        make = made.__wrapped__ if env.auto_reload else made
        return make(translation.get_language(), template, tuple(values.items()))

    return kept


class _Now:
    """A setting that prints as it is in force now; an operator may change it on a page."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return str(getattr(settings.TERTULIA, self._name))

    def __bool__(self) -> bool:
        return bool(str(self))


class Macros:
    """The macros of a template, read at first use: importing them costs each page anew."""

    def __init__(self, env: Environment, template: str) -> None:
        self._env, self._template = env, template

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._env.get_template(self._template).module, name)
        if not self._env.auto_reload:
            setattr(self, name, macro)
        return macro


def pairs(places: Any) -> tuple:
    """Return (slug, name) of communities, as `kept` takes them."""
    return tuple((each.slug, each.name) for each in places or ())


def direction() -> str:
    """Return `rtl` or `ltr`, for the language that is active."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def page_template(name: str) -> Template:
    """Return one of our templates as Jinja has it; its `render` adds nothing to the context."""
    engine = engines["jinja"]
    assert isinstance(engine, Jinja2)
    return engine.env.get_template(name)


def _is_markup(name: str | None) -> bool:
    """Letters are plain text, as is what one downloads; all else is html."""
    return not (name or "").endswith(".txt")


def environment(**options: Any) -> Environment:
    """Build the Jinja environment; called once by Django."""
    options.setdefault("extensions", ["jinja2.ext.i18n"])
    options["autoescape"] = _is_markup
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
        pairs=pairs,
        ui=Macros(env, "ui/components.html"),
        nav=Macros(env, "ui/navigation.html"),
        people=Macros(env, "ui/people.html"),
        composer=Macros(env, "ui/composer.html"),
        sheets=sheets,
        settings_tabs=settings_tabs,
        _=translating.gettext,
        gettext=translating.gettext,
        ngettext=translating.ngettext,
        language=translation.get_language,
        direction=direction,
        site_name=_Now("site_name"),
        site_look=_Now("site_look"),
        site_welcome=_Now("site_welcome"),
        upload_megabytes=settings.TERTULIA.upload_megabytes,
        languages=settings.LANGUAGES,
    )
    return env
