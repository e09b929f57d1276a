"""The only writes about reports."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.threads.actions import remove_post, remove_thread
from tertulia.core.threads.models import Post
from tertulia.core.threads.queries import post_facts
from tertulia.engage.reports.models import Admonition, Outcome, Reason, Report
from tertulia.engage.reports.permissions import can_report_post, settled_by
from tertulia.kit.limits import spend
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, require

MAX_WORDS = 2_000
_TOLD = (Outcome.NOTED, Outcome.EDIT_ASKED)


@transaction.atomic
def report_post(*, actor: Actor, post_id: int, reason: str, words: str = "") -> Report:
    """Tell those who moderate that something is wrong with a post; its author is not told."""
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    require(can_report_post(actor, facts), _("Sign in to report a post; not your own."))
    spend("report", str(actor.person_id))
    if reason not in Reason.values:
        raise Refused(_("Please say what is wrong with it."), "reason")
    words = checked_text(words.strip(), limit=MAX_WORDS, field="words")
    said = Post.objects.values_list("source", flat=True).get(pk=post_id)
    try:
        with transaction.atomic():
            report = Report.objects.create(
                post_id=post_id, reporter_id=actor.person_id, reason=reason, words=words, said=said
            )
    except IntegrityError as error:
        raise Refused(_("You have reported this post already; somebody will look.")) from error
    _recorded("report.made", actor, report)
    return report


@transaction.atomic
def settle_report(*, actor: Actor, report: int, outcome: str, words: str = "") -> None:
    """Decide about every open report of a post, and do what was decided.

    `words` are for its author: the private word, what to change, or why it is hidden.
    """
    row = _open(actor, report)
    if outcome not in Outcome.values or outcome == Outcome.SUSPENDED:
        raise Refused(_("Please choose what becomes of it."), "outcome")
    if outcome != Outcome.DISMISSED and not words.strip():
        raise Refused(_("Please say why, in a sentence or two: its author reads it."), "words")
    words = checked_text(words.strip(), limit=MAX_WORDS, field="words")
    if outcome in _TOLD:
        _admonish(actor, row, words, asks_for_edit=outcome == Outcome.EDIT_ASKED)
    elif outcome == Outcome.HIDDEN:
        _hide(actor, row.post, words)
    _close(actor, row, outcome)


@transaction.atomic
def note_suspension(*, actor: Actor, report: int) -> None:
    """Settle the open reports of a post whose author was suspended because of it."""
    _close(actor, _open(actor, report), Outcome.SUSPENDED)


def _open(actor: Actor, report: int) -> Report:
    seen = settled_by(actor).filter(pk=report)
    if not seen.exists():
        raise NotHere
    # Two who decide at once decide one after the other, and the second is told.
    Post.objects.select_for_update(no_key=True).get(reports=report)
    row = Report.objects.select_related("post__thread").get(pk=report)
    if row.settled_at is not None:
        raise Refused(_("Somebody has decided about this already."))
    return row


def _admonish(actor: Actor, row: Report, words: str, *, asks_for_edit: bool) -> None:
    if row.post.author_id is None:
        raise Refused(_("Nobody is left who could read it."))
    Admonition.objects.create(
        post=row.post,
        person_id=row.post.author_id,
        by_id=actor.person_id,
        words=words,
        asks_for_edit=asks_for_edit,
    )
    thread = row.post.thread
    record(
        "post.edit_asked" if asks_for_edit else "post.admonished",
        actor=actor,
        community=thread.community_id,
        thread=thread.pk,
        post=row.post_id,
        person=row.post.author_id,
    )


def _hide(actor: Actor, post: Post, words: str) -> None:
    """Remove the post with this reason; the first one goes with its thread."""
    if post.number == 1:
        remove_thread(actor=actor, thread_id=post.thread_id, reason=words)
    else:
        remove_post(actor=actor, post_id=post.pk, reason=words)


def _close(actor: Actor, row: Report, outcome: str) -> None:
    Report.objects.filter(post=row.post_id, settled_at=None).update(
        outcome=outcome, settled_at=timezone.now(), settled_by=actor.person_id
    )
    row.outcome = outcome
    _recorded("report.settled", actor, row)


def _recorded(verb: str, actor: Actor, row: Report) -> None:
    thread = row.post.thread
    record(
        verb,
        actor=actor,
        community=thread.community_id,
        thread=thread.pk,
        post=row.post_id,
        data={"report": row.pk, "outcome": row.outcome},
    )
