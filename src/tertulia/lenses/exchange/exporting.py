"""Taking everything out: a community for who coordinates it, a person for themselves."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import CHARTER_TEXTS
from tertulia.core.communities.models import Community, Membership, Role
from tertulia.core.communities.permissions import (
    can_export_community,
    can_list_community,
    standing_of,
)
from tertulia.core.communities.queries import charter_of
from tertulia.core.people.models import Person
from tertulia.core.people.permissions import can_change_person
from tertulia.core.profiles.models import LISTS, Audience, Field
from tertulia.core.profiles.queries import abouts_shown, own_description
from tertulia.core.threads.models import Draft, DraftBeside, Post, ThreadLink
from tertulia.engage.following.models import Following, Level
from tertulia.kit.web.refusals import NotHere, require
from tertulia.lenses.exchange.bytes import with_bytes
from tertulia.lenses.exchange.lines import IN_FOLDER
from tertulia.lenses.exchange.outgoing import (
    link_row,
    membership_row,
    person_row,
    post_rows,
    reaction_row,
)
from tertulia.lenses.exchange.queries import (
    context_of,
    details_of,
    links_out,
    members,
    people_named,
    posts_in_portions,
    posts_of_threads,
    reactions_to_posts,
    threads_in_portions,
)
from tertulia.lenses.exchange.report import aligned
from tertulia.lenses.exchange.sinks import write_rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """How many rows of each kind an export wrote."""

    kinds: Counter[str]

    def table(self) -> str:
        """Return the counts as text, a line for each kind."""
        rows = [(kind, f"{count:,}") for kind, count in sorted(self.kinds.items())]
        return "\n".join(aligned([(_("kind"), _("rows")), *rows]))


def export_community(actor: Actor, community: Community, path: str) -> Export:
    """Write everything of a community that `actor` may see to `path`; say how much it is.

    Who wrote under an alias stays hidden, and no address of anybody leaves.
    """
    place = standing_of(actor, community)
    if not can_list_community(actor, place):
        raise NotHere
    require(can_export_community(actor, place))
    return Export(
        write_rows(with_bytes(_rows_of_community(actor, community), path), path, IN_FOLDER)
    )


def export_person(actor: Actor, person: Person, path: str) -> Export:
    """Write everything that is kept of a person to `path`, theirs alone; say how much it is."""
    require(can_change_person(actor, person))
    return Export(write_rows(with_bytes(_rows_of_person(person), path), path, "person.jsonl"))


def _rows_of_community(actor: Actor, community: Community) -> Iterator[Row]:
    yield _community_row(community)
    people = people_named(actor, community.id).iterator(500)
    while portion := list(islice(people, 500)):
        abouts = abouts_shown(actor, portion)
        yield from (person_row(person, abouts[person.pk]) for person in portion)
    for membership in members(community.id).iterator(500):
        yield membership_row(membership)
    for context in threads_in_portions(actor, community.id):
        for posts in posts_in_portions(posts_of_threads(actor, context.threads)):
            yield from post_rows(posts, context, details_of(posts))
            yield from map(reaction_row, reactions_to_posts(posts))
    yield from map(link_row, links_out(actor, community.id).iterator(500))


def _community_row(community: Community) -> Row:
    charter = charter_of(community)
    texts = {name: getattr(charter, name) for name in (*CHARTER_TEXTS, "key_questions")}
    return {
        "kind": "community",
        "id": community.slug,
        "name": community.name,
        "visibility": community.visibility,
        "join_policy": community.join_policy,
        "language": community.language,
        "time_zone": community.time_zone,
        "licence": community.licence,
        "created": community.founded_at,
        "charter": {name: value for name, value in texts.items() if value},
    }


def _typed(row: Draft | DraftBeside) -> Row:
    return {
        "title": row.title,
        "text": row.source,
        "extra": row.extra,
        "edited": row.changed_at,
    }


def _rows_of_person(person: Person) -> Iterator[Row]:
    yield {**person_row(person, person.about), **_own_row(person)}
    belongs = Membership.objects.filter(person=person).select_related("community")
    for membership in belongs.order_by("pk"):
        yield {**_belonging(membership), "person": person.handle}
    for posts in posts_in_portions(Post.objects.filter(author=person)):
        context = context_of([post.thread for post in posts])
        for row in post_rows(posts, context, details_of(posts)):
            thread = context.threads[int(row["thread"])]
            yield {**row, "author": person.handle, "community": thread.community.slug}
    for draft in Draft.objects.filter(person=person).order_by("pk").prefetch_related("beside"):
        yield {"kind": "draft", "id": draft.key, **_typed(draft)}
        for other in draft.beside.all():
            yield {"kind": "draft", "id": f"{draft.key}#{other.pk}", **_typed(other)}
    for reaction in person.reactions.select_related("person").order_by("pk"):
        yield reaction_row(reaction)
    for link in ThreadLink.objects.filter(actor=person).order_by("pk"):
        yield link_row(link)
    for following in Following.objects.filter(person=person).order_by("thread"):
        yield {
            "kind": "following",
            "id": str(following.thread_id),
            "thread": str(following.thread_id),
            "level": Level(following.level).name.lower(),
            "read_to": following.read_number,
        }


def _own_row(person: Person) -> Row:
    """Return what a person alone is told about themselves."""
    told, kept = own_description(person)
    return {
        "pronouns": told.pronouns,
        **{name.value: getattr(told, name) for name in LISTS},
        "audiences": {name: Audience(kept.audience_of(name)).name.lower() for name in Field.values},
        "avoids": list(person.avoidances.values("other__handle", "is_block", "since")),
        "email": person.email,
        "unit": person.unit,
        "language": person.language,
        "time_zone": person.time_zone,
        "created": person.joined_at,
        "last_sign_in": person.last_login,
        "former_handles": list(person.former_handles.values_list("handle", flat=True)),
        "known_elsewhere": list(person.foreign_identities.values("source", "key")),
        "tokens": list(person.access_tokens.values("name", "scope", "created_at", "revoked_at")),
        "asked_to_join": list(
            person.join_requests.values("community__slug", "message", "state", "asked_at")
        ),
    }


def _belonging(membership: Membership) -> Row:
    return {
        "kind": "membership",
        "id": membership.community.slug,
        "community": membership.community.slug,
        "roles": Role.names_of(membership.roles),
        "created": membership.joined_at,
    }
