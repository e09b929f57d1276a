"""Whom a post speaks to: people by handle, several by a role or by `@here`, whoever it quotes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import MODERATING, Membership, Role
from tertulia.core.communities.permissions import Standing, can_moderate_community
from tertulia.core.people.models import Person
from tertulia.core.threads.models import Mention, Post, Quotation
from tertulia.core.threads.permissions import posts_visible_to
from tertulia.kit.text import Rendered
from tertulia.kit.web.refusals import Refused

HERE = "here"
ROLES = {
    "coordinators": Role.COORDINATOR | Role.LEADER,
    "experts": Role.EXPERT,
    "facilitators": Role.FACILITATOR,
    "hosts": Role.HOST,
    "leaders": Role.LEADER,
    "librarians": Role.LIBRARIAN,
    "mentors": Role.MENTOR,
    "sponsors": Role.SPONSOR,
    "stewards": Role.STEWARD,
}
CALL_HERE = MODERATING | Role.FACILITATOR | Role.HOST
LATELY = timedelta(days=7)
MOST_CALLED = 200  # people whom one post calls by roles and `@here` together
CALLS_A_DAY = {Mention.By.HERE: 3, Mention.By.ROLE: 20}
MOST_QUOTED = 50
_QUOTED = re.compile(
    r"\]\(\S{0,200}?/t/(\d{1,18})/[^/\s)]{1,100}/(\d{1,9})(?:#p\d+)?\):?[ \t]*\n+[ \t]*>"
)


def words_open_to(actor: Actor, place: Standing) -> frozenset[str]:
    """Return the words by which `actor` may call several people at once in a community.

    Roles: members but guests, and moderators. `@here`: hosts, facilitators and moderators; in a
    circle everybody in it.
    """
    moderates = can_moderate_community(actor, place)
    belongs = bool(place.roles & ~(Role.MEMBER | Role.GUEST)) or place.roles == Role.MEMBER
    words = frozenset(ROLES) if belongs or moderates else frozenset()
    here = moderates or place.roles & CALL_HERE or (place.is_circle and place.roles)
    return words | {HERE} if here else words


@dataclass(frozen=True, slots=True)
class Called:
    """People whom words call, and by which sort of word."""

    by: Mention.By
    people: frozenset[int]


def called_by(word: str, community_id: int, but: int | None) -> Called:
    """Return whom `@word` calls in a community, without `but`, who writes it."""
    members = Membership.objects.filter(community=community_id, person__is_active=True)
    if word == HERE:
        active = Activity.objects.filter(
            community=community_id, recorded_at__gt=timezone.now() - LATELY, actor__isnull=False
        )
        members = members.filter(person__in=active.values("actor"))
        by = Mention.By.HERE
    else:
        members = members.alias(held=F("roles").bitand(int(ROLES[word]))).filter(held__gt=0)
        by = Mention.By.ROLE
    people = members.exclude(person=but).values_list("person", flat=True)
    return Called(by, frozenset(people[: MOST_CALLED + 1]))


def speak(*, actor: Actor, post: Post, community_id: int, made: Rendered) -> dict[str, Any]:
    """Store whom `post` speaks to that it did not before; return what its activity says of it.

    Raises Refused where it calls more people, or calls more often, than one post or person may.
    """
    called = [called_by(word, community_id, actor.person_id) for word in made.groups]
    _within_limits(actor, called, post)
    wanted: dict[int, Mention.By] = {}
    for each in sorted(called, key=lambda one: one.by == Mention.By.HERE):
        wanted = {**dict.fromkeys(each.people, each.by), **wanted}
    wanted |= dict.fromkeys(_named(made.mentions), Mention.By.HANDLE)
    wanted.pop(actor.person_id or 0, None)
    told: dict[str, Any] = {}
    mentioned = _store(post, wanted)
    if mentioned:
        told["mentioned"] = mentioned
    quoted = _quote(actor, post)
    if quoted:
        told["quoted"] = quoted
    return told


def _named(handles: Collection[str]) -> list[int]:
    if not handles:
        return []
    people = Person.objects.filter(handle_key__in=handles, is_active=True)
    return list(people.values_list("pk", flat=True))


def _store(post: Post, wanted: dict[int, Mention.By]) -> list[int]:
    """Store the mentions that are new to the post; return who they are."""
    if not wanted:
        return []
    already = set(Mention.objects.filter(post=post).values_list("person", flat=True))
    anew = sorted(set(wanted) - already)
    Mention.objects.bulk_create(
        Mention(post=post, person_id=person, by=wanted[person]) for person in anew
    )
    return anew


def _within_limits(actor: Actor, called: list[Called], post: Post) -> None:
    people = frozenset[int]().union(*(each.people for each in called))
    if len(people) > MOST_CALLED:
        raise Refused(
            _("This would call more than %(most)s people. Name those it concerns.")
            % {"most": MOST_CALLED},
            "body",
        )
    for by in {each.by for each in called}:
        today = Mention.objects.filter(
            by=by, post__author=actor.person_id, created_at__gt=timezone.now() - timedelta(days=1)
        )
        posts = today.exclude(post=post.pk).values("post").distinct()
        if posts.count() >= CALLS_A_DAY[by]:
            raise Refused(_TOO_OFTEN[by], "body")


_TOO_OFTEN = {
    Mention.By.HERE: _("You have called everybody here often today. Say it without @here."),
    Mention.By.ROLE: _("You have called whole roles often today. Name one person instead."),
}


def _quote(actor: Actor, post: Post) -> list[int]:
    """Store which posts the words repeat, as far as their writer sees them; return whose."""
    places = set(_QUOTED.findall(post.source))
    if not places or len(places) > MOST_QUOTED:
        return []
    already = set(Quotation.objects.filter(post=post).values_list("quoted", flat=True))
    authors: set[int] = set()
    for thread, number in places:
        seen = posts_visible_to(actor).filter(thread=int(thread), number=int(number))
        quoted = seen.exclude(pk=post.pk).values("pk", "author", "alias").first()
        if quoted is None or quoted["pk"] in already:
            continue
        Quotation.objects.create(post=post, quoted_id=quoted["pk"])
        if quoted["author"] and quoted["author"] != actor.person_id:
            authors.add(quoted["author"])
    return sorted(authors)
