"""What people do in the demonstration's threads: each deed by the word that the content uses.

=== edit 5 by HANDLE +3m                post 5 gets the body as its words
=== remove 7 by HANDLE +1h              for the reason in the body; so close
=== accept 3 by HANDLE +1h              post 3 is the answer; also resolve, reopen
=== metoo by ANN,BEN +1h                they have the question as well
=== react 3 thanks by ANN,BEN +1h       they say so to post 3
=== poll 1 ranked by HANDLE +0m         the body's first line asks, the others are choices
=== vote 1 2,1 by ANN,BEN +1h           they choose these; also endpoll
=== bookmark 3 2d by HANDLE +1h         with the body as note, to be reminded in two days
=== report 3 spam by HANDLE +1h         with the body as words; then settle 3 hidden
=== split 4,5 by HANDLE +1h             into a thread with the body as title
=== merge OTHER by HANDLE +1h           into the thread of that file
=== move PLACE by HANDLE +1h            to that community; show PLACE: lists it there as well
=== lane workbench by HANDLE +1h        out of the lounge, or back
=== follow 3 by HANDLE +1h              at that level
=== draft by HANDLE +1h                 the body is begun and not sent
"""

import re
from collections.abc import Callable, Mapping

from django.utils import timezone

from tertulia.config.demo.drawing import with_files
from tertulia.config.demo.scripts import Event, Page, span
from tertulia.config.demo.stage import Stage
from tertulia.core.threads.actions import (
    AnchorGiven,
    accept_answer,
    ask_for_placement,
    close_thread,
    edit_post,
    merge_threads,
    move_thread,
    move_to_lane,
    remove_post,
    reopen_thread,
    reply,
    resolve_thread,
    save_draft,
    split_thread,
    start_thread,
)
from tertulia.core.threads.actions.conversing import start_conversation
from tertulia.engage.bookmarks.actions import keep_bookmark
from tertulia.engage.following.actions import watch_thread
from tertulia.engage.polls.actions import Wanted, close_poll, set_poll, vote
from tertulia.engage.reactions.actions import react
from tertulia.engage.reports.actions import report_post, settle_report
from tertulia.engage.reports.models import Report
from tertulia.features.questions.actions import say_me_too

_POST = re.compile(r"\(post:(\d+)\)")
Deed = Callable[[Stage, Page, Event], object]


def _start(stage: Stage, page: Page, event: Event) -> None:
    actor = stage.actor(event.who)
    source = with_files(page.body, actor)
    if "with" in page.values:
        title = page.values.get("title", "")
        handles = page.words("with")
        post = start_conversation(actor=actor, handles=handles, source=source, title=title)
    else:
        post = start_thread(
            actor=actor,
            community=stage.places[page.values["community"]],
            kind=page.values.get("kind", "discussion"),
            title=page.values["title"],
            source=source,
            topics=page.words("topics"),
            lane=page.values.get("lane", ""),
        )
    stage.threads[page.name] = post.thread_id


def _reply(stage: Stage, page: Page, event: Event) -> None:
    actor, thread = stage.actor(event.who), stage.threads[page.name]
    quoting = _POST.sub(rf"(/t/{thread}/-/\1#p\1)", event.body)
    anchor = AnchorGiven(number=event.number or 1, exact=event.words) if event.words else None
    reply(
        actor=actor,
        thread_id=thread,
        source=with_files(quoting, actor),
        reply_to=None if anchor else event.number,
        anchor=anchor,
    )


def _edit(stage: Stage, page: Page, event: Event) -> None:
    actor = stage.actor(event.who)
    edit_post(actor=actor, post_id=stage.post(page.name, event), source=event.body)


def _remove(stage: Stage, page: Page, event: Event) -> None:
    post = stage.post(page.name, event)
    remove_post(actor=stage.actor(event.who), post_id=post, reason=event.body)


def _close(stage: Stage, page: Page, event: Event) -> None:
    thread = stage.threads[page.name]
    close_thread(actor=stage.actor(event.who), thread_id=thread, reason=event.body)


def _accept(stage: Stage, page: Page, event: Event) -> None:
    thread, number = stage.threads[page.name], event.number or 2
    accept_answer(actor=stage.actor(event.who), thread_id=thread, number=number)


