"""Pieces of pages without any viewer in them, kept by the version of what they show."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.utils.translation import get_language
from jinja2 import Template
from markupsafe import Markup

from tertulia.core.communities.queries import people_in_charge
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.queries import ThreadRow, posts_in_chunk
from tertulia.core.threads.queries.closures import closure_of
from tertulia.core.threads.queries.details import detail_of
from tertulia.core.threads.queries.former import merged_titles
from tertulia.core.threads.queries.links import LinkRow
from tertulia.core.threads.queries.placements import lane_trace
from tertulia.core.threads.queries.posts import PostRow, chunk_of
from tertulia.core.threads.queries.settled import answer_of, resolution_of
from tertulia.core.topics.queries import topics_of
from tertulia.kit.text.excerpts import excerpt
from tertulia.kit.web.composed import Fragment
from tertulia.kit.web.templates import page_template
from tertulia.lenses.reading.community_page import CommunityPage
from tertulia.lenses.reading.list_page import ListedThread
from tertulia.lenses.reading.post_extras import extras_of
from tertulia.lenses.reading.shelves import Shelf, weight
from tertulia.lenses.reading.structured import head_for_engines
from tertulia.lenses.reading.thread_page import ThreadPage, chunks_around

# As much of an answer as one reads without going there.
_ANSWER_WORDS = 90
_posts: Shelf[Fragment] = Shelf(24 << 20, weight)
_rows: Shelf[Fragment] = Shelf(8 << 20, weight)


def _kept(shelf: Shelf[Fragment], key: Hashable, make: Callable[[], str]) -> Fragment:
    """Return what is kept under `key`, or make, keep and return it."""
    found = shelf.look(key)
    if found is None:
        found = Fragment.of(make().encode())
        shelf.put(key, found)
    return found


def posts_fragment(it: ThreadPage, chunk: int) -> Fragment:
    """Return one chunk of a thread's posts, in the language that is active."""
    return _kept(
        _posts,
        (it.id, chunk, it.version, get_language()),
        lambda: render_posts(posts_in_chunk(it.id, chunk), _answer(it, chunk)),
    )


def _answer(it: ThreadPage, chunk: int) -> dict[str, Any] | None:
    """Return what stands right under the post that asks; None where it is not on these pages."""
    kind = kind_named(it.kind)
    if chunk or kind is None or not kind.accepts_answers:
        return None
    row = answer_of(it.id)
    return {"row": row, "words": excerpt(row.text, _ANSWER_WORDS) if row else "", "thread": it}


def render_posts(posts: list[PostRow], answer: dict[str, Any] | None = None) -> str:
    """Return the html of posts as everybody sees them, with the accepted answer under the first."""
    context = {"posts": posts, "answer": answer, "extras": extras_of(posts)}
    return _module("reading/_posts.html").render(context)


def shows_post(it: ThreadPage, number: int) -> bool:
    """Whether a post, or what is left of one, stands at `number`."""
    if number > it.facts.last_number:
        return False
    return b'id="p%d"' % number in posts_fragment(it, chunk_of(number)).raw


def shows_posts(it: ThreadPage, chunk: int) -> bool:
    """Whether any post stands in a chunk: after a split or a merge there may be none."""
    return bool(posts_fragment(it, chunk).raw.strip())


def row_html(row: ThreadRow, place: tuple[str, str] | None = None) -> Markup:
    """Return a thread's line in lists, but for whether it is new to somebody.

    `place` is (name, address) of its community, where the list is not of one community.
    """
    key = (row.id, row.version, place, get_language())
    fragment = _kept(_rows, key, lambda: _row(row, place))
    return Markup(fragment.raw.decode())  # noqa: S704 - a template's own output


def listed_threads(listed: Sequence[ListedThread]) -> Fragment:
    """Return a page of a list. Whoever has the same threads new to them has the same fragment."""
    state = tuple(
        (one.row.id, one.row.version, one.new_count, one.place, one.is_pinned) for one in listed
    )
    return _kept(_rows, ("listed", state, get_language()), lambda: _listed(listed))


def _listed(listed: Sequence[ListedThread]) -> str:
    threads = [(one, row_html(one.row, one.place)) for one in listed]
    return _module("reading/_listed.html").render({"threads": threads})


def _row(row: ThreadRow, place: tuple[str, str] | None) -> str:
    context: dict[str, Any] = {"thread": row, "place": place}
    kind = kind_named(row.kind)
    if kind and kind.list_template:
        context |= {"line": kind.list_template, "detail": detail_of(kind, row.id)}
    return _module("reading/_row.html").render(context).strip()


def head_of_thread(it: ThreadPage) -> Fragment:
    """Return what stands above a thread's posts: where, title, status, topics, why closed."""
    key = ("head", it.id, it.version, it.community_version, get_language())
    return _kept(_rows, key, lambda: _head(it))


def _head(it: ThreadPage) -> str:
    kind = kind_named(it.kind)
    context: dict[str, Any] = {
        "t": it,
        "kind": kind,
        "topics": topics_of(it.id),
        "closure": closure_of(it.id) if it.facts.status == "closed" else None,
        "resolution": resolution_of(it.id) if it.facts.status == "resolved" else None,
        "lane_trace": lane_trace(it.id),
    }
    if kind and kind.body_template:
        context |= {"body": kind.body_template, "detail": detail_of(kind, it.id)}
    return _module("reading/_thread_head.html").render(context)


def head_for_visitors(it: ThreadPage, chunk: int) -> Fragment:
    """Return what a thread's page tells search engines, who are visitors."""
    key = ("engines", it.id, it.version, it.community_version, it.slug, chunk)
    return _kept(_rows, key, lambda: head_for_engines(it, chunk))


def beside_thread(it: ThreadPage, chunk: int) -> Fragment:
    """Return what stands beside a thread's posts: facts, and the way through a long one."""
    key = ("beside", it.id, it.version, chunk, it.slug, get_language())
    return _kept(
        _rows,
        key,
        lambda: _module("reading/_thread_beside.html").render(
            {
                "t": it,
                "chunks": chunks_around(it, chunk),
                "taken_in": merged_titles(it.id),
            }
        ),
    )


def links_of_thread(links: tuple[LinkRow, ...]) -> Fragment:
    """Return what a thread is joined to. Whoever sees the same of it has the same fragment."""
    key = ("links", links, get_language())
    return _kept(_rows, key, lambda: _module("reading/_thread_links.html").render({"links": links}))


def beside_community(it: CommunityPage) -> Fragment:
    """Return what stands beside a community's conversation: its questions, who looks after it."""
    key = ("community", it.id, it.version, it.slug, it.may_read, get_language())
    return _kept(
        _rows,
        key,
        lambda: _module("reading/_beside.html").render(
            {"community": it, "in_charge": people_in_charge(it.id)}
        ),
    )


def _module(name: str) -> Template:
    return page_template(name)
