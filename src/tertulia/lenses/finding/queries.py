"""Search: one query, the hits that `actor` may see, the best first."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from markupsafe import Markup

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.profiles.queries import hidden_from
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.threads.permissions import posts_visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.kit.sql.prepared import Prepared
from tertulia.lenses.finding.conditions import Narrowing, conditions
from tertulia.lenses.finding.engines import engine
from tertulia.lenses.finding.language import Query, Remark, day_at, read_query
from tertulia.lenses.finding.models import Entry
from tertulia.lenses.finding.narrowing import is_of_words, narrowed
from tertulia.lenses.finding.ranking import STRONG, TITLE, Candidate, Ranked, newest_first, ranked
from tertulia.lenses.finding.snippets import Marker, marked, marker, snippet
from tertulia.lenses.finding.wording import HAS, IN_TITLE, Wanted, wanted
from tertulia.lenses.finding.wording import STRONG as STRONG_MARK

MOST = 50
"""How many hits one page can have."""

# Words that everybody uses match half of all posts: of those the newest are ranked.
_CANDIDATES = 2_000
_MARKED = 3_000
_LANGUAGES_KEPT = 600.0
_LANGUAGES_MOST = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A thread that answers, by its best post; `title_html`, `snippet` are escaped and marked."""

    thread_id: int
    slug: str
    title: str
    title_html: Markup
    kind: str
    status: str
    community_slug: str
    community_name: str
    number: int
    by: Byline
    created_at: datetime
    snippet: Markup
    paragraph: int
    more: int

    @property
    def path(self) -> str:
        """Where the post is read."""
        return f"/t/{self.thread_id}/{self.slug}/{self.number}"

    @property
    def at(self) -> Markup:
        """When it was written, in UTC, as machines read it."""
        return Markup(self.created_at.isoformat()[:19] + "Z")


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, and where the next ones begin (none at the end).

    `total_is_at_least`: threads found so far; `is_capped` when there may be more than were looked
    at. `remarks`: what of the query was left out. `understood`: the query as it was read.
    """

    hits: list[Hit]
    next: tuple[int, int] | None
    total_is_at_least: int
    is_capped: bool
    understood: Query
    remarks: tuple[Remark, ...]


def unheard(actor: Actor) -> list[Narrowing]:
    """Return the conditions that leave out whom `actor` would rather not meet."""
    return [Narrowing("from", person, is_excluded=True) for person in sorted(hidden_from(actor))]


def search(
    actor: Actor,
    text: str,
    *,
    community: str | None = None,
    kind: str = "",
    cursor: tuple[int, int] | None = None,
    limit: int = 20,
) -> Results:
    """Return what `actor` finds with the query `text`, in `community` (a slug) and of `kind` alone.

    `cursor` is `next` of the page before: (how many were shown, newest post looked at then).
    """
    query = read_query(text)
    narrow = narrowed(actor, query.filters, community=community or "", kind=kind)
    narrowings = (*narrow.narrowings, *unheard(actor))
    wish = wanted(query, languages_in_use() if query.terms else ())
    remarks = query.remarks + narrow.remarks
    if query.terms and not (wish.has_words or wish.has_exclusions):
        remarks += (Remark("no_words"),)
    found: list[Candidate] = []
    skip, newest = cursor or (0, None)
    if not narrow.is_hopeless and (query.filters or wish.has_words or wish.has_exclusions):
        found = _candidates(actor, _with_traits(wish, query), narrowings, newest)
    threads = _in_order(found, wish)
    limit = max(1, min(limit, MOST))
    hits = hits_of(actor, threads[skip : skip + limit], _marker(query, wish))
    first = newest if newest is not None else max((each[0] for each in found), default=0)
    rest = (skip + limit, first) if skip + limit < len(threads) else None
    return Results(hits, rest, len(threads), len(found) == _CANDIDATES, query, remarks)


def _with_traits(wish: Wanted, query: Query) -> Wanted:
    """Return `wish` with what posts must have, or must not, as words of the index."""
    asked = [each for each in query.filters if is_of_words(each)]
    needed = tuple((HAS + each.value,) for each in asked if not each.is_excluded)
    unwanted = tuple(HAS + each.value for each in asked if each.is_excluded)
    return replace(wish, stems=wish.stems + needed, no_stems=wish.no_stems + unwanted)


def _candidates(
    actor: Actor, wish: Wanted, narrowings: Sequence[Narrowing], newest: int | None
) -> list[Candidate]:
    try:
        where = conditions(actor, narrowings, newest)
    except EmptyResultSet:
        return []
    return engine().candidates(wish, where, _CANDIDATES)


def _in_order(found: list[Candidate], wish: Wanted) -> list[Ranked]:
    if not found or not wish.has_words:
        return newest_first(found)
    return ranked(
        found,
        _added(wish, since=min(each[0] for each in found)),
        words=max(len(wish.heads), 1),
        today=day_at(datetime.now(UTC)),
        weights={kind.name: kind.search_weight for kind in all_kinds()},
    )


def _added(wish: Wanted, since: int) -> dict[int, float]:
    """Return what its words bring each post that is about them, or has them in its title."""
    stems = [stem for each in wish.heads for stem in each]
    if not stems:
        return {}
    marks = [stem + mark for stem in stems for mark in (IN_TITLE, STRONG_MARK)]
    added: defaultdict[int, float] = defaultdict(float)
    for place, post in engine().marks(marks, since, _MARKED):
        added[post] += STRONG if place % 2 else TITLE
    return added


def languages_in_use() -> tuple[str, ...]:
    """Return the languages in which posts have lately been written, the commonest first.

    Looked up every ten minutes; languages that hardly anybody writes are left out.
    """
    now = time.monotonic()
    if now - _languages.looked_up > _LANGUAGES_KEPT:
        newest = Entry.objects.order_by("-post")[:5_000]
        counted = Counter(newest.values_list("language", flat=True))
        least = sum(counted.values()) / 50
        common = [name for name, times in counted.most_common(_LANGUAGES_MOST) if times >= least]
        _languages.names, _languages.looked_up = tuple(common), now
    return _languages.names


def forget_languages() -> None:
    """Have the languages looked up again at the next search."""
    _languages.looked_up = float("-inf")


class _languages:
    names: tuple[str, ...] = ()
    looked_up = float("-inf")


def _marker(query: Query, wish: Wanted) -> Marker:
    texts = tuple(term.text for term in query.terms if not term.is_excluded)
    return marker(texts, wish.stems)


_PLACES = tuple(f"p{place}" for place in range(MOST))


@by_actor
def _posts(actor: Actor, person: int, **posts: int) -> QuerySet:
    seen = posts_visible_to(actor).filter(pk__in=posts.values())
    return seen.filter(is_removed=False).values_list(
        "id", "number", "author_id", "alias", "author__name", "author__handle", "text",
        "created_at", "thread_id", "thread__slug", "thread__title", "thread__kind",
        "thread__status", "thread__community__slug", "thread__community__name",
    )  # fmt: skip


def hits_of(actor: Actor, shown: Sequence[Ranked], mark: Marker) -> list[Hit]:
    """Return hits for ranked threads, asking once more whether `actor` may read each post."""
    if not shown:
        return []
    ids = dict.fromkeys(_PLACES, -1) | {
        place: each.post for place, each in zip(_PLACES, shown, strict=False)
    }
    rows = _posts(actor, *_PLACES).rows(**values_for(actor, **ids))
    found = {row[0]: row for row in rows}
    return [_hit(found[each.post], each.more, mark) for each in shown if each.post in found]


def _hit(row: tuple, more: int, mark: Marker) -> Hit:
    (_id, number, author, alias, name, handle, text, created, thread, slug, title, kind, status,
     community_slug, community_name) = row  # fmt: skip
    words, paragraph = snippet(text, mark)
    return Hit(
        thread_id=thread,
        slug=slug,
        title=title,
        title_html=marked(title, mark),
        kind=kind,
        status=status,
        community_slug=community_slug,
        community_name=community_name,
        number=number,
        by=byline(author, alias, name, handle),
        created_at=created,
        snippet=words,
        paragraph=paragraph,
        more=more,
    )


class Place:
    """A community as the rail names it."""

    __slots__ = ("name", "slug")

    def __init__(self, slug: str, name: str) -> None:
        self.slug, self.name = slug, name


def _mine(person: int) -> QuerySet:
    rows = Community.objects.filter(memberships__person=person, is_circle=False)
    return rows.order_by("name").values_list("slug", "name")


_places = Prepared(_mine, "person")


def places_of(actor: Actor) -> list[Place]:
    """Return the communities that `actor` belongs to, by name."""
    if not actor.signed_in:
        return []
    return [Place(*row) for row in _places.rows(person=actor.person_id)]
