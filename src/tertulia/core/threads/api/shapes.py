"""How threads and posts look to programs."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tertulia.core.threads.models.pins import NO_END
from tertulia.core.threads.queries.files import FileRow
from tertulia.core.threads.queries.posts import Byline
from tertulia.core.threads.queries.settled import AnswerRow
from tertulia.core.threads.queries.whole import WholePost, WholeThread


@dataclass(frozen=True, slots=True)
class BylineOut:
    """Who wrote it, as everybody may know it. An alias has no handle."""

    name: str
    handle: str | None


@dataclass(frozen=True, slots=True)
class HomeOut:
    """The community a thread is at home in."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ThreadOut:
    """A thread as a list shows it. Its words are its posts; post 1 is its body.

    `pinned_until` is null where it is not pinned, and where it is pinned without an end.
    """

    id: int
    community: HomeOut
    kind: str
    title: str
    slug: str
    status: str
    lane: str
    language: str
    topics: list[str]
    byline: BylineOut
    created_at: datetime
    post_count: int
    last_number: int
    last_post_at: datetime
    is_removed: bool
    merged_into: int | None
    is_pinned: bool
    pinned_until: datetime | None
    path: str


@dataclass(frozen=True, slots=True)
class AnswerOut:
    """The post (its id and its number) that was accepted as the answer, by whom and when."""

    post: int
    number: int
    byline: BylineOut
    accepted_by: BylineOut | None
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadDetail(ThreadOut):
    """One thread; `closed_reason` is null unless it is closed, `fields` are those of its kind."""

    closed_reason: str | None
    answer: AnswerOut | None
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnchorOut:
    """The place a post speaks about: words of post `number`, or seconds of its recording.

    `state` says what became of it: found, moved, or orphaned. Words of a removed post are empty.
    """

    number: int | None
    paragraph: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    seconds_from: float | None
    seconds_to: float | None
    state: str


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file. `path` is its page address; its bytes are at `/files/{id}/content` as well.

    `markdown` shows it in a text, or leads to it. `widths` are those that a picture is drawn in.
    """

    id: int
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    widths: list[int]
    created_at: datetime
    markdown: str
    path: str


@dataclass(frozen=True, slots=True)
class PostOut:
    """A post. A removed one is a tombstone: `byline`, `body` and `html` are null for most readers.

    `body` is what was written, in `format`; `html` is made from it. `reply_to` and `talk` are
    numbers in the same thread; `talk` is the remark on a place that this belongs to. `revision`
    counts the edits. A wiki post is edited by whoever may reply there.
    """

    id: int
    thread: int
    number: int
    byline: BylineOut | None
    body: str | None
    format: str
    html: str | None
    language: str
    created_at: datetime
    edited_at: datetime | None
    revision: int
    is_removed: bool
    is_wiki: bool
    reply_to: int | None
    talk: int | None
    anchor: AnchorOut | None
    path: str
    attachments: list[FileOut]


@dataclass(frozen=True, slots=True)
class RevisionOut:
    """One state of a post. Number 0 is what was first written, the highest what it says now."""

    number: int
    written_at: datetime
    byline: BylineOut
    body: str


def byline_out(by: Byline) -> BylineOut:
    """Return who wrote it, as every door prints it."""
    return BylineOut(by.name, by.handle or None)


def thread_out(it: WholeThread) -> ThreadOut:
    """Return a thread for a list."""
    return ThreadOut(
        it.id,
        HomeOut(it.community_slug, it.community_name),
        it.kind,
        it.title,
        it.slug,
        it.status,
        it.lane,
        it.language,
        it.topics,
        byline_out(it.by),
        it.created_at,
        it.post_count,
        it.last_number,
        it.last_post_at,
        it.is_removed,
        it.merged_into,
        it.is_pinned,
        it.pinned_until if it.is_pinned and it.pinned_until != NO_END else None,
        f"/t/{it.id}/{it.slug}",
    )


def answer_out(it: AnswerRow | None) -> AnswerOut | None:
    """Return the accepted answer, where there is one."""
    if it is None:
        return None
    accepter = byline_out(it.accepted_by) if it.accepted_by else None
    return AnswerOut(it.post_id, it.number, byline_out(it.by), accepter, it.accepted_at)


def thread_detail(
    it: WholeThread, closed_reason: str | None, answer: AnswerRow | None, fields: dict[str, Any]
) -> ThreadDetail:
    """Return one thread."""
    shown = thread_out(it)
    return ThreadDetail(
        *(getattr(shown, name) for name in ThreadOut.__slots__),
        closed_reason=closed_reason,
        answer=answer_out(answer),
        fields=fields,
    )


def post_out(it: WholePost) -> PostOut:
    """Return a post as this reader sees it."""
    return PostOut(
        it.id,
        it.thread_id,
        it.number,
        byline_out(it.by) if it.by else None,
        it.source,
        it.source_format,
        it.html,
        it.language,
        it.created_at,
        it.edited_at,
        it.revision_count,
        it.is_removed,
        it.is_wiki,
        it.reply_to,
        it.talk,
        AnchorOut(**asdict(it.anchor)) if it.anchor else None,
        f"/t/{it.thread_id}/{it.slug}/{it.number}",
        [file_out(each) for each in it.files],
    )


def file_out(it: FileRow) -> FileOut:
    """Return a file as whoever may read it sees it."""
    image = it.image
    return FileOut(
        it.id,
        it.name,
        it.content_type,
        it.size,
        it.width or None,
        it.height or None,
        [each.width for each in image.renditions] if image else [],
        it.created_at,
        it.markdown,
        it.address,
    )
