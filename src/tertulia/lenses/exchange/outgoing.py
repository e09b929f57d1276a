"""The rows of an export, in the `jsonl` form. An alias hides the person here as everywhere."""

from collections.abc import Iterator
from typing import Any

from tertulia.core.communities.models import Membership, Role
from tertulia.core.people.models import Person
from tertulia.core.threads.foreign import ADDING
from tertulia.core.threads.models import (
    Anchor,
    Closure,
    Post,
    Removal,
    Revision,
    Status,
    Thread,
    ThreadLink,
)
from tertulia.core.threads.queries.files import FileRow
from tertulia.engage.reactions.models import Reaction
from tertulia.lenses.exchange.queries import Context, Details

Row = dict[str, Any]
FILES_FOLDER = "files"
_ANCHOR = (
    "target_revision", "paragraph", "paragraph_index", "exact", "prefix", "suffix", "start", "end",
    "seconds_from", "seconds_to", "state",
)  # fmt: skip
# A closure says the one, silence the other.
_PLAIN_STATES = (Status.OPEN, Status.CLOSED)
# What an import put aside for its own use.
_INTERNAL = frozenset(("reply_to", "as_json", "line", "origin"))


def person_row(person: Person, about: str) -> Row:
    """Return what the reader may know of a person; never the address."""
    return {
        "kind": "person",
        "id": person.handle,
        "name": person.name,
        "about": about,
    }


def membership_row(membership: Membership) -> Row:
    """Return who belongs to the community, and as what."""
    handle = membership.person.handle
    return {
        "kind": "membership",
        "id": handle,
        "person": handle,
        "roles": Role.names_of(membership.roles),
        "created": membership.joined_at,
    }


def link_row(link: ThreadLink) -> Row:
    """Return what joins two threads. Who joined them is shown nowhere."""
    return {
        "kind": "link",
        "id": str(link.pk),
        "source": str(link.source_id),
        "target": str(link.target_id),
        "relation": link.relation,
        "created": link.made_at,
    }


def reaction_row(reaction: Reaction) -> Row:
    """Return what somebody said to a post."""
    return {
        "kind": "reaction",
        "id": str(reaction.pk),
        "post": str(reaction.post_id),
        "author": reaction.person.handle,
        "name": reaction.name,
        "created": reaction.created_at,
    }


def post_rows(posts: list[Post], context: Context, details: Details) -> Iterator[Row]:
    """Return the rows of posts of one or more threads, in the order given."""
    for post in posts:
        thread = context.threads[post.thread_id]
        yield {
            **_of_post(post, thread, details),
            **(_of_thread(thread, context) if post.number == 1 else {}),
            **_aside(post, thread, details),
        }


def _of_post(post: Post, thread: Thread, details: Details) -> Row:
    opens = post.number == 1
    return {
        "kind": thread.kind if opens else ADDING[0],
        "id": str(post.id),
        "thread": str(thread.id),
        "pos": post.number,
        "author": _known(post, post.author),
        "alias": post.alias,
        "created": post.created_at,
        "edited": post.edited_at,
        **_words(post.source, post.source_format),
        "language": post.language,
        "reply_to": _key(post.reply_to_id),
        "root": _key(post.root_id) if post.root_id != post.id else None,
        "anchor": _anchor(details.anchors.get(post.id)),
        "removed": _removal(post, None if opens else details.removals.get(post.id)),
        "leads": details.leads.get(post.id, {}),
        "files": [_file(row) for row in details.files.get(post.id, ())],
        "revisions": [_revision(post, was) for was in details.revisions.get(post.id, ())],
    }


def _of_thread(thread: Thread, context: Context) -> Row:
    """Return what stands on the row that opens a thread."""
    starter = Post(author_id=thread.author_id, alias=thread.alias)
    return {
        "title": thread.title,
        "tags": context.topics.get(thread.id, []),
        "lane": thread.lane,
        "status": thread.status if thread.status not in _PLAIN_STATES else "",
        "closed": _closure(context.closures.get(thread.id)),
        **_acceptance(thread, context),
        "removed": _removal(starter, context.removals.get(thread.id)),
        "fields": context.fields.get(thread.id, {}),
    }


def _aside(post: Post, thread: Thread, details: Details) -> Row:
    """Return what an import kept aside, under the names it came with.

    Nothing of a post whose alias hides somebody: it may tell who.
    """
    if post.alias and post.author_id is not None:
        return {}
    taken = {*_of_post(post, thread, details), "title", "tags", "lane", "status", "closed"}
    if thread.answer_post:
        taken |= {"accepted_answer", "accepted_by", "accepted_at"}
    aside = details.asides.get(post.id, {})
    return {name: aside[name] for name in aside.keys() - taken - _INTERNAL}


def _words(source: str, source_format: str) -> Row:
    if source_format == "html":
        return {"html": source}
    return {"text": source, **({"format": "plain"} if source_format == "plain" else {})}


def _file(row: FileRow) -> Row:
    """Return a file; `path` is where its bytes lie, seen from the folder of the export."""
    return {
        "id": str(row.id),
        "name": row.name,
        "type": row.content_type,
        "size": row.size,
        "path": f"{FILES_FOLDER}/{row.digest}",
    }


def _known(post: Post, person: Person | None) -> str | None:
    """Return the handle of who did something to a post; nobody where it would lift the alias."""
    if person is None or (post.alias and person.id == post.author_id):
        return None
    return person.handle


def _removal(post: Post, removal: Removal | None) -> Row:
    if removal is None:
        return {}
    by = _known(post, removal.remover)
    return {"at": removal.removed_at, **_given(by=by, reason=removal.reason)}


def _revision(post: Post, was: Revision) -> Row:
    return {
        "number": was.number,
        **_words(was.source, was.source_format),
        "written": was.written_at,
        **_given(editor=_known(post, was.editor)),
    }


def _closure(closure: Closure | None) -> Row:
    return {"at": closure.closed_at, **_given(reason=closure.reason)} if closure else {}


def _acceptance(thread: Thread, context: Context) -> Row:
    held = context.acceptances.get(thread.answer_post or 0)
    if held is None:
        return {}
    by = held.accepter
    hidden = by is None or (thread.alias and by.id == thread.author_id)
    return {
        "accepted_answer": _key(held.post_id),
        "accepted_by": None if hidden or by is None else by.handle,
        "accepted_at": held.accepted_at,
    }


def _anchor(anchor: Anchor | None) -> Row:
    if anchor is None:
        return {}
    values = {name: getattr(anchor, name) for name in _ANCHOR}
    return {"target": _key(anchor.target_id), **values}


def _given(**values: str | None) -> Row:
    return {name: value for name, value in values.items() if value}


def _key(number: int | None) -> str | None:
    return None if number is None else str(number)
