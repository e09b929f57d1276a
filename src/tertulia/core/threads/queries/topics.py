"""The topics of a community, with how much is said under each; to each viewer theirs."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import topics_visible_to
from tertulia.core.topics.models import Topic

MOST = 500


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic as its community lists it."""

    slug: str
    name: str
    thread_count: int
    synonyms: tuple[str, ...]


def topics_listed(
    actor: Actor, community: int, *, start: str = "", limit: int = MOST
) -> list[TopicLine]:
    """Return the topics, the fullest first; with `start` those that begin so, by any name."""
    rows = topics_visible_to(actor).filter(community=community, synonym_of=None)
    if start:
        named = Q(name__istartswith=start) | Q(slug__startswith=start)
        also = Topic.objects.filter(named, community=community, synonym_of__isnull=False)
        rows = rows.filter(named | Q(pk__in=also.values("synonym_of")))
    standing = Count("threads", filter=Q(threads__is_removed=False, threads__merged_into=None))
    counted = rows.annotate(standing=standing).order_by("-standing", "name", "id")
    found = list(counted.values_list("id", "slug", "name", "standing")[:limit])
    also_named = _synonyms(community)
    return [TopicLine(*row[1:], synonyms=also_named.get(row[0], ())) for row in found]


def _synonyms(community: int) -> dict[int, tuple[str, ...]]:
    rows = Topic.objects.filter(community=community, synonym_of__isnull=False).order_by("name")
    names: dict[int, tuple[str, ...]] = {}
    for main, name in rows.values_list("synonym_of_id", "name"):
        names[main] = (*names.get(main, ()), name)
    return names


def topic_at(actor: Actor, community: int, slug: str) -> Topic | None:
    """Return the topic at `slug`, also where it is a synonym."""
    rows: QuerySet[Topic] = topics_visible_to(actor).select_related("community", "synonym_of")
    return rows.filter(community=community, slug=slug.lower()).first()
