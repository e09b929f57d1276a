"""The facts of a thread page, in one compiled query: the thread, its home, and the viewer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import can_join_community, can_moderate_community
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import Draft
from tertulia.core.threads.permissions import (
    ThreadFacts,
    can_accept_answer,
    can_close_thread,
    can_reply,
    can_resolve_thread,
    can_retitle_thread,
    visible_to,
)
from tertulia.core.threads.queries.facts import (
    FACTS,
    by_actor,
    standing_from,
    values_for,
    with_standing,
)
from tertulia.core.threads.queries.links import has_links
from tertulia.core.threads.queries.posts import CHUNK, Byline, byline, chunk_of
from tertulia.engage.following.levels import level_for
from tertulia.engage.following.models import Following
from tertulia.engage.reactions.permissions import can_react_in_thread

_SHOWN = (
    "slug", "title", "kind", "lane", "language", "created_at", "post_count", "last_post_at",
    "version", "merged_into_id", "community__slug", "community__name", "community__version",
    "read_number", "has_draft", "level", "has_links", "community__shows_presence",
    "alias", "author__name", "author__handle",
)  # fmt: skip


@by_actor
def _thread(actor: Actor, person: int, thread: int) -> QuerySet:
    mark = Following.objects.filter(thread=OuterRef("pk"), person=person).values("read_number")
    rows: QuerySet = with_standing(visible_to(actor).filter(pk=thread), person)
    key = Concat(Value("thread-"), Cast(OuterRef("pk"), CharField()))
    rows = rows.annotate(
        read_number=Coalesce(Subquery(mark[:1]), Value(0)),
        has_draft=Exists(Draft.objects.filter(person=person, key=key)),
        level=level_for(person),
        has_links=has_links(),
    )
    return rows.values_list(*FACTS, *(F(name) for name in _SHOWN))


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread as its page shows it, and what the viewer may do there."""

    slug: str
    title: str
    kind: str
    lane: str
    language: str
    created_at: datetime
    post_count: int
    last_post_at: datetime
    version: int
    merged_into: int | None
    community_slug: str
    community_name: str
    community_version: int
    read_number: int
    has_draft: bool
    level: int
    has_links: bool
    shows_presence: bool
    facts: ThreadFacts
    by: Byline
    may_reply: bool
    becomes_member: bool
    may_moderate: bool
    may_retitle: bool
    may_close: bool
    may_accept: bool
    may_resolve: bool
    may_react: bool

    @property
    def id(self) -> int:
        return self.facts.id

    @property
    def first_unread(self) -> int | None:
        """Return the number after the read mark, None when all or nothing has been read."""
        if 0 < self.read_number < self.facts.last_number:
            return self.read_number + 1
        return None

    @property
    def has_gaps(self) -> bool:
        """Whether so many numbers have no post to show that a page of them may be empty."""
        return self.facts.last_number - self.post_count >= CHUNK

    @property
    def last_chunk(self) -> int:
        """Return the chunk in which the newest post stands."""
        return chunk_of(self.facts.last_number)

    def address(self, number: int | None = None) -> str:
        """Return where this thread, or one of its posts, is read."""
        start = f"/t/{self.facts.id}/{self.slug}"
        return f"{start}/{number}" if number else start

    def first_of(self, chunk: int) -> int:
        """Return the first number that may stand in `chunk`."""
        return chunk * CHUNK + 1


def thread_page(actor: Actor, thread_id: int) -> ThreadPage | None:
    """Return the page's facts if `actor` may see the thread."""
    row = _thread(actor, "thread").first(**values_for(actor, thread=thread_id))
    if row is None:
        return None
    split = len(FACTS)
    facts = ThreadFacts(*row[:6], place=standing_from(row[6:split]))
    return ThreadPage(
        *row[split:-3],
        facts=facts,
        by=byline(facts.author_id, *row[-3:]),
        may_reply=can_reply(actor, facts),
        becomes_member=can_join_community(actor, facts.place),
        may_moderate=can_moderate_community(actor, facts.place),
        may_retitle=can_retitle_thread(actor, facts),
        may_close=can_close_thread(actor, facts),
        may_accept=_accepts(row[split + 2]) and can_accept_answer(actor, facts),
        may_resolve=_is_resolvable(row[split + 2]) and can_resolve_thread(actor, facts),
        may_react=can_react_in_thread(actor, facts),
    )


def kind_acts(actor: Actor, it: ThreadPage) -> dict[str, Any]:
    """Return what the viewer did with a thread of its kind, and the template that shows it."""
    kind = kind_named(it.kind)
    if kind is None or kind.acts_of is None:
        return {"acts": None, "acts_template": ""}
    return {"acts": kind.acts_of(actor, it.id), "acts_template": kind.acts_template}


def _accepts(kind: str) -> bool:
    known = kind_named(kind)
    return known is not None and known.accepts_answers


def _is_resolvable(kind: str) -> bool:
    known = kind_named(kind)
    return known is not None and known.can_be_resolved


@dataclass(frozen=True, slots=True)
class Stretch:
    """Posts that stand on one page: their numbers, and whether it is the one that is open."""

    first: int
    last: int
    is_here: bool


def chunks_around(it: ThreadPage, chunk: int, reach: int = 3) -> list[Stretch | None]:
    """Return the pages of a thread near `chunk`, with the first and the last; None for a gap."""
    wanted = {0, it.last_chunk, *range(chunk - reach, chunk + reach + 1)}
    found: list[Stretch | None] = []
    before = -1
    for each in sorted(number for number in wanted if 0 <= number <= it.last_chunk):
        if each > before + 1:
            found.append(None)
        last = min(it.first_of(each + 1) - 1, it.facts.last_number)
        found.append(Stretch(it.first_of(each), last, each == chunk))
        before = each
    return found
