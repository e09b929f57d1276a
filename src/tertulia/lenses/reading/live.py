"""What the live channel says: which channels somebody may have, and the frames of each activity.

The right to a channel is the right to the page behind it; frames carry what that page shows to
everybody who may see it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson
from django.utils import translation

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.queries import Entry, entries_about
from tertulia.core.activity.rehoming import has_moved_since
from tertulia.core.communities.permissions import readable_to
from tertulia.core.people.queries import actor_of_person, session_mark
from tertulia.core.threads.models import Thread
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.lists import COLUMNS, ThreadRow, thread_row
from tertulia.core.threads.queries.posts import post_row
from tertulia.lenses.notifications.queries import unread_count, unread_words
from tertulia.lenses.reading.fragments import render_posts, row_html
from tertulia.lenses.reading.pieces import poll_html, reactions_html

_POST_VERBS = {
    "post.added",
    "post.edited",
    "post.previewed",
    "post.wiki_opened",
    "post.wiki_ended",
    "post.removed",
    "post.restored",
    "answer.accepted",
    "answer.withdrawn",
}
_THREAD_VERBS = {
    "thread.started",
    "thread.retitled",
    "thread.status_changed",
    "thread.removed",
    "thread.restored",
    "question.me_too",
    "question.not_me_too",
    "thread.moved",
    "thread.split",
    "thread.split_off",
    "thread.merged",
}
_REACTION_VERBS = {"reaction.added", "reaction.taken_back"}
# What says that somebody's own count is another now.
_COUNT_VERBS = frozenset(("notifications.told", "notifications.read"))
_POLL_VERBS = {"poll.added", "poll.changed", "poll.voted", "poll.closed"}
_IN_PLACE = _REACTION_VERBS | _POLL_VERBS  # told to those who look at the thread alone
SHOWN = frozenset(_POST_VERBS | _THREAD_VERBS | _IN_PLACE)
REPLAY_MOST = 500


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is at the other end of a stream."""

    person_id: int | None
    session_key: str | None  # its mark: enough to end the streams of one session
    language: str
    actor: Actor


def listener(actor: Actor, language: str) -> Listener:
    """Return the listener behind `actor`."""
    mark = session_mark(actor.session_key) if actor.session_key else None
    return Listener(actor.person_id, mark, language, actor)


def allowed_channels(actor: Actor, channels: Iterable[str]) -> set[str]:
    """Return those of `channels` that `actor` may listen to now."""
    threads, communities = _numbers(channels)
    allowed: set[str] = set()
    if threads:
        seen = visible_to(actor).filter(pk__in=threads).values_list("pk", flat=True)
        allowed |= {f"thread-{number}" for number in seen}
    if communities:
        read = readable_to(actor).filter(pk__in=communities).values_list("pk", flat=True)
        allowed |= {f"community-{number}" for number in read}
    if actor.signed_in:
        allowed |= {f"person-{actor.person_id}"} & set(channels)
    return allowed


def _numbers(channels: Iterable[str]) -> tuple[set[int], set[int]]:
    found: dict[str, set[int]] = {"thread": set(), "community": set()}
    for channel in channels:
        sort, _dash, number = channel.partition("-")
        if sort in found and number.isascii() and number.isdigit() and len(number) < 19:
            found[sort].add(int(number))
    return found["thread"], found["community"]


def channels_of(entry: Entry) -> list[str]:
    """Return the channels on which an activity is told."""
    if entry.verb in _COUNT_VERBS:
        return [f"person-{number}" for number in entry.data.get("people", ())]
    if entry.verb not in SHOWN or entry.thread is None:
        return []
    if entry.verb in _IN_PLACE:
        return [f"thread-{entry.thread}"]
    return [f"thread-{entry.thread}", f"community-{entry.community}"]


