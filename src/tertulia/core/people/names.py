"""Handles: what may be one, and how to make one from a name.

Handles are NFC, unique without regard to case, of one script (so that no letter passes for
another), and none of the reserved words.
"""

import re
import unicodedata
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import Refused

MAX_HANDLE = 40
MAX_NAME = 100
# How long an address that was given up, of a person or a community, is given to nobody else.
KEPT_FOR = timedelta(days=365)
# Letters of other alphabets that nobody can tell from Latin ones.
_LOOK_LATIN = frozenset("асеһіјӏорԛѕԁԝхуѵүανορυχ")
_RESERVED = """
    about account accounts admin all anonymous api ask atom calendar channel channels communities
    community coordinator coordinators everyone expert experts export facilitator facilitators feeds
    find former guest guests healthz help here home host hosts import leader leaders librarian
    librarians live me member members mentor mentors metrics moderator new nobody operator operators
    people person posts readyz root search settings sponsor sponsors static steward stewards
    styleguide support system tertulia you
"""
RESERVED = frozenset(_RESERVED.split())
_SHAPE = re.compile(r"[^\W_](?:[\w.-]{0,38}[\w])?", re.UNICODE)
_NOT_IN_HANDLES = re.compile(r"[^\w.-]+", re.UNICODE)


def checked_handle(handle: str) -> str:
    """Return `handle` in NFC; raise Refused with a sentence when it cannot be one."""
    handle = unicodedata.normalize("NFC", handle.strip().removeprefix("@"))
    if not handle:
        raise Refused(_("A handle needs at least one letter."), "handle")
    if len(handle.casefold()) > MAX_HANDLE:  # a few letters are longer when folded
        raise Refused(_("A handle has at most 40 characters."), "handle")
    if not _SHAPE.fullmatch(handle):
        raise Refused(
            _("A handle has letters and digits; dots, dashes and underscores between them."),
            "handle",
        )
    if handle.casefold() in RESERVED:
        raise Refused(_("This handle is reserved. Please choose another."), "handle")
    if len(_scripts(handle)) > 1:
        raise Refused(_("A handle mixes no alphabets."), "handle")
    if _passes_for_another(handle):
        raise Refused(_("This handle looks like another one in other letters."), "handle")
    return handle


def checked_name(name: str) -> str:
    """Return `name` trimmed; raise Refused when it is empty, too long or misleading."""
    return checked_line(name, limit=MAX_NAME, field="name")


def handle_from(name: str) -> str:
    """Return a handle made from a name or foreign key; `someone` where nothing of it can be."""
    text = unicodedata.normalize("NFKC", name)
    text = _NOT_IN_HANDLES.sub("-", text).strip("-._")[:30].strip("-._")
    if len(_scripts(text)) > 1:
        text = text.encode("ascii", "ignore").decode().strip("-._")
    for wish in (text, f"person-{text}"):
        try:
            return checked_handle(wish)
        except Refused:
            continue
    return "someone"


def _passes_for_another(handle: str) -> bool:
    """Say whether `handle` is written in forms or letters that pass for plain Latin ones."""
    if unicodedata.normalize("NFKC", handle) != handle:
        return True
    letters = [c for c in handle.casefold() if c.isalpha()]
    return bool(letters) and all(c in _LOOK_LATIN for c in letters)


def _scripts(text: str) -> set[str]:
    """Return the scripts of the letters, named by the first word of the character's name."""
    letters = (c for c in text if c.isalpha())
    found = {unicodedata.name(c, "UNKNOWN").split(" ")[0] for c in letters}
    japanese = {"HIRAGANA", "KATAKANA", "CJK"}
    return {"CJK"} | (found - japanese) if found & japanese else found
