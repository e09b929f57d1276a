"""What every free-text field has in common: it is kept exactly as given, or refused."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from tertulia.kit.web.refusals import Refused

# Marks that turn the reading order round, so that a name could pass for another.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def checked_text(text: str, *, limit: int, field: str | None = None) -> str:
    """Return `text` unchanged; raise Refused when it is too long or cannot be stored at all."""
    if len(text) > limit:
        raise Refused(
            _("This is too long: at most %(limit)d characters.") % {"limit": limit}, field
        )
    if "\x00" in text:
        raise Refused(_("This has a character (number 0) that cannot be kept."), field)
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise Refused(_("This has half a character, which cannot be kept."), field)
    return text


def checked_line(text: str, *, limit: int, field: str | None = None) -> str:
    """Return one line of text, trimmed; raise Refused when it is empty, too long or misleading."""
    text = checked_text(text.strip(), limit=limit, field=field)
    if not any(map(_shows, text)):
        raise Refused(_("Please write something here."), field)
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text):
        raise Refused(_("This has line breaks or control characters; one line only."), field)
    if _TURNS.search(text):
        raise Refused(_("This has invisible marks that turn the reading order round."), field)
    return text


# Letters, as Unicode counts them, that show nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def _shows(character: str) -> bool:
    """Say whether one sees anything where the character stands alone."""
    unseen = unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc", "Cf")
    return not unseen and character not in _FILLERS
