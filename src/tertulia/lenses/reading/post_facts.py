"""What the viewer did with the posts of a page: one prepared query, one element beside the posts.

The posts themselves know no viewer. Each source below yields (post, what, value); a further fact
of the viewer is a further source, never a further query.
"""

from collections import defaultdict

import orjson
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat
from markupsafe import escape

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries.posts import CHUNK
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.polls.models import Vote
from tertulia.engage.reactions.models import Reaction
from tertulia.kit.sql.prepared import Prepared

NOTHING = b"<post-facts></post-facts>"


def _whole(slot: int) -> RawSQL:
    """Return the place of a number. Plain, its stand-in would be too large for such a column."""
    return RawSQL("%s", (slot,), output_field=IntegerField())


def _here(rows: QuerySet, prefix: str, thread: int, first: int, last: int) -> QuerySet:
    return rows.filter(
        **{
            f"{prefix}thread": thread,
            f"{prefix}number__gte": _whole(first),
            f"{prefix}number__lte": _whole(last),
        }
    )


def _reactions(person: int, thread: int, first: int, last: int) -> QuerySet:
    rows = _here(Reaction.objects.filter(person=person), "post__", thread, first, last)
    return rows.values_list("post_id", Value("reaction", CharField()), F("name"))


def _bookmarks(person: int, thread: int, first: int, last: int) -> QuerySet:
    rows = _here(Bookmark.objects.filter(person=person), "post__", thread, first, last)
    return rows.values_list("post_id", Value("bookmark", CharField()), Value("", CharField()))


def _votes(person: int, thread: int, first: int, last: int) -> QuerySet:
    rows = Vote.objects.filter(person=person)
    rows = _here(rows, "option__poll__post__", thread, first, last)
    chosen = Concat(
        Cast("rank", CharField()), Value(":"), Cast("option__place", CharField()),
        output_field=CharField(),
    )  # fmt: skip
    return rows.values_list("option__poll", Value("vote", CharField()), chosen)


SOURCES = (_reactions, _bookmarks, _votes)


def _facts(person: int, thread: int, first: int, last: int) -> QuerySet:
    one, *others = (source(person, thread, first, last) for source in SOURCES)
    return one.union(*others, all=True) if others else one


_of_posts = Prepared(_facts, "person", "thread", "first", "last")


def facts_of_posts(actor: Actor, thread_id: int, chunk: int) -> bytes:
    """Return the element that says what `actor` did with the posts of a page of a thread."""
    if not actor.signed_in:
        return NOTHING
    first = chunk * CHUNK + 1
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = _of_posts.rows(
        person=actor.person_id, thread=thread_id, first=first, last=first + CHUNK - 1
    )
    for post, what, value in rows:
        found[str(post)][what].append(value)
    if not found:
        return NOTHING
    told = escape(orjson.dumps(found).decode())
    return f'<post-facts data-of="{told}"></post-facts>'.encode()
