"""Replying, to the thread, to a post, or to a place in one."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.attaching import attach_files
from tertulia.core.threads.actions.previewing import note_links
from tertulia.core.threads.actions.speaking import speak, words_open_to
from tertulia.core.threads.actions.writing import come_in, fill, record_post, rendered
from tertulia.core.threads.models import Anchor, Post
from tertulia.core.threads.permissions import ThreadFacts, can_reply
from tertulia.core.threads.queries.facts import lock_thread, thread_facts
from tertulia.kit.limits import spend
from tertulia.kit.sql.inserting import insert
from tertulia.kit.text.anchoring import describe
from tertulia.kit.text.paragraphs import paragraphs
from tertulia.kit.web.refusals import NotHere, Refused, require


@dataclass(frozen=True, slots=True)
class AnchorGiven:
    """The place a reader chose: words (`exact`) of post `number`, or seconds of its recording."""

    number: int = 1
    exact: str = ""
    paragraph: str = ""
    start: int | None = None
    seconds_from: float | None = None
    seconds_to: float | None = None


def reply(
    *,
    actor: Actor,
    thread_id: int,
    source: str,
    reply_to: int | None = None,
    anchor: AnchorGiven | None = None,
) -> Post:
    """Add a post to a thread and return it. `reply_to` is a post number of the same thread.

    Raises NotHere where the thread cannot be seen, NotAllowed where it takes no reply from
    `actor`, Refused where the words cannot be kept.
    """
    before = _require_reply(actor, thread_facts(actor, thread_id))
    spend("reply", str(actor.person_id))
    made = rendered(source, group_words=words_open_to(actor, before.place), actor=actor)
    with transaction.atomic():
        thread = lock_thread(thread_id)
        facts = _require_reply(actor, thread_facts(actor, thread_id))
        come_in(actor, thread.community_id, facts.place)
        earlier = _replied_to(thread_id, reply_to)
        post = Post(
            thread=thread,
            number=thread.next_number,
            author_id=actor.person_id,
            created_at=timezone.now(),
            reply_to=earlier,
            root_id=earlier.root_id if earlier else None,
        )
        fill(post, source, made)
        insert(post)
        attach_files(actor=actor, post=post, wanted=made.files)
        note_links(actor=actor, post=post)
        if anchor:
            _anchor(post, anchor)
        spoken = speak(actor=actor, post=post, community_id=thread.community_id, made=made)
        record_post("post.added", actor=actor, thread=thread, post=post, spoken=spoken)
    return post


def _require_reply(actor: Actor, facts: ThreadFacts | None) -> ThreadFacts:
    if facts is None:
        raise NotHere
    if facts.status == "closed":
        require(can_reply(actor, facts), _("This thread is closed. It takes no more replies."))
    require(can_reply(actor, facts), _("Join this community to reply here."))
    return facts


def _replied_to(thread_id: int, number: int | None) -> Post | None:
    if number is None:
        return None
    post = Post.objects.filter(thread=thread_id, number=number).first()
    if post is None:
        raise Refused(_("The post you answer is not in this thread."), "reply_to")
    return post


def _anchor(post: Post, given: AnchorGiven) -> None:
    target = Post.objects.filter(thread=post.thread_id, number=given.number).first()
    if target is None or target.is_removed:
        raise Refused(_("The post you speak about is not in this thread."), "anchor")
    row = Anchor(
        post=post,
        target=target,
        target_revision=target.revision_count,
        seconds_from=given.seconds_from,
        seconds_to=given.seconds_to,
    )
    if given.exact:
        place = describe(
            paragraphs(target.html), given.exact, paragraph=given.paragraph, start=given.start
        )
        if place is None:
            raise Refused(_("These words are not in the post you speak about."), "anchor")
        row.paragraph, row.paragraph_index = place.paragraph, place.paragraph_index
        row.exact, row.prefix, row.suffix = place.exact, place.prefix, place.suffix
        row.start, row.end = place.start, place.end
    elif given.seconds_from is None:
        raise Refused(_("An anchor needs the words or the second it speaks about."), "anchor")
    row.save(force_insert=True)
    Post.objects.filter(pk=post.pk).update(root=post)
    post.root_id = post.pk
