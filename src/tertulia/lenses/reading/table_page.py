"""What lies on somebody's table: at most seven things, each with the reason why it lies there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Replace

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import COORDINATING, JoinRequest, Membership
from tertulia.core.communities.permissions import readable_to
from tertulia.core.profiles.models import Field, ProfileWord
from tertulia.core.threads.models import ThreadTopic
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row
from tertulia.engage.following.models import CommunityFollowing, Following, Level, TopicFollowing
from tertulia.engage.reports.permissions import settled_by
from tertulia.lenses.notifications.queries import NotificationRow, notifications_waiting
from tertulia.lenses.notifications.wording import sentence
from tertulia.lenses.reading.talk import Talk, talk_of

MOST = 7
LATELY = 60
MARKS = 120
OTHERS = 7


@dataclass(frozen=True, slots=True)
class Home:
    """A community as the table needs it; `activity` is the last that happened there."""

    id: int
    slug: str
    name: str
    member_count: int
    thread_count: int
    domain_statement: str | None
    visibility: str
    join_policy: str
    level: int
    activity: int


@dataclass(frozen=True, slots=True)
class Seat:
    """One thing on the table. `why` names the reason; a thread has its row and how much is new."""

    why: str
    title: str = ""
    address: str = ""
    row: ThreadRow | None = None
    new: int = 0
    read_number: int = 0
    count: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What the first page shows to one person."""

    mine: tuple[Home, ...]
    others: tuple[Home, ...]
    seats: tuple[Seat, ...]
    now: tuple[ThreadRow, ...]


@by_actor
def _homes(actor: Actor, person: int) -> QuerySet:
    rows = readable_to(actor).filter(memberships__person=person, is_circle=False)
    return _with_activity(rows, person).order_by("name")


@by_actor
def _other_homes(actor: Actor, person: int) -> QuerySet:
    mine = Membership.objects.filter(community=OuterRef("pk"), person=person)
    rows = readable_to(actor).filter(~Exists(mine), is_circle=False, archived_at=None)
    rows = rows.filter(last_post_at__isnull=False)
    return _with_activity(rows, person).order_by("-last_post_at")[:OTHERS]


def _with_activity(rows: QuerySet, person: int) -> QuerySet:
    level = CommunityFollowing.objects.filter(community=OuterRef("pk"), person=person)
    latest = Activity.objects.filter(community=OuterRef("pk")).order_by("-id")
    return rows.values_list(
        "id", "slug", "name", "member_count", "thread_count",
        "charter__domain_statement", "visibility", "join_policy",
        Coalesce(
            Subquery(level.values("level")[:1]),
            Value(int(Level.NORMAL)),
            output_field=IntegerField(),
        ),
        Coalesce(Subquery(latest.values("id")[:1]), Value(0)),
    )  # fmt: skip


@by_actor
def _requests(actor: Actor, person: int) -> QuerySet:
    held: QuerySet = Membership.objects.alias(held=F("roles").bitand(int(COORDINATING)))
    held = held.filter(person=person, held__gt=0).values("community")
    rows: QuerySet = JoinRequest.objects.filter(state=JoinRequest.State.WAITING, community__in=held)
    rows = rows.values("community__slug", "community__name").annotate(waiting=Count("pk"))
    rows = rows.order_by().values_list("community__slug", "community__name", "waiting")
    return rows.union(_reports(actor), all=True).order_by("community__name")[:3]


def _reports(actor: Actor) -> QuerySet:
    """Return one row that says how many reports wait, under no name, so that it comes first."""
    waiting = settled_by(actor).filter(settled_at=None).order_by()
    nowhere = {"community__slug": Value(""), "community__name": Value("")}
    rows = waiting.annotate(**nowhere)
    rows = rows.values(*nowhere).annotate(waiting=Count("pk"))
    return rows.values_list(*nowhere, "waiting")


@by_actor
def _moved(actor: Actor, person: int) -> QuerySet:
    lately: QuerySet = Following.objects.filter(person=person, level__gt=0, read_number__gt=0)
    lately = lately.order_by("-read_at").values("thread")[:LATELY]
    rows: QuerySet = visible_to(actor).filter(
        pk__in=lately,
        is_removed=False,
        followings__person=person,
        followings__read_number__lt=F("last_number"),
    )
    rows = rows.order_by("-last_post_at", "-id")
    return rows.values_list(*COLUMNS, "followings__read_number")[:MOST]


@by_actor
def _marks(actor: Actor, person: int) -> QuerySet:
    rows = Following.objects.filter(person=person).order_by("-read_at")
    return rows.values_list("thread_id", "level")[:MARKS]


