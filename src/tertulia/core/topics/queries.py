"""Reads about topics."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tertulia.core.topics.models import Topic
from tertulia.kit.sql.prepared import Prepared


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as a thread shows it."""

    slug: str
    name: str


def _of(thread: int) -> QuerySet:
    rows = Topic.objects.filter(threads=thread).order_by("threadtopic__place", "id")
    return rows.values_list("slug", "name")


_of_thread = Prepared(_of, "thread")


def topics_of(thread_id: int) -> list[TopicRow]:
    """Return the topics of a thread, in their order. Whoever calls has checked the thread."""
    return [TopicRow(*row) for row in _of_thread.rows(thread=thread_id)]
