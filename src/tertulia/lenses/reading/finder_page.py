"""The finder: which communities there are, what each talks about now, and how one joins."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community, Membership
from tertulia.core.communities.permissions import readable_by, visible_to
from tertulia.core.threads.models import Lane, Thread
from tertulia.core.threads.permissions import visible_to as threads_visible_to
from tertulia.lenses.finding.queries import search

PAGE = 24
NOW = 2
"""How many threads tell what a community talks about now."""
# Words are looked for in this many charters, the liveliest first.
MOST_READ = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `titles`: communities in which titles have the words."""

    words: str = ""
    join: str = ""
    visibility: str = ""
    mine: bool = False
    archived: bool = False
    titles: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread that is talked in now."""

    id: int
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class FoundCommunity:
    """A community as the finder shows it."""

    id: int
    slug: str
    name: str
    visibility: str
    join_policy: str
    member_count: int
    thread_count: int
    last_post_at: datetime | None
    founded_at: datetime
    archived_at: datetime | None
    language: str
    domain_statement: str
    belongs: bool
    now: tuple[Talk, ...] = ()


_COLUMNS = (
    "id", "slug", "name", "visibility", "join_policy", "member_count", "thread_count",
    "last_post_at", "founded_at", "archived_at", "language", "charter__domain_statement", "belongs",
)  # fmt: skip


def communities_found(
    actor: Actor, wanted: Wanted, *, before: tuple[datetime, int] | None = None, limit: int = PAGE
) -> tuple[list[FoundCommunity], bool]:
    """Return a page of communities that `actor` may know of, the liveliest first; is there more.

    What is said in a charter is looked at as far as the actor may read it.
    """
    rows = _narrowed(actor, wanted)
    if before is not None:
        moment, number = before
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, id__lt=number))
    if wanted.words.strip():
        rows = rows.filter(pk__in=_with_words(rows, actor, wanted))
    found = list(_with_talk(rows, actor).values_list(*_COLUMNS, "talk", "more_talk")[: limit + 1])
    page = found[:limit]
    now = _talked_about(page)
    listed = [
        FoundCommunity(
            *row[:11],
            domain_statement=row[11] or "",
            belongs=bool(row[12]),
            now=tuple(now[row[0]]),
        )
        for row in page
    ]
    return listed, len(found) > limit


def _with_talk(rows: QuerySet, actor: Actor) -> QuerySet:
    """Name with each community the liveliest threads of its workbench that `actor` may see.

    The index on threads answers that at once, however many there are.
    """
    lively = threads_visible_to(actor).filter(
        community=OuterRef("pk"), is_removed=False, lane=Lane.WORKBENCH, merged_into=None
    )
    ids = lively.order_by("-last_post_at", "-id").values("id")
    return rows.annotate(talk=Subquery(ids[:1]), more_talk=Subquery(ids[1:2]))


def communities_with_titles(actor: Actor, words: str) -> set[int]:
    """Return the communities that talk about `words`, as far as `actor` finds it."""
    hits = search(actor, words, limit=50).hits
    slugs = {hit.community_slug for hit in hits}
    return set(visible_to(actor).filter(slug__in=slugs).values_list("pk", flat=True))


def place_of(it: FoundCommunity) -> tuple[datetime, int]:
    """Return where `it` stands in the order of the finder."""
    return it.last_post_at or it.founded_at, it.id


def _narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Community]:
    own = Membership.objects.filter(community=OuterRef("pk"), person=actor.person_id or -1)
    rows = visible_to(actor).filter(is_circle=False)
    rows = rows.annotate(at=Coalesce("last_post_at", "founded_at"), belongs=Exists(own))
    rows = rows.filter(archived_at__isnull=not wanted.archived)
    if wanted.join:
        rows = rows.filter(join_policy=wanted.join)
    if wanted.visibility:
        rows = rows.filter(visibility=wanted.visibility)
    if wanted.mine:
        rows = rows.filter(belongs=True)
    return rows.order_by("-at", "-id")


def _with_words(rows: QuerySet, actor: Actor, wanted: Wanted) -> list[int]:
    """Return those of `rows` of which charter or titles have every word."""
    words = _folded(wanted.words).split()[:12]
    asked = rows.annotate(
        reads=Exists(Community.objects.filter(readable_by(actor), pk=OuterRef("pk")))
    )
    columns = ("id", "name", "slug", "reads", *_SAID_TO_ALL, *_SAID_TO_READERS)
    found = []
    for number, name, slug, reads, *texts in asked.values_list(*columns)[:MOST_READ]:
        said = texts if reads else texts[: len(_SAID_TO_ALL)]
        told = _folded(" ".join((name, slug, *(_text(each) for each in said))))
        if number in wanted.titles or all(word in told for word in words):
            found.append(number)
    return found


_SAID_TO_ALL = ("charter__domain_statement", "charter__membership_rule")
_SAID_TO_READERS = ("charter__key_questions", "charter__why_it_matters", "charter__in_scope")


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _folded(text: str) -> str:
    """Return text without case and accents, so that one finds it however it is typed."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def _talked_about(found: Sequence[tuple]) -> dict[int, list[Talk]]:
    """Return what each community talks about, by the ids that its row names."""
    ids = {number: row[0] for row in found for number in row[-NOW:] if number is not None}
    talks: dict[int, list[Talk]] = defaultdict(list)
    rows = Thread.objects.filter(pk__in=ids).order_by("-last_post_at", "-id")
    for talk in rows.values_list("id", "slug", "title"):
        talks[ids[talk[0]]].append(Talk(*talk))
    return talks
