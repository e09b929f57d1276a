"""The only writes of polls: asking, voting, closing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Post, Thread
from tertulia.core.threads.permissions import PostFacts
from tertulia.core.threads.queries import post_facts
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.engage.polls.counting import right_points, right_voters
from tertulia.engage.polls.models import Option, Poll, Results, Sort, Vote
from tertulia.engage.polls.permissions import can_close_poll, can_set_poll, can_vote
from tertulia.kit.jobs.outbox import enqueue
from tertulia.kit.jobs.registry import job_named
from tertulia.kit.limits import spend
from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require

FEWEST, MOST = 2, 20
MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A poll as somebody wants it."""

    question: str
    options: Sequence[str] = field(default_factory=list)
    sort: str = Sort.SINGLE
    results: str = Results.ALWAYS
    is_named: bool = False
    closes_at: datetime | None = None


def write_with_poll(*, actor: Actor, poll: Wanted | None, write: Callable[[], Post]) -> Post:
    """Write a post and, in the same transaction, put a poll on it; without one, just write it."""
    if poll is None:
        return write()
    _checked(poll)  # before anything is written
    with transaction.atomic():
        post = write()
        set_poll(actor=actor, post_id=post.id, wanted=poll)
    return post


@transaction.atomic
def set_poll(*, actor: Actor, post_id: int, wanted: Wanted) -> None:
    """Put a poll on one's post, or change it while nobody has voted."""
    thread, facts = _locked(actor, post_id)
    require(can_set_poll(actor, facts), _("Only the author of a post can ask with it."))
    question, options = _checked(wanted)
    before = Poll.objects.filter(pk=post_id).first()
    if before is not None:
        if before.closed_at is not None:
            raise Refused(_("This poll is closed. It stays as it is."))
        if before.voter_count:
            raise Refused(_("Somebody has voted, so the poll stays as it is. You can close it."))
        before.options.all().delete()
    poll = before or Poll(post_id=post_id)
    poll.question, poll.sort, poll.results = question, wanted.sort, wanted.results
    poll.is_named, poll.closes_at = wanted.is_named, wanted.closes_at
    poll.save()
    Option.objects.bulk_create(
        Option(poll=poll, place=place, words=words) for place, words in enumerate(options, 1)
    )
    if poll.closes_at:
        job = job_named("close_poll")
        assert job is not None
        enqueue(job, run_after=poll.closes_at, post=post_id)
    _recorded("poll.changed" if before else "poll.added", actor, thread, facts)


@transaction.atomic
def vote(*, actor: Actor, post_id: int, places: Sequence[int]) -> None:
    """Choose these options of a poll, in this order where it is ranked, instead of any before.

    No options at all takes the vote back.
    """
    if not actor.signed_in:
        raise SignInFirst
    spend("react", str(actor.person_id))
    thread, facts = _locked(actor, post_id)
    poll = _poll(post_id)
    require(can_vote(actor, facts), _("Join this community to vote here."))
    if poll.closed_at or (poll.closes_at and poll.closes_at <= timezone.now()):
        raise Refused(_("This poll is closed. It takes no more votes."))
    options = {option.place: option for option in poll.options.all()}
    _fitting(poll, places, len(options))
    if any(place not in options for place in places):
        raise Refused(_("There is no such option in this poll."), "options")
    Vote.objects.filter(option__poll=poll, person=actor.person_id).delete()
    ranked = poll.sort == Sort.RANKED
    Vote.objects.bulk_create(
        Vote(
            option=options[place],
            person_id=actor.person_id,
            rank=rank if ranked else 1,
            points=len(options) + 1 - rank if ranked else 1,
        )
        for rank, place in enumerate(places, 1)
    )
    poll.options.update(points=right_points())
    Poll.objects.filter(pk=post_id).update(voter_count=right_voters())
    _recorded("poll.voted", actor, thread, facts)


@transaction.atomic
def close_poll(*, actor: Actor, post_id: int) -> None:
    """Take no more votes, and show everybody what came of it. It stays so."""
    thread, facts = _locked(actor, post_id)
    require(can_close_poll(actor, facts), _("Only the author of a poll can close it."))
    poll = _poll(post_id)
    if poll.closed_at is None:
        Poll.objects.filter(pk=post_id).update(closed_at=timezone.now())
        _recorded("poll.closed", actor, thread, facts)


@transaction.atomic
def close_due_poll(*, actor: Actor, post_id: int) -> None:
    """Close a poll whose time has come; not one whose time was changed meanwhile."""
    thread, facts = _locked(actor, post_id)
    due = Poll.objects.filter(pk=post_id, closed_at=None, closes_at__lte=timezone.now())
    if due.update(closed_at=timezone.now()):
        _recorded("poll.closed", actor, thread, facts)


def _checked(wanted: Wanted) -> tuple[str, list[str]]:
    question = checked_line(wanted.question, limit=MAX_WORDS, field="poll_question")
    given = [words for words in wanted.options if words.strip()]
    options = [checked_line(words, limit=MAX_WORDS, field="poll_options") for words in given]
    if not FEWEST <= len(options) <= MOST:
        raise Refused(_("A poll has from 2 to 20 options, one a line."), "poll_options")
    if len({words.casefold() for words in options}) < len(options):
        raise Refused(_("Two options of the poll say the same."), "poll_options")
    if wanted.sort not in Sort.values or wanted.results not in Results.values:
        raise Refused(_("There is no such sort of poll."), "poll_sort")
    if wanted.closes_at is not None and wanted.closes_at <= timezone.now():
        raise Refused(_("The poll would be closed already."), "poll_closes")
    return question, options


def _fitting(poll: Poll, places: Sequence[int], number: int) -> None:
    if len(set(places)) < len(places) or len(places) > number:
        raise Refused(_("Each option can be chosen once."), "options")
    if poll.sort == Sort.SINGLE and len(places) > 1:
        raise Refused(_("This poll takes one choice."), "options")


def _locked(actor: Actor, post_id: int) -> tuple[Thread, PostFacts]:
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    thread = lock_thread(facts.thread.id)
    facts = post_facts(actor, post_id)
    if facts is None or facts.thread.id != thread.id:
        raise NotHere
    return thread, facts


def _poll(post_id: int) -> Poll:
    poll = Poll.objects.filter(pk=post_id).first()
    if poll is None:
        raise NotHere
    return poll


def _recorded(verb: str, actor: Actor, thread: Thread, facts: PostFacts) -> None:
    record_in(verb, actor=actor, thread=thread, post=facts.id, data={"number": facts.number})
