"""What those who moderate decide about, and what was decided about oneself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community, Suspension
from tertulia.core.communities.permissions import moderated_by
from tertulia.core.threads.models import Removal
from tertulia.engage.reports.queries import Word, words_to

_SALT = "tertulia.suspension"
_KEPT = 60 * 60 * 24 * 400
PAGE = 50


def suspensions_decided_by(actor: Actor) -> QuerySet[Suspension]:
    """Return the suspensions about which `actor` may decide: never their own."""
    if not actor.signed_in:
        return Suspension.objects.none()
    theirs = Q(community__in=moderated_by(actor).filter(is_circle=False))
    if actor.is_operator:
        theirs |= Q(community=None)
    rows = Suspension.objects.filter(theirs).exclude(person=actor.person_id)
    return rows.select_related("community", "person", "by", "seconded_by")


def suspensions_waiting(actor: Actor) -> list[Suspension]:
    """Return those that want a second voice, or whose appeal wants an answer."""
    rows = suspensions_decided_by(actor).filter(ended_at=None, wanted_until__gt=timezone.now())
    unanswered = Q(appealed_at__isnull=False, answered_at=None)
    return list(rows.filter(Q(seconded_by=None) | unanswered).order_by("id")[:PAGE])


def suspensions_lately(actor: Actor) -> list[Suspension]:
    """Return the latest suspensions, also those that are over."""
    return list(suspensions_decided_by(actor).order_by("-id")[:PAGE])


def suspension_at(actor: Actor, suspension: int) -> Suspension | None:
    """Return one suspension, if `actor` may decide about it."""
    return suspensions_decided_by(actor).filter(pk=suspension).first()


def own_suspension(actor: Actor, suspension: int) -> Suspension | None:
    """Return a suspension of oneself."""
    rows = Suspension.objects.filter(person=actor.person_id or -1, pk=suspension)
    return rows.select_related("community").first()


def suspension_key(suspension: Suspension) -> str:
    """Return what opens a suspension to whom it concerns, though they cannot sign in."""
    return signing.dumps(suspension.pk, salt=_SALT)


def suspension_of_key(key: str) -> Suspension | None:
    """Return the suspension that a key of ours opens; None for any other."""
    try:
        number = signing.loads(key, salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        return None
    return Suspension.objects.filter(pk=number).select_related("community", "person").first()


def site_suspension_of(person: int) -> Suspension | None:
    """Return what keeps `person` from signing in at this moment."""
    return Suspension.objects.in_force().filter(person=person, community=None).first()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that was decided about oneself: what, when, why, and where."""

    sort: str
    at: datetime
    words: str
    place: str
    href: str
    suspension: Suspension | None = None


def measures_about(actor: Actor) -> list[Measure]:
    """Return what was decided about `actor`, the latest first."""
    found = [*_suspensions(actor), *_removals(actor), *map(_said, words_to(actor, PAGE))]
    return sorted(found, key=lambda one: one.at, reverse=True)[:PAGE]


def _suspensions(actor: Actor) -> Iterator[Measure]:
    rows = Suspension.objects.filter(person=actor.person_id or -1).select_related("community")
    for row in rows.order_by("-id")[:PAGE]:
        place, href = (
            (row.community.name, f"/c/{row.community.slug}") if row.community else ("", "")
        )
        yield Measure("suspended", row.begun_at, row.reason, place, href, row)


def _removals(actor: Actor) -> Iterator[Measure]:
    person = actor.person_id or -1
    whole = Q(post=None, thread__author=person)
    rows = Removal.objects.filter(whole | Q(post__author=person), restored_at=None)
    rows = rows.exclude(remover=person).select_related("thread", "post").order_by("-id")
    for row in rows[:PAGE]:
        number = row.post.number if row.post else 1
        href = f"/t/{row.thread_id}/{row.thread.slug}/{number}"
        yield Measure("removed", row.removed_at, row.reason, row.thread.title, href)


def _said(word: Word) -> Measure:
    href = f"/t/{word.thread_id}/{word.thread_slug}/{word.number}"
    sort = "edit" if word.asks_for_edit else "word"
    return Measure(sort, word.said_at, word.words, word.thread_title, href)


def communities_to_suspend_from(actor: Actor) -> list[Community]:
    """Return where `actor` may suspend people, by name."""
    rows = moderated_by(actor).filter(is_circle=False, archived_at=None)
    return list(rows.order_by("name")[:200])
