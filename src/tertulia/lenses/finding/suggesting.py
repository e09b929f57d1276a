"""What somebody may mean while they are still typing in the one box: where to go, whom to see.

Everything starts from what the actor may see; threads are found by the beginnings of the words in
their titles, people and communities by name or address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import ANONYMOUS, Actor
from tertulia.core.communities.permissions import readable_to
from tertulia.core.communities.permissions import visible_to as communities_seen_by
from tertulia.core.people.permissions import visible_to as people_seen_by
from tertulia.core.profiles.queries import hidden_from
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.permissions import topics_visible_to
from tertulia.core.threads.permissions import visible_to as threads_seen_by
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.sql.like import Like
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.text.words import phrase_words
from tertulia.lenses.finding.conditions import conditions
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.language import OPERATORS, STANDINGS, STATUSES, TRAITS, usable
from tertulia.lenses.finding.queries import unheard
from tertulia.lenses.finding.wording import BEGINS

MOST_CHARACTERS = 200
_LOOKED_AT = 40
_MOST_CALLED = 8
_THREADS, _COMMUNITIES, _PEOPLE, _TOPICS, _OPERATORS = 5, 3, 3, 3, 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing somebody may mean: what it says, beside it, and where it leads.

    `fills`: not a place but the words that would then stand in the box.
    """

    sort: str
    words: str
    beside: str = ""
    href: str = ""
    fills: str = ""


def suggestions(actor: Actor, text: str, here: str = "") -> list[Suggestion]:
    """Return what `text`, perhaps half a word, may mean; `here` is the slug of where one is."""
    text, here = " ".join(usable(text[:MOST_CHARACTERS]).split()), usable(here[:100])
    if not text:
        return []
    before, _space, last = text.rpartition(" ")
    operators = _operators(actor, before, last)
    if ":" in last:
        return [_search(text), *operators]
    return [
        _search(text),
        *_search_here(actor, text, here),
        *operators,
        *_threads(actor, text),
        *_communities(actor, text),
        *_people(actor, text),
        *_topics(actor, text, here),
    ]


def people_called(actor: Actor, text: str, most: int = _PEOPLE) -> list[Suggestion]:
    """Return people whose name or handle begins like `text`."""
    return _people(actor, text, most)


def communities_called(actor: Actor, text: str, most: int = _COMMUNITIES) -> list[Suggestion]:
    """Return communities whose name or address begins like `text`."""
    return _communities(actor, text, most)


def _search(text: str) -> Suggestion:
    words = _("Find “%(text)s”") % {"text": text}
    return Suggestion("find", words, href="/find?" + urlencode({"q": text}, errors="replace"))


def _search_here(actor: Actor, text: str, here: str) -> list[Suggestion]:
    name = readable_to(actor).filter(slug=here.lower()).values_list("name", flat=True).first()
    if not here or name is None:
        return []
    words = _("Find “%(text)s” in %(name)s") % {"text": text, "name": name}
    query = urlencode({"q": text, "community": here.lower()}, errors="replace")
    return [Suggestion("find", words, href=f"/find?{query}")]


def _threads(actor: Actor, text: str) -> list[Suggestion]:
    tokens = phrase_words(text)
    if not tokens or len(text) < 2:
        return []
    asked = [*tokens[:-1], tokens[-1] + BEGINS]
    try:
        rows = engine().titled(asked, conditions(actor, unheard(actor), None), _LOOKED_AT)
    except EmptyResultSet:
        return []
    seen = threads_seen_by(actor).filter(pk__in=[row[1] for row in rows])
    columns = ("id", "slug", "title", "status", "community__name")
    found = list(seen.values_list(*columns))
    begun = text.casefold()
    found.sort(
        key=lambda row: (
            not row[2].casefold().startswith(begun),
            row[3] not in ("answered", "resolved"),
            -row[0],
        )
    )
    return [
        Suggestion("thread", title, name, f"/t/{number}/{slug}")
        for number, slug, title, _status, name in found[:_THREADS]
    ]