@by_actor
def _under_muted_topics(actor: Actor, person: int) -> QuerySet:
    muted = TopicFollowing.objects.filter(person=person, level=Level.MUTED).values("topic")
    rows = ThreadTopic.objects.filter(topic__in=muted).order_by("-thread")
    return rows.values_list("thread_id")[:2_000]


@by_actor
def _known(actor: Actor, person: int) -> QuerySet:
    known = ProfileWord.objects.filter(person=person, field=Field.KNOWS)
    slugs = known.values(slug=Replace("key", Value(" "), Value("-")))
    rows = ThreadTopic.objects.filter(
        topic__slug__in=slugs, thread__post_count=1, thread__status="open"
    ).order_by("-thread")
    return rows.values_list("thread_id", "topic__name")[:50]


def table_of(actor: Actor) -> Table:
    """Return what the first page shows to `actor`, who is signed in."""
    me = values_for(actor)
    mine = tuple(Home(*row) for row in _homes(actor).rows(**me))
    others = tuple(Home(*row) for row in _other_homes(actor).rows(**me))
    heard = [each for each in mine if each.level != Level.MUTED]
    open_to_me = heard or [each for each in others if each.level != Level.MUTED]
    talk = talk_of((each.id, each.activity) for each in (*heard, *others[:2]))
    marks = dict(_marks(actor).rows(**me))
    unwanted = {row[0] for row in _under_muted_topics(actor).rows(**me)} - marks.keys()
    unwanted |= {thread for thread, level in marks.items() if level == Level.MUTED}
    here = _merged(talk, open_to_me, unwanted)
    strange = [each for each in others[:2] if heard and each.level != Level.MUTED]
    chance = _merged(talk, strange, unwanted | marks.keys())
    seats = _seated(actor, here, chance, marks)
    served = {seat.row.id for seat in seats if seat.row}
    now = tuple(row for row in here.lively if row.id not in served)
    return Table(mine, others, seats, now[:8])


def _merged(talk: dict[int, Talk], homes: list[Home], unwanted: set[int]) -> Talk:
    """Return the talk of several communities as one, the liveliest first."""

    def together(lists: Iterator[tuple[ThreadRow, ...]]) -> tuple[ThreadRow, ...]:
        rows = [row for some in lists for row in some if row.id not in unwanted]
        return tuple(sorted(rows, key=lambda row: (row.last_at, row.id), reverse=True))

    found = [talk[each.id] for each in homes if each.id in talk]
    return Talk(together(one.lively for one in found), together(one.unanswered for one in found))


def _seated(actor: Actor, here: Talk, chance: Talk, marks: dict[int, int]) -> tuple[Seat, ...]:
    me = values_for(actor)
    first = [
        Seat("request", name, f"/c/{slug}/members#requests", count=waiting)
        if slug
        else Seat("report", address="/moderation", count=waiting)
        for slug, name, waiting in _requests(actor).rows(**me)
        if waiting
    ]
    told = [it for it in notifications_waiting(actor) if it.cause != "request"][:3]
    first += [_told(it) for it in told]
    spoken = {it.thread_id for it in told}
    moved = [
        Seat("moved", row=row, new=row.last_number - read, read_number=read)
        for row, read in ((thread_row(each[:-1]), each[-1]) for each in _moved(actor).rows(**me))
        if row.id not in spoken
    ]
    known = dict(_known(actor).rows(**me)) if here.unanswered else {}
    asked = [
        row
        for row in here.unanswered
        if row.id not in marks and row.id not in spoken and not _is_by(row, actor)
    ]
    asked.sort(key=lambda row: row.id not in known)
    answers = [
        Seat("known" if row.id in known else "unanswered", row=row, words=known.get(row.id, ""))
        for row in asked
    ]
    surprise = [Seat("surprise", row=row) for row in chance.lively if not _is_by(row, actor)][:1]
    kept = min(2, len(answers)) + len(surprise)
    seats = [*first, *moved[: max(MOST - len(first) - kept, 1)]][:MOST]
    seats += answers[: max(MOST - len(seats) - len(surprise), 0)]
    return tuple([*seats, *surprise][:MOST])


def _is_by(row: ThreadRow, actor: Actor) -> bool:
    return row.by.person_id == actor.person_id


def _told(it: NotificationRow) -> Seat:
    return Seat("told", sentence(it), f"/inbox/{it.id}", words=it.cause)


@by_actor
def _lively(actor: Actor, person: int) -> QuerySet:
    rows: QuerySet = visible_to(actor).filter(is_removed=False)
    return rows.order_by("-last_post_at", "-id").values_list(*COLUMNS)[:8]


def talked_about(actor: Actor) -> list[ThreadRow]:
    """Return the liveliest threads of all that `actor` may read."""
    return [thread_row(values) for values in _lively(actor).rows(**values_for(actor))]
