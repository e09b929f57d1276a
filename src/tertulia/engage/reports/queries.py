"""Reads about reports: the queue of those who moderate, and what became of one's own."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries.posts import Byline, byline
from tertulia.engage.reports.models import Admonition, Outcome, Reason, Report
from tertulia.engage.reports.permissions import settled_by

PAGE = 30


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as those who moderate read it. An alias hides the author from them, too."""

    id: int
    post_id: int
    number: int
    thread_id: int
    thread_title: str
    thread_slug: str
    community_slug: str
    community_name: str
    is_circle: bool
    reason: str
    words: str
    said: str
    made_at: datetime
    reporter_handle: str
    reporter_name: str
    outcome: str
    settled_at: datetime | None
    settled_by_name: str | None
    by: Byline

    @property
    def reason_words(self) -> str:
        """What is wrong with it, in words."""
        return str(Reason(self.reason).label)

    @property
    def outcome_words(self) -> str:
        """What became of it, in words; nothing while it is open."""
        return str(Outcome(self.outcome).label) if self.outcome else ""


_COLUMNS = (
    "id", "post_id", "post__number", "post__thread_id", "post__thread__title",
    "post__thread__slug", "post__thread__community__slug", "post__thread__community__name",
    "post__thread__community__is_circle", "reason", "words", "said", "made_at",
    "reporter__handle", "reporter__name", "outcome", "settled_at", "settled_by__name",
    "post__author_id", "post__alias", "post__author__name", "post__author__handle",
)  # fmt: skip


def _rows(reports: QuerySet[Report]) -> list[ReportRow]:
    return [ReportRow(*row[:-4], by=byline(*row[-4:])) for row in reports.values_list(*_COLUMNS)]


def reports_open(actor: Actor, *, after: int = 0, limit: int = PAGE) -> list[ReportRow]:
    """Return the open reports about which `actor` may decide, the longest waiting first."""
    rows = settled_by(actor).filter(settled_at=None, id__gt=after)
    return _rows(rows.order_by("id")[:limit])


def reports_settled(actor: Actor, limit: int = PAGE) -> list[ReportRow]:
    """Return what was decided lately where `actor` may decide, the latest first."""
    rows = settled_by(actor).exclude(settled_at=None)
    return _rows(rows.order_by("-settled_at", "-id")[:limit])


def report_at(actor: Actor, report: int) -> ReportRow | None:
    """Return one report, if `actor` may decide about it."""
    return next(iter(_rows(settled_by(actor).filter(pk=report))), None)


def reported_author(actor: Actor, report: int) -> int | None:
    """Return who wrote the reported post, for who may decide; nobody, where an alias hides them."""
    rows = settled_by(actor).filter(pk=report, post__alias="")
    return rows.values_list("post__author", flat=True).first()


def reports_of_post(actor: Actor, post: int) -> tuple[int, int]:
    """Return how many reports of a post are open, and how many there were, to who may decide."""
    rows = settled_by(actor).filter(post=post)
    told = rows.aggregate(open=Count("pk", filter=Q(settled_at=None)), all=Count("pk"))
    return told["open"], told["all"]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What one reported, and what became of it."""

    thread_id: int
    thread_title: str
    reason: str
    made_at: datetime
    outcome: str


def own_reports(actor: Actor, limit: int = PAGE) -> list[OwnReport]:
    """Return what `actor` reported lately."""
    rows = Report.objects.filter(reporter=actor.person_id or -1).order_by("-id")
    columns = ("post__thread_id", "post__thread__title", "reason", "made_at", "outcome")
    found = rows.values_list(*columns)[:limit]
    return [
        OwnReport(
            thread,
            title,
            str(Reason(reason).label),
            made_at,
            str(Outcome(outcome).label) if outcome else "",
        )
        for thread, title, reason, made_at, outcome in found
    ]


@dataclass(frozen=True, slots=True)
class Word:
    """A word to oneself from somebody who moderates."""

    post_id: int
    thread_id: int
    thread_title: str
    thread_slug: str
    number: int
    words: str
    asks_for_edit: bool
    said_at: datetime


def words_to(actor: Actor, limit: int = PAGE) -> list[Word]:
    """Return what those who moderate said to `actor`, the latest first."""
    rows = Admonition.objects.filter(person=actor.person_id or -1).order_by("-id")
    columns = (
        "post_id", "post__thread_id", "post__thread__title", "post__thread__slug",
        "post__number", "words", "asks_for_edit", "said_at",
    )  # fmt: skip
    return [Word(*row) for row in rows.values_list(*columns)[:limit]]
