"""Bringing what was chosen into force: `settings.TERTULIA` is replaced as a whole, never changed.

Everybody reads settings there, so nothing else has to know that some of them are chosen on a page.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError

from tertulia.core.site.models import SiteSetting
from tertulia.core.site.offers import offered

log = structlog.get_logger("tertulia.site")
# Processes that do jobs alone have no reader of what happens: they look again now and then.
LOOK_AGAIN_SECONDS = 10
_looked = [0.0]
_own: list[Any] = []
_on_change: list[Callable[[], None]] = []


def environment() -> Any:
    """Return the settings as the environment has them, without what was chosen on a page."""
    return _own[0] if _own else settings.TERTULIA


def on_settings_changed(forget: Callable[[], None]) -> None:
    """Have `forget` called when other settings come into force in this process."""
    _on_change.append(forget)


def bring_into_force() -> None:
    """Let what is chosen count in this process. Does nothing in a database that is not made yet."""
    _looked[0] = time.monotonic()
    try:
        chosen = dict(SiteSetting.objects.values_list("name", "value"))
    except DatabaseError as error:
        log.debug("settings_not_read", error=str(error))
        return
    if not _own:
        _own.append(settings.TERTULIA)
    fixed = _own[0].model_fields_set
    counted = {
        name: offer.in_force(chosen[name])
        for name, offer in offered().items()
        if name in chosen and name not in fixed
    }
    now = _own[0].model_copy(update=counted)
    if now == settings.TERTULIA:
        return
    settings.TERTULIA = now
    settings.DEFAULT_FROM_EMAIL = now.email_from
    for forget in _on_change:
        forget()


def look_again() -> None:
    """Bring into force what was chosen in other processes, unless that was looked at just now."""
    if time.monotonic() - _looked[0] >= LOOK_AGAIN_SECONDS:
        bring_into_force()
