"""The counts that are kept beside what they count: looked at, and counted anew."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from tertulia.core.activity.actors import system
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community, Membership
from tertulia.core.threads.models import Post, Thread
from tertulia.engage.polls.counting import right_points, right_voters
from tertulia.engage.polls.models import Option, Poll
from tertulia.engage.reactions.counting import prepare_totals, right_total
from tertulia.engage.reactions.models import ReactionTotal


def wrong_counts() -> dict[str, int]:
    """Return, for each kept count that is wrong somewhere, in how many rows."""
    found = {}
    for model, column, right in _rights():
        number = _wrong(model, column, right).count()
        if number:
            found[_name(model, column)] = number
    return found


def repair_counts() -> dict[str, int]:
    """Count anew where a kept count is wrong; return in how many rows each was.

    Pages that show them are made anew: the rows get the version of one activity that says what was
    repaired.
    """
    repaired: dict[str, int] = {}
    touched: dict[type[Model], set[int]] = {Thread: set(), Community: set()}
    with transaction.atomic():
        prepare_totals()
        for model, column, right in _rights():
            # Locked first and counted afterwards: a reply under way holds its thread.
            ids = list(
                _wrong(model, column, right).select_for_update().values_list("pk", flat=True)
            )
            for start in range(0, len(ids), 500):
                model._default_manager.filter(pk__in=ids[start : start + 500]).update(
                    **{column: right}
                )
            if ids:
                repaired[_name(model, column)] = len(ids)
                _touch(touched, model, ids)
        if repaired:
            _give_version(touched, repaired)
    return repaired


def _touch(touched: dict[type[Model], set[int]], model: type[Model], ids: list[int]) -> None:
    """Note whose pages show these rows: what hangs on posts is shown with their threads."""
    if model in touched:
        touched[model].update(ids)
        return
    for start in range(0, len(ids), 500):
        rows = model._default_manager.filter(pk__in=ids[start : start + 500])
        way = "poll__post__thread" if model is Option else "post__thread"
        touched[Thread].update(rows.values_list(way, flat=True))


def _give_version(touched: dict[type[Model], set[int]], repaired: dict[str, int]) -> None:
    activity = record("counts.repaired", actor=system("command"), data=dict(repaired))
    for model, ids in touched.items():
        listed = sorted(ids)
        for start in range(0, len(listed), 500):
            rows = model._default_manager.filter(pk__in=listed[start : start + 500])
            rows.update(version=activity)


def _name(model: type[Model], column: str) -> str:
    return f"{model._meta.model_name}.{column}"


def _wrong(model: type[Model], column: str, right: Any) -> QuerySet:
    rows = model._default_manager.annotate(right=right)
    if column == "last_post_at" and model is Community:
        return rows.filter(right__isnull=False).exclude(last_post_at=F("right")) | rows.filter(
            right__isnull=False, last_post_at=None
        )
    return rows.exclude(**{column: F("right")})


def _rights() -> Iterator[tuple[type[Model], str, Any]]:
    """Yield model, column, and the expression that counts it: threads first."""
    posts = Post.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    highest = Coalesce(_value(posts, Max("number")), 0)
    yield Thread, "post_count", Coalesce(_value(posts.filter(is_removed=False), Count("pk")), 0)
    yield Thread, "last_number", highest
    # Numbers are never used again, so this one is raised and never lowered.
    yield Thread, "next_number", Greatest(F("next_number"), highest + 1)
    yield Thread, "last_post_at", Coalesce(_value(posts, Max("created_at")), F("created_at"))
    threads = Thread.objects.filter(community=OuterRef("pk")).order_by().values("community")
    members = Membership.objects.filter(community=OuterRef("pk")).order_by().values("community")
    counted = threads.filter(is_removed=False, merged_into=None)
    yield Community, "thread_count", Coalesce(_value(counted, Count("pk")), 0)
    yield Community, "member_count", Coalesce(_value(members, Count("pk")), 0)
    yield Community, "last_post_at", _value(threads, Max("last_post_at"))
    yield ReactionTotal, "number", right_total()
    yield Option, "points", right_points()
    yield Poll, "voter_count", right_voters()


def _value(rows: QuerySet, figure: Any) -> Subquery:
    return Subquery(rows.annotate(figure=figure).values("figure"))
