"""What the rows of a dump are in the `jsonl` form. What has no place there stays beside it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tertulia.core.threads.models import Relation
from tertulia.lenses.exchange.stackexchange.shelf import Held
from tertulia.lenses.exchange.stackexchange.xml import Given

Row = dict[str, Any]
QUESTION, ANSWER, TAG_IN_SHORT, TAG = "1", "2", "4", "5"
_TAGS = re.compile(r"[^<>|]+")
# Types of the history: those that hold the words of a post, and the closing of a question.
_WORDS, _CLOSED = ("2", "5", "8"), "10"
RELATIONS = {"1": Relation.RELATED, "3": Relation.ASKED_BEFORE}
_VOTES = {
    "1": "accepted", "2": "up", "3": "down", "4": "offensive", "5": "favourite", "6": "close",
    "7": "reopen", "8": "bounty_start", "9": "bounty_close", "10": "deletion", "11": "undeletion",
    "12": "spam", "15": "review", "16": "edit",
}  # fmt: skip
_EVENT = {
    "Id": "id", "PostHistoryTypeId": "type", "CreationDate": "at", "UserId": "by",
    "UserDisplayName": "name", "Comment": "comment", "Text": "text", "RevisionGUID": "together",
}  # fmt: skip


def person_row(given: Given) -> Row:
    """Return who somebody is."""
    return {
        "kind": "person",
        "id": given.get("Id"),
        "name": given.get("DisplayName", ""),
        "about": given.get("AboutMe", ""),
    }


def thread_rows(held: Sequence[Held], tag_about: Callable[[int], str]) -> list[Row]:
    """Return the rows of a thread: what opens it, then all else in the order of writing.

    Without what opens it they come all the same: it may be here from another run.
    """
    opening = [post for post in held if "ParentId" not in post.row and not _is_short(post, held)]
    key = opening[0].row["Id"] if opening else held[0].row.get("ParentId", "")
    rest: list[tuple[str, int, int, Row]] = []
    for post in held:
        if post not in opening:
            kind = "answer" if post.row.get("PostTypeId") == ANSWER else "reply"
            row = _post_row(kind, post, key)
            rest.append((row["created"], 0, int(row["id"]), row))
        for comment in post.comments:
            row = comment_row(comment, key)
            rest.append((row["created"], 1, int(row["id"]), row))
    accepted = {post.row["Id"]: post for post in held}
    first = [_opening_row(post, accepted, tag_about) for post in opening]
    return first + [row for *_order, row in sorted(rest, key=lambda each: each[:3])]


def comment_row(given: Given, thread: str) -> Row:
    """Return a comment, which answers the post below which it stood."""
    row = dict(given)
    return {
        "kind": "comment",
        "id": row.pop("Id"),
        "thread": thread,
        "reply_to": row.pop("PostId"),
        "created": row.pop("CreationDate", ""),
        "text": row.pop("Text", ""),
        **_writer(row, "UserId", "UserDisplayName"),
        **row,
    }


def link_row(given: Given, source: int | None, target: int | None) -> Row | None:
    """Return what joins two threads; None within one thread, or for a type that nobody knows."""
    relation = RELATIONS.get(given.get("LinkTypeId", ""))
    if relation is None or (source is not None and source == target):
        return None
    return {
        "kind": "link",
        "id": given["Id"],
        "source": str(source or given.get("PostId")),
        "target": str(target or given.get("RelatedPostId")),
        "relation": relation.value,
        "created": given.get("CreationDate"),
    }


def _is_short(post: Held, held: Sequence[Held]) -> bool:
    """Whether this is the short text about a tag whose long text opens the thread."""
    return post.row.get("PostTypeId") == TAG_IN_SHORT and any(
        other.row.get("PostTypeId") == TAG for other in held
    )


def _opening_row(post: Held, by_key: dict[str, Held], tag_about: Callable[[int], str]) -> Row:
    kind = "question" if post.row.get("PostTypeId") == QUESTION else "topic"
    row = _post_row(kind, post, post.row["Id"])
    tag = "" if kind == "question" else tag_about(int(row["id"]))
    about = _("About the topic “%(tag)s”") % {"tag": tag} if tag else _("About a topic")
    row["title"] = row.pop("Title", "") or about
    row["tags"] = _TAGS.findall(row.pop("Tags", "")) or ([tag] if tag else [])
    answer = row.pop("AcceptedAnswerId", None)
    if answer is not None:
        row["accepted_answer"] = answer
        row["accepted_by"] = row.get("author", "")
        if answer in by_key:
            # Votes have a day and no hour: it was accepted after it was written.
            accepted = by_key[answer]
            row["accepted_at"] = max(accepted.accepted_at, accepted.row.get("CreationDate", ""))
    closed = row.pop("ClosedDate", None)
    if closed is not None:
        row["closed"] = {"at": closed, "reason": _why_closed(post.history)}
    return row


def _post_row(kind: str, post: Held, thread: str) -> Row:
    row: Row = dict(post.row)
    row.pop("ParentId", None)
    made = {
        "kind": kind,
        "id": row.pop("Id"),
        "thread": thread,
        "created": row.pop("CreationDate", ""),
        "html": row.pop("Body", ""),
        "edited": row.pop("LastEditDate", None),
        **_writer(row, "OwnerUserId", "OwnerDisplayName"),
        **_history(post.history),
        **row,
    }
    if post.votes:
        made["votes"] = {_VOTES.get(each, f"type {each}"): n for each, n in post.votes.items()}
    if post.links:
        made["links"] = post.links
    return made


def _writer(row: dict[str, str], key: str, name: str) -> Row:
    """Take who wrote: a person, or the name of somebody whose account is gone."""
    if key in row:
        row.pop(name, None)
        return {"author": row.pop(key)}
    return {"alias": row.pop(name)} if name in row else {}


def _history(events: Sequence[Given]) -> Row:
    """Return the former words, and everything that happened to a post beside them."""
    if not events:
        return {}
    worded = [event["Id"] for event in events if event.get("PostHistoryTypeId") in _WORDS]
    # The last words are those that stand; as they were typed they are kept beside the html.
    numbers = {key: number for number, key in enumerate(worded[:-1])}
    revisions, kept = [], []
    for event in events:
        told: Row = {name: event[was] for was, name in _EVENT.items() if was in event}
        number = numbers.get(event["Id"])
        if number is not None:
            revisions.append(
                {
                    "number": number,
                    "text": told.pop("text", ""),
                    "written": told.get("at"),
                    "editor": told.get("by"),
                }
            )
            told["revision"] = number
        kept.append(told)
    return {"revisions": revisions, "history": kept}


def _why_closed(events: Sequence[Given]) -> str:
    codes = [event.get("Comment", "") for event in events if _is_closing(event)]
    code = codes[-1] if codes else ""
    reasons = {
        "1": _("Asked before"),
        "2": _("Off topic"),
        "3": _("A matter of opinion"),
        "4": _("Not a real question"),
        "7": _("Too local"),
        "10": _("Any reference book answers it"),
        "20": _("Says nothing"),
        "101": _("Asked before"),
        "102": _("Off topic"),
        "103": _("Unclear what is asked"),
        "104": _("Too broad"),
        "105": _("A matter of opinion"),
    }
    return reasons.get(code, code)


def _is_closing(event: Given) -> bool:
    return event.get("PostHistoryTypeId") == _CLOSED