def _communities(actor: Actor, text: str, most: int = _COMMUNITIES) -> list[Suggestion]:
    query = _communities_like(actor, "begins", "goes_on")
    rows = list(query.rows(**values_for(actor, **_patterns(text))))
    return [Suggestion("community", name, href=f"/c/{slug}") for slug, name in rows[:most]]


def _people(actor: Actor, text: str, most: int = _PEOPLE) -> list[Suggestion]:
    hidden = hidden_from(actor)
    found = _people_like.rows(**_patterns(text.removeprefix("@")))
    rows = [(handle, name) for handle, name, person in found if person not in hidden]
    return [
        Suggestion("person", name, f"@{handle}", f"/p/{handle}") for handle, name in rows[:most]
    ]


@by_actor
def _communities_like(actor: Actor, person: int, begins: int, goes_on: int) -> QuerySet:
    rows = communities_seen_by(actor).filter(is_circle=False, archived_at=None)
    rows = rows.filter(_called("name", "slug", begins, goes_on)).order_by("-member_count", "id")
    return rows.values_list("slug", "name")[:_MOST_CALLED]


def _named(begins: int, goes_on: int) -> QuerySet:
    # Everybody sees everybody's name: the same query for all.
    rows = people_seen_by(ANONYMOUS).filter(is_active=True)
    rows = rows.filter(_called("name", "handle_key", begins, goes_on))
    return rows.order_by("is_shadow", "handle_key").values_list("handle", "name", "id")[
        :_MOST_CALLED
    ]


_people_like = Prepared(_named, "begins", "goes_on")


def _called(name: str, address: str, begins: int, goes_on: int) -> Q:
    """Return the condition that a word of the name, or the address, is like the patterns."""
    lowered = Lower(name)
    return Q(Like(lowered, begins)) | Q(Like(lowered, goes_on)) | Q(Like(F(address), begins))


def _patterns(text: str) -> dict[str, str]:
    """Return what a name is like that begins so, and one that goes on so with another word."""
    plain = text.lower().replace("\\", "").replace("%", "").replace("_", "\\_")
    return {"begins": f"{plain}%", "goes_on": f"% {plain}%"}


def _topics(actor: Actor, text: str, here: str) -> list[Suggestion]:
    rows: QuerySet = topics_visible_to(actor).filter(
        slug__startswith=topic_slug(text.removeprefix("#"))
    )
    rows = rows.annotate(is_here=Q(community__slug=here.lower())).order_by("-is_here", "slug", "id")
    columns = ("slug", "name", "community__slug", "community__name")
    return [
        Suggestion("topic", name, place, "/find?" + urlencode({"q": f"topic:{slug} in:{where}"}))
        for slug, name, where, place in rows.values_list(*columns)[:_TOPICS]
    ]


def _operators(actor: Actor, before: str, last: str) -> list[Suggestion]:
    """Return how the last word may go on as an operator."""
    minus, typed = ("-", last[1:]) if last.startswith("-") else ("", last)
    name, colon, value = typed.lower().partition(":")
    if not colon:
        names = [each for each in OPERATORS if len(name) > 1 and each.startswith(name)]
        return [_filling(before, f"{minus}{each}:") for each in names]
    found = [each for each in _values(actor, name, value) if each.startswith(value)]
    return [_filling(before, f"{minus}{name}:{each}") for each in found[:_OPERATORS]]


def _values(actor: Actor, name: str, value: str) -> Sequence[str]:
    if name == "is":
        return (*STATUSES, *STANDINGS, *(kind.name for kind in all_kinds()))
    if name == "has":
        return TRAITS
    if name == "kind":
        return [kind.name for kind in all_kinds()]
    if name == "in":
        rows = communities_seen_by(actor).filter(is_circle=False, slug__startswith=value)
        return list(rows.order_by("slug").values_list("slug", flat=True)[:_OPERATORS])
    if name == "from":
        people = people_seen_by(actor).filter(is_active=True, handle_key__startswith=value)
        return list(people.order_by("handle_key").values_list("handle_key", flat=True)[:_OPERATORS])
    return ()


def _filling(before: str, word: str) -> Suggestion:
    return Suggestion("operator", word, fills=f"{before} {word}".lstrip())
