"""What is suggested while somebody writes: people of the place, roles, topics."""

from dataclasses import dataclass

from django.db.models import Q

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Membership
from tertulia.core.communities.permissions import Standing, readable_to, standing_of
from tertulia.core.people.permissions import visible_to
from tertulia.core.threads.actions.speaking import words_open_to
from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import topics_visible_to
from tertulia.core.threads.queries import post_facts, thread_facts

MOST = 8


@dataclass(frozen=True, slots=True)
class Written:
    """Where something is being written: its community, what one is there, and the thread if any."""

    community: int
    standing: Standing
    thread: int | None = None


def where_written(actor: Actor, draft: str) -> Written | None:
    """Return where the text with this draft's key will stand, as far as `actor` may read there."""
    sort, _dash, given = draft.partition("-")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    number = int(given)
    if sort == "new":
        place = readable_to(actor).filter(pk=number).first()
        return Written(number, standing_of(actor, place)) if place else None
    if sort == "edit":
        post = post_facts(actor, number)
        facts = post.thread if post else None
    else:
        facts = thread_facts(actor, number) if sort == "thread" else None
    return Written(facts.community_id, facts.place, facts.id) if facts else None


def people_suggested(actor: Actor, place: Written, typed: str) -> list[tuple[str, str]]:
    """Return (handle, name) of people of the thread and the community that `typed` may begin.

    Whoever wrote in the thread comes first, then the members; nobody who is neither.
    """
    about = Q(handle_key__startswith=typed.casefold()) | Q(name__icontains=typed)
    people = visible_to(actor).filter(about, is_active=True).exclude(pk=actor.person_id)
    found: dict[str, str] = {}
    if place.thread is not None:
        posts = Post.objects.filter(thread=place.thread, is_removed=False, alias="")
        here = people.filter(pk__in=posts.values("author"))
        found |= dict(here.order_by("name").values_list("handle", "name")[:MOST])
    if len(found) < MOST:
        members = Membership.objects.filter(community=place.community)
        rows = people.filter(pk__in=members.values("person"))
        more = rows.order_by("name").values_list("handle", "name")[: MOST * 2]
        found = {**found, **{handle: name for handle, name in more if handle not in found}}
    return list(found.items())[:MOST]


def words_suggested(actor: Actor, place: Written, typed: str) -> list[str]:
    """Return the words by which several people could be called, that `typed` begins."""
    words = words_open_to(actor, place.standing)
    return sorted(word for word in words if word.startswith(typed.casefold()))


def topics_suggested(actor: Actor, place: Written, typed: str) -> list[tuple[str, str]]:
    """Return (slug, name) of topics of the community that `typed` begins."""
    rows = topics_visible_to(actor).filter(community=place.community, name__istartswith=typed)
    return list(rows.order_by("name").values_list("slug", "name")[:MOST])
