"""What is here already of another place, and what leaves in an export."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Membership
from tertulia.core.people.models import ForeignIdentity, Person
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import (
    Acceptance,
    Anchor,
    Closure,
    ForeignRecord,
    Post,
    Removal,
    Revision,
    Thread,
    ThreadLink,
    ThreadTopic,
)
from tertulia.core.threads.permissions import posts_visible_to, visible_to
from tertulia.core.threads.queries.details import fields_of
from tertulia.core.threads.queries.files import FileRow, files_on_posts
from tertulia.core.threads.queries.leads import leads_out
from tertulia.core.threads.queries.links import links_seen_by
from tertulia.engage.reactions.models import Reaction
from tertulia.kit.text.files import FILES


def known_people(source: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the people behind foreign keys of `source`, as far as they are here."""
    rows = ForeignIdentity.objects.filter(source=source, key__in=set(keys))
    return dict(rows.values_list("key", "person_id"))


def settled_members(community_id: int, people: Iterable[int]) -> set[int]:
    """Return, of `people`, those who belong to the community, or did and left or were removed."""
    wanted = set(people)
    here = Membership.objects.filter(community=community_id, person__in=wanted)
    gone = Activity.objects.filter(
        community=community_id,
        person__in=wanted,
        verb__in=("membership.left", "membership.removed"),
    )
    settled = here.values_list("person", flat=True).union(gone.values_list("person", flat=True))
    return {person for person in settled if person is not None}


def count_known_people(source: str) -> int:
    """Return how many people of `source` are here."""
    return ForeignIdentity.objects.filter(source=source).count()


@dataclass(slots=True)
class Context:
    """Some threads, and what stands beside them, by thread."""

    threads: dict[int, Thread]
    topics: dict[int, list[str]] = field(default_factory=dict)
    closures: dict[int, Closure] = field(default_factory=dict)
    removals: dict[int, Removal] = field(default_factory=dict)
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    acceptances: dict[int, Acceptance] = field(default_factory=dict)


@dataclass(slots=True)
class Details:
    """What stands beside some posts, by post."""

    anchors: dict[int, Anchor]
    removals: dict[int, Removal]
    revisions: dict[int, list[Revision]]
    asides: dict[int, dict[str, Any]]
    files: Mapping[int, list[FileRow]] = field(default_factory=dict)
    leads: Mapping[int, dict[str, str]] = field(default_factory=dict)


def threads_in_portions(actor: Actor, community_id: int, size: int = 100) -> Iterator[Context]:
    """Return the threads of a community that `actor` sees, the oldest first."""
    rows = visible_to(actor).filter(community=community_id).order_by("pk")
    some = list(rows[:size])
    while some:
        yield context_of(some)
        some = list(rows.filter(pk__gt=some[-1].pk)[:size])


def context_of(threads: Sequence[Thread]) -> Context:
    """Return `threads` with their topics, closures, removals and the fields of their kinds."""
    context = Context({thread.id: thread for thread in threads})
    for thread, name in (
        ThreadTopic.objects.filter(thread__in=threads)
        .order_by("thread", "place", "pk")
        .values_list("thread", "topic__name")
    ):
        context.topics.setdefault(thread, []).append(name)
    closures = Closure.objects.filter(thread__in=threads, reopened_at=None)
    context.closures = {row.thread_id: row for row in closures}
    removals = Removal.objects.filter(thread__in=threads, post=None, restored_at=None)
    context.removals = {row.thread_id: row for row in removals.select_related("remover")}
    answers = [thread.answer_post for thread in threads if thread.answer_post]
    held = Acceptance.objects.filter(post__in=answers, withdrawn_at=None)
    context.acceptances = {row.post_id: row for row in held.select_related("accepter")}
    for name in {thread.kind for thread in threads}:
        of_kind = [thread.id for thread in threads if thread.kind == name]
        context.fields |= fields_of(kind_named(name), of_kind)
    return context


def posts_in_portions(posts: QuerySet[Post], size: int = 500) -> Iterator[list[Post]]:
    """Return `posts` by thread and number, with who wrote them."""
    rows = posts.select_related("author").order_by("thread_id", "number")
    some = list(rows[:size])
    while some:
        yield some
        last = some[-1]
        behind = Q(thread__gt=last.thread_id) | Q(thread=last.thread_id, number__gt=last.number)
        some = list(rows.filter(thread__gte=last.thread_id).filter(behind)[:size])


def posts_of_threads(actor: Actor, threads: Iterable[int]) -> QuerySet[Post]:
    """Return the posts of `threads` whose words `actor` may see."""
    return posts_visible_to(actor).filter(thread__in=list(threads))


def details_of(posts: Sequence[Post]) -> Details:
    """Return anchors, removals, former words and what was kept aside of `posts`."""
    removals = Removal.objects.filter(post__in=posts, restored_at=None).select_related("remover")
    revisions: defaultdict[int, list[Revision]] = defaultdict(list)
    changed = [post for post in posts if post.revision_count]
    for was in Revision.objects.filter(post__in=changed).order_by("post", "number"):
        revisions[was.post_id].append(was)
    asides = ForeignRecord.objects.filter(post__in=posts).exclude(aside={})
    return Details(
        anchors={row.post_id: row for row in Anchor.objects.filter(post__in=posts)},
        removals={row.post_id: row for row in removals if row.post_id},
        revisions=revisions,
        asides=dict(asides.values_list("post_id", "aside")),
        files=files_on_posts(post.id for post in posts if FILES in post.html),
        leads=leads_out(posts),
    )


def links_out(actor: Actor, community_id: int) -> QuerySet[ThreadLink]:
    """Return what joins threads of a community to others, as far as `actor` sees both ends."""
    return links_seen_by(actor).filter(source__community=community_id).order_by("pk")


def reactions_to_posts(posts: Sequence[Post]) -> QuerySet[Reaction]:
    """Return what people said to those of `posts` that stand."""
    standing = [post.pk for post in posts if not post.is_removed]
    return Reaction.objects.filter(post__in=standing).select_related("person").order_by("pk")


def members(community_id: int) -> QuerySet[Membership]:
    """Return who belongs to a community, in the order of their handles."""
    rows = Membership.objects.filter(community=community_id).select_related("person")
    return rows.order_by("person__handle")


def people_named(actor: Actor, community_id: int) -> QuerySet[Person]:
    """Return members, and who is named in what `actor` sees; nobody who is there by alias alone."""
    posts = posts_visible_to(actor).filter(thread__community=community_id)
    # An edit or a removal under an alias may be its author's own, and is nobody's in an export.
    open_posts = posts.filter(alias="")
    removals = Removal.objects.filter(thread__community=community_id).filter(
        Q(post__in=open_posts) | Q(post=None, thread__alias="")
    )
    return (
        Person.objects.filter(
            Q(memberships__community=community_id)
            | Q(pk__in=open_posts.values("author"))
            | Q(pk__in=removals.values("remover"))
            | Q(
                pk__in=Reaction.objects.filter(post__in=posts, post__is_removed=False).values(
                    "person"
                )
            )
            | Q(pk__in=Revision.objects.filter(post__in=open_posts).values("editor"))
        )
        .distinct()
        .order_by("handle")
    )
