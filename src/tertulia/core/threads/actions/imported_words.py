"""Words from elsewhere: kept as they came, shown as well as they can be."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import structlog
from django.utils.html import escape
from django.utils.translation import gettext as _

from tertulia.core.threads.queries.files import files_among
from tertulia.kit.text import TextRefused, render
from tertulia.kit.text.languages import guess_language

log = structlog.get_logger("tertulia.threads")

# What is shown of words that cannot be shown whole.
_SHOWN = 20_000
_CUT = "cut"


@dataclass(frozen=True, slots=True)
class Words:
    """What is made from a source. `note` says where it is not shown as it was meant."""

    html: str
    text: str
    rendered_with: str
    language: str
    note: str = ""


def words_of(source: str, source_format: str, files: Collection[int] = ()) -> Words:
    """Return what is shown of `source`; never refuses.

    Words that cannot be shown as they were meant are shown plain, and if that is too much as well,
    their beginning is. Nobody is mentioned: names of elsewhere may be those of others here.
    """
    if not source.strip():
        return Words("", "", "", "")
    words = _rendered(source, source_format, files=files)
    if words:
        return words
    words = _rendered(source, "plain", _("shown plain: too long or too intricate to be formatted"))
    return words or _beginning(source)


def _rendered(
    source: str, source_format: str, note: str = "", files: Collection[int] = ()
) -> Words | None:
    try:
        made = render(source, source_format=source_format, find_files=partial(files_among, files))
    except TextRefused:
        return None
    except Exception:
        # One text that trips the renderer must not hold up the thousands around it.
        log.exception("render_failed", source_format=source_format, length=len(source))
        return None
    return Words(made.html, made.text, made.rendered_with, guess_language(made.text), note)


def _beginning(source: str) -> Words:
    note = _("only the beginning is shown: too long; kept whole")
    start = source[:_SHOWN].strip()
    words = _rendered(f"{start}\n\n[…]", "plain", note)
    if words:
        return words
    return Words(f"<p>{escape(start)} […]</p>", start, _CUT, "", note)
