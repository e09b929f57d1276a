"""What a text may not be, said before it can cost anything.

The parser and the sanitiser are fast, but not on everything: the sanitiser is quadratic in nesting,
the parser in leading quote marks. So size, markers and depth are bounded before each.
"""

import re
from itertools import accumulate

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tertulia.kit.web.refusals import Refused

MAX_SOURCE = 200_000  # characters
MAX_MARKERS = 50  # block markers at the start of one line
MAX_DEPTH = 150  # elements inside each other
MAX_HTML = 2_000_000  # characters; a text of the largest size that is nothing but quotes fits

_NEST = re.compile(
    rf"^(?:[ \t]*+(?:>|[-+*][ \t]|\d{{1,9}}[.)][ \t])){{{MAX_MARKERS + 1}}}", re.MULTILINE
)
# A rule of many marks, in quotes or not, looks like nesting and is none.
_RULE = re.compile(r"(?:[ \t]*+>){0,50}+[ \t]*+(?:(?:-[ \t]*+)+|(?:\*[ \t]*+)+)$")
_ELEMENT = re.compile(r"<(/?)(?!br|hr|img|input|wbr|col\b)[a-z]")
_STEP = {"": 1, "/": -1}


class TextRefused(Refused):
    """The text cannot be shown; `sentence` says why, in the reader's language."""

    kind = "text-refused"
    default_sentence = _("This text cannot be shown as it is.")


def check_source(source: str) -> None:
    """Go on only if `source` can be stored and parsed without a stall; else TextRefused."""
    if len(source) > MAX_SOURCE:
        raise TextRefused(_too_long(), "body")
    if "\x00" in source:
        raise TextRefused(_("This has a character (number 0) that cannot be kept."), "body")
    if not _is_whole(source):
        raise TextRefused(_("This has half a character, which cannot be kept."), "body")
    for found in _NEST.finditer(source):
        end = source.find("\n", found.end())
        line = source[found.start() : end if end >= 0 else len(source)]
        if not _RULE.match(line):
            raise too_deep()


def _is_whole(source: str) -> bool:
    """Whether no half of a surrogate pair stands alone; the encoder looks faster than a pattern."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_html(html: str) -> None:
    """Go on only if balanced `html` may be given to the sanitiser; else TextRefused."""
    check_size(html)
    if max(accumulate(map(_STEP.__getitem__, _ELEMENT.findall(html))), default=0) > MAX_DEPTH:
        raise too_deep()


def check_size(html: str) -> None:
    """Go on only if `html` is not too long to be worked on; else TextRefused."""
    if len(html) > MAX_HTML:
        raise TextRefused(_("This becomes too much on the page. Please make it shorter."), "body")


def too_many_mentions(limit: int) -> TextRefused:
    """Return the refusal of a text that speaks to more than `limit` people."""
    sentence = _("This mentions more than {limit} people. Please mention fewer.")
    return TextRefused(format_lazy(sentence, limit=limit), "body")


def _too_long() -> Promise:
    sentence = _("This is too long: at most {limit} characters. Please make it shorter.")
    return format_lazy(sentence, limit=MAX_SOURCE)


def too_deep() -> TextRefused:
    """Return the refusal of a text with too much inside each other."""
    sentence = _("This is nested too deeply: lists, quotes or emphasis inside each other.")
    return TextRefused(sentence, "body")
