"""How closely somebody follows a thread, as lists and queries join it."""

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tertulia.core.threads.models import ThreadTopic
from tertulia.engage.following.models import (
    CommunityFollowing,
    Following,
    Level,
    TopicFollowing,
)

_SAID = ~Q(level=Level.NORMAL) | Q(is_chosen=True)


def own_level(person: int) -> Subquery:
    """Return the level that was set for a thread itself, else NULL."""
    rows = Following.objects.filter(_SAID, thread=OuterRef("pk"), person=person)
    return Subquery(rows.values("level")[:1])


def inherited_level(person: int) -> Coalesce:
    """Return what a thread has from its topics, the highest of them, else from its community."""
    topics = TopicFollowing.objects.filter(
        topic__threadtopic__thread=OuterRef("pk"), person=person
    ).order_by("-level")
    home = CommunityFollowing.objects.filter(community=OuterRef("community_id"), person=person)
    return Coalesce(
        Subquery(topics.values("level")[:1]),
        Subquery(home.values("level")[:1]),
        Value(int(Level.NORMAL)),
        output_field=IntegerField(),
    )


def level_for(person: int) -> Coalesce:
    """Return how closely `person` follows a thread: by itself, its topics, or its community."""
    return Coalesce(own_level(person), inherited_level(person), output_field=IntegerField())


def muted_for(person: int, *, communities: bool = True) -> Q:
    """Return the condition on threads that `person` does not want to come across in lists.

    The inner queries do not depend on the row, so that they cost next to nothing where nothing was
    muted. On the page of a muted community itself, `communities=False`.
    """
    own = Following.objects.filter(person=person)
    wanted = own.filter(_SAID, level__gt=Level.MUTED).values("thread")
    silent = {"person": person, "level": Level.MUTED}
    said = TopicFollowing.objects.filter(person=person)
    around = Q(pk__in=_under(said.filter(level=Level.MUTED)))
    loud = Q(pk__in=wanted) | Q(pk__in=_under(said.filter(level__gt=Level.MUTED)))
    if communities:
        around |= Q(community__in=CommunityFollowing.objects.filter(**silent).values("community"))
    return Q(pk__in=own.filter(level=Level.MUTED).values("thread")) | (around & ~loud)


def follows(person: int) -> Q:
    """Return the condition on threads that `person` follows or watches, by whatever is nearest."""
    own = Following.objects.filter(person=person)
    more = {"person": person, "level__gte": Level.FOLLOWING}
    communities = CommunityFollowing.objects.filter(**more).values("community")
    around = Q(pk__in=_under(TopicFollowing.objects.filter(**more))) | Q(community__in=communities)
    otherwise = own.filter(_SAID, level__lt=Level.FOLLOWING).values("thread")
    closely = Q(pk__in=own.filter(level__gte=Level.FOLLOWING).values("thread"))
    return closely | (around & ~Q(pk__in=otherwise))


def _under(followed: QuerySet) -> QuerySet:
    return ThreadTopic.objects.filter(topic__in=followed.values("topic")).values("thread")


def raised(level: int) -> Case:
    """Return the level of a row after something that makes one follow: a chosen one stays."""
    return Case(
        When(Q(level__lt=level) & ~_SAID, then=Value(level)),
        default=F("level"),
        output_field=IntegerField(),
    )
