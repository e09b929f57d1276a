"""The query language: from what somebody typed to what they look for. Pure; it never fails.

    volume "slice view" -segment in:slicer from:lassoan kind:discussion topic:dicom is:open
    -is:mine has:code after:2019 before:2019-06-15

Whatever cannot be read as an operator is words; whatever cannot be used is left out with a remark.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

MAX_CHARACTERS = 1_000
MAX_WORDS = 24
MAX_FILTERS = 12
STATUSES = ("open", "answered", "resolved", "closed")
# Besides a status and the name of a kind, a thread `is` one of these.
STANDINGS = ("unanswered", "mine", "following", "bookmarked", "removed")
# What a post, or for `answer` its thread, `has`.
TRAITS = ("answer", "image", "link", "code", "file", "poll")
OPERATORS = ("in", "from", "kind", "topic", "is", "has", "before", "after")
EPOCH = date(1970, 1, 1).toordinal()

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
# What no text can hold, and what only moves a cursor, counts as a space.
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_OPERATOR = (
    r"(?P<name>" + "|".join(OPERATORS) + r"):(?:\"(?P<quoted>[^\"]*)\"?|(?P<value>[^\s\"]*))"
)
_TOKEN = re.compile(
    r"(?P<minus>[-\u2212](?=[^\s\-\u2212]))?"
    r"(?:" + _OPERATOR + r"|\"(?P<phrase>[^\"]*)\"?|(?P<word>[^\s\"]+))",
    re.IGNORECASE,
)
# A word before a colon that might be meant as an operator; addresses and `std::x` are not.
_LOOKS_LIKE_ONE = re.compile(r"[a-z]{2,14}:(?![:/\\])\S", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Term:
    """Words to look for: one word, or several that stand together."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on the post or its thread. `day` is set for `before` and `after` alone."""

    name: str
    value: str
    is_excluded: bool = False
    day: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """What was left out: `problem` is empty, date, has, words, filters, length or operator."""

    problem: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for, as read."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    remarks: tuple[Remark, ...] = ()


def usable(text: str) -> str:
    """Return `text` with a space for whatever no text can hold."""
    return _UNUSABLE.sub(" ", text)


def read_query(text: str) -> Query:
    """Read `text` as a query; every text is one."""
    remarks: list[Remark] = []
    if len(text) > MAX_CHARACTERS:
        remarks.append(Remark("length", str(MAX_CHARACTERS)))
    text = usable(text[:MAX_CHARACTERS]).translate(_QUOTES)
    terms: list[Term] = []
    filters: list[Filter] = []
    for token in _TOKEN.finditer(text):
        if token["name"]:
            read = _filter(token)
            filters.append(read) if isinstance(read, Filter) else remarks.append(read)
        else:
            terms += _term(token)
            remarks += _doubt(token["word"] or "")
    if len(terms) > MAX_WORDS:
        remarks.append(Remark("words", str(MAX_WORDS)))
    if len(filters) > MAX_FILTERS:
        remarks.append(Remark("filters", str(MAX_FILTERS)))
    kept_terms = dict.fromkeys(terms[:MAX_WORDS])
    kept_filters = dict.fromkeys(filters[:MAX_FILTERS])
    return Query(tuple(kept_terms), tuple(kept_filters), tuple(dict.fromkeys(remarks)))


def _term(token: re.Match[str]) -> list[Term]:
    excluded = token["minus"] is not None
    if token["phrase"] is not None:
        words = " ".join(token["phrase"].split())
        return [Term(words, is_phrase=True, is_excluded=excluded)] if words else []
    return [Term(token["word"], is_excluded=excluded)]


def _doubt(word: str) -> list[Remark]:
    """Return what to say of a word that looks like an operator and is none: it is looked for."""
    if not _LOOKS_LIKE_ONE.match(word):
        return []
    return [Remark("operator", word.partition(":")[0].lower() + ":")]


def _filter(token: re.Match[str]) -> Filter | Remark:
    name = token["name"].lower()
    value = (token["quoted"] if token["quoted"] is not None else token["value"]).strip()
    excluded = token["minus"] is not None
    if not value:
        return Remark("empty", f"{name}:")
    if name in ("before", "after"):
        day = day_of(value)
        if day is None:
            return Remark("date", f"{name}:{value}")
        if excluded:
            name = "after" if name == "before" else "before"
        return Filter(name, value, day=day)
    if name == "has" and value.lower().removesuffix("s") not in TRAITS:
        return Remark("has", f"{name}:{value}")
    if name == "has":
        value = value.lower().removesuffix("s")
    if name in ("is", "kind"):
        value = value.lower()
    if name == "from":
        value = value.removeprefix("@") or value
    return Filter(name, value, excluded)


def day_of(value: str) -> int | None:
    """Return the first day (days since 1970, UTC) of a year, month or day; None if it is none."""
    found = _DATE.fullmatch(value)
    if not found:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None


def day_at(moment: datetime) -> int:
    """Return the day (days since 1970, UTC) in which `moment` lies."""
    return moment.astimezone(UTC).toordinal() - EPOCH
