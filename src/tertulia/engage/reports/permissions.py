"""Who reports, and who decides about it. Python form and SQL form of one rule, side by side."""

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import can_moderate_community, moderated_by
from tertulia.core.threads.permissions import PostFacts, can_see_post
from tertulia.engage.reports.models import Report

RULES = {
    "report_post": "Whoever is signed in and sees a post that stands, but its author.",
    "settle_report": "Who moderates the community of the post; in a circle operators, who read of "
    "it what was reported. Nobody decides about what they wrote themselves.",
}


def can_report_post(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may tell those who moderate that something is wrong with the post."""
    mine = actor.person_id == post.author_id
    return actor.signed_in and not mine and not post.is_removed and can_see_post(actor, post)


def can_settle_report(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` sees reports of the post, and decides what becomes of them."""
    if actor.signed_in and actor.person_id == post.author_id:
        return False
    place = post.thread.place
    if place.is_circle:
        return actor.is_operator or actor.is_system
    return can_moderate_community(actor, place)


def settled_by(actor: Actor) -> QuerySet[Report]:
    """Return the reports that `actor` sees: the SQL form of `can_settle_report`."""
    if actor.is_system:
        return Report.objects.all()
    if not actor.signed_in:
        return Report.objects.none()
    home = "post__thread__community"
    theirs = Q(**{f"{home}__in": moderated_by(actor), f"{home}__is_circle": False})
    if actor.is_operator:
        theirs |= Q(**{f"{home}__is_circle": True})
    return Report.objects.filter(theirs).exclude(post__author=actor.person_id)