def frames(entry: Entry, channels: Iterable[str], language: str) -> dict[str, bytes]:
    """Return the data of the frame for each of `channels`, in `language`."""
    wanted = set(channels)
    if entry.verb in _COUNT_VERBS:
        return {name: _count(name) for name in channels_of(entry) if name in wanted}
    facts = _thread_row(entry.thread)
    if facts is None:  # erased meanwhile: there is nothing left to tell
        return dict.fromkeys(wanted, b"{}")
    with translation.override(language):
        made = {
            name: orjson.dumps(
                _on_thread(entry, facts, name)
                if name.startswith("thread-")
                else _on_community(entry, facts, name)
            )
            for name in channels_of(entry)
            if name in wanted
        }
    # Asked last: whoever listens may not be let in where it is now, and is asked only when the
    # move itself is told. Those who are load the page anew then.
    if has_moved_since(entry.thread, entry.id):
        return dict.fromkeys(wanted, b"{}")
    return made


def _count(channel: str) -> bytes:
    """Return what tells a person how much they have not seen, of what they may see now."""
    actor = actor_of_person(int(channel.removeprefix("person-")), door="live")
    words = unread_words(unread_count(actor)) if actor else ""
    return orjson.dumps({"channel": channel, "counts": {"unread": words}})


def _thread_row(thread_id: int | None) -> ThreadRow | None:
    values = Thread.objects.filter(pk=thread_id).values_list(*COLUMNS).first()
    return thread_row(values) if values else None


def _base(entry: Entry, thread: ThreadRow, channel: str) -> dict:
    counts = {"post_count": thread.post_count, "reply_count": thread.reply_count}
    return {
        "channel": channel,
        "thread": thread.id,
        "post": entry.post,
        "number": entry.data.get("number"),
        "status": thread.status,
        "counts": {f"thread-{thread.id}:{name}": n for name, n in counts.items()},
    }


def _on_thread(entry: Entry, thread: ThreadRow, channel: str) -> dict:
    data = _base(entry, thread, channel)
    if entry.verb in _POST_VERBS and entry.post is not None:
        post = post_row(entry.post)
        if post is not None:
            data["html"] = render_posts([post]).strip()
            data["author"] = post.by.person_id
    elif entry.verb in _REACTION_VERBS and entry.post is not None:
        data |= _reacted(entry, entry.post)
    elif entry.verb in _POLL_VERBS and entry.post is not None:
        post = post_row(entry.post)
        data["poll"] = poll_html(post) if post else ""
    else:
        data["title"] = thread.title
        data["url"] = f"/t/{thread.id}/{thread.slug}"
    return data


def _reacted(entry: Entry, post_id: int) -> dict:
    post = post_row(post_id)
    if post is None or post.is_removed:
        return {}
    return {
        "bar": reactions_html(post),
        "person": entry.actor,
        "name": entry.data["name"],
        "stands": entry.verb == "reaction.added",
    }


def _on_community(entry: Entry, thread: ThreadRow, channel: str) -> dict:
    data = _base(entry, thread, channel)
    # A thread that was moved is told of where it is now, whatever was told in its old place.
    if not thread.is_removed and thread.community_id == entry.community:
        data["row"] = row_html(thread).strip()
    return data


def replay(
    after: int, until: int, channels: frozenset[str], language: str
) -> list[tuple[int, str, str, bytes]] | None:
    """Return (id, verb, channel, data) of what was told between; None when that is too much."""
    threads, communities = _numbers(channels)
    entries = entries_about(
        after, until=until, verbs=SHOWN, threads=threads, communities=communities,
        limit=REPLAY_MOST + 1,
    )  # fmt: skip
    if len(entries) > REPLAY_MOST:
        return None
    told = [row for entry in entries for row in _replayed(entry, channels, language)]
    # A count is told as it is now: what it was in between tells nobody anything.
    own = [name for name in channels if name.startswith("person-")]
    return told + [(until, "notifications.told", name, _count(name)) for name in own]


def _replayed(
    entry: Entry, channels: frozenset[str], language: str
) -> Iterator[tuple[int, str, str, bytes]]:
    for name, data in frames(entry, channels, language).items():
        yield entry.id, entry.verb, name, data