def _on_thread(act: Callable[..., object]) -> Deed:
    def deed(stage: Stage, page: Page, event: Event) -> None:
        for actor in stage.actors(event.who):
            act(actor=actor, thread_id=stage.threads[page.name])

    return deed


def _react(stage: Stage, page: Page, event: Event) -> None:
    for actor in stage.actors(event.who):
        react(actor=actor, post_id=stage.post(page.name, event), name=event.what)


def _poll(stage: Stage, page: Page, event: Event) -> None:
    question, *options = event.body.splitlines()
    sort, _space, named = event.what.partition(" ")
    wanted = Wanted(question, options, sort or "single", is_named=named == "named")
    post = stage.post(page.name, event)
    set_poll(actor=stage.actor(event.who), post_id=post, wanted=wanted)


def _vote(stage: Stage, page: Page, event: Event) -> None:
    for actor in stage.actors(event.who):
        places = [int(place) for place in event.what.split(",")]
        vote(actor=actor, post_id=stage.post(page.name, event), places=places)


def _end_poll(stage: Stage, page: Page, event: Event) -> None:
    close_poll(actor=stage.actor(event.who), post_id=stage.post(page.name, event))


def _bookmark(stage: Stage, page: Page, event: Event) -> None:
    remind_at = timezone.now() + span(event.what) if event.what else None
    keep_bookmark(
        actor=stage.actor(event.who),
        post_id=stage.post(page.name, event),
        note=event.body,
        remind_at=remind_at,
    )


def _report(stage: Stage, page: Page, event: Event) -> None:
    post = stage.post(page.name, event)
    report_post(actor=stage.actor(event.who), post_id=post, reason=event.what, words=event.body)


def _settle(stage: Stage, page: Page, event: Event) -> None:
    for report in Report.objects.filter(post=stage.post(page.name, event), settled_at=None):
        actor, words = stage.actor(event.who), event.body
        settle_report(actor=actor, report=report.pk, outcome=event.what, words=words)


def _split(stage: Stage, page: Page, event: Event) -> None:
    numbers = [int(number) for number in event.what.split(",")]
    thread, actor = stage.threads[page.name], stage.actor(event.who)
    split_thread(actor=actor, thread_id=thread, numbers=numbers, title=event.body)


def _merge(stage: Stage, page: Page, event: Event) -> None:
    thread, into = stage.threads[page.name], stage.threads[event.what]
    merge_threads(actor=stage.actor(event.who), thread_id=thread, into=into)


def _move(stage: Stage, page: Page, event: Event) -> None:
    thread, place = stage.threads[page.name], stage.places[event.what]
    move_thread(actor=stage.actor(event.who), thread_id=thread, community=place)


def _show(stage: Stage, page: Page, event: Event) -> None:
    thread, place = stage.threads[page.name], stage.places[event.what]
    ask_for_placement(actor=stage.actor(event.who), thread_id=thread, community=place)


def _lane(stage: Stage, page: Page, event: Event) -> None:
    thread, lane = stage.threads[page.name], event.what
    move_to_lane(actor=stage.actor(event.who), thread_id=thread, lane=lane)


def _follow(stage: Stage, page: Page, event: Event) -> None:
    thread, level = stage.threads[page.name], event.number or 0
    watch_thread(actor=stage.actor(event.who), thread=thread, level=level)


def _draft(stage: Stage, page: Page, event: Event) -> None:
    key = f"thread-{stage.threads[page.name]}"
    save_draft(actor=stage.actor(event.who), key=key, sequence=1, source=event.body)


DEEDS: Mapping[str, Deed] = {
    "start": _start,
    "reply": _reply,
    "remark": _reply,
    "edit": _edit,
    "remove": _remove,
    "close": _close,
    "reopen": _on_thread(reopen_thread),
    "accept": _accept,
    "resolve": _on_thread(resolve_thread),
    "metoo": _on_thread(say_me_too),
    "react": _react,
    "poll": _poll,
    "vote": _vote,
    "endpoll": _end_poll,
    "bookmark": _bookmark,
    "report": _report,
    "settle": _settle,
    "split": _split,
    "merge": _merge,
    "move": _move,
    "show": _show,
    "lane": _lane,
    "follow": _follow,
    "draft": _draft,
}
