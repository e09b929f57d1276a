"""Changing what stands: words, title, topics. What stood before is kept."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.attaching import attach_files
from tertulia.core.threads.actions.previewing import note_links
from tertulia.core.threads.actions.speaking import speak, words_open_to
from tertulia.core.threads.actions.starting import put_under_topics
from tertulia.core.threads.actions.writing import (
    checked_title,
    come_in,
    fill,
    record_in,
    rendered,
    thread_slug,
)
from tertulia.core.threads.models import Anchor, Post, Revision, SourceFormat
from tertulia.core.threads.permissions import PostFacts, can_edit_post, can_retitle_thread
from tertulia.core.threads.queries.facts import lock_thread, post_facts, thread_facts
from tertulia.kit.text.anchoring import Place, refind
from tertulia.kit.text.paragraphs import paragraphs
from tertulia.kit.web.refusals import Conflict, NotHere, require


def edit_post(*, actor: Actor, post_id: int, source: str, revision: int | None = None) -> Post:
    """Give a post other words; the former ones become a revision, anchors on it are found again.

    `revision` is the revision count that the editor started from; Conflict where somebody edited
    meanwhile. The same words again change nothing. Who edits a wiki post becomes a member by it.
    """
    facts = _require_edit(actor, post_id)
    return _rewrite(actor, facts, source, SourceFormat.MARKDOWN, revision)


def roll_back_post(*, actor: Actor, post_id: int, number: int, revision: int | None = None) -> Post:
    """Let a post say again what it said in state `number`; that is an edit like any other."""
    facts = _require_edit(actor, post_id)
    former = Revision.objects.filter(post=post_id, number=number).first()
    if former is None:
        raise NotHere
    return _rewrite(actor, facts, former.source, former.source_format, revision)


def _require_edit(actor: Actor, post_id: int) -> PostFacts:
    facts = post_facts(actor, post_id)
    if facts is None:
        raise NotHere
    require(can_edit_post(actor, facts), _("Only its author can change this post."))
    return facts


def _rewrite(
    actor: Actor, facts: PostFacts, source: str, source_format: str, revision: int | None
) -> Post:
    post_id = facts.id
    made = rendered(
        source,
        source_format,
        group_words=words_open_to(actor, facts.thread.place),
        actor=actor,
        post_id=post_id,
    )
    with transaction.atomic():
        thread = lock_thread(facts.thread.id)
        now = post_facts(actor, post_id)
        if now is None or now.is_removed:
            raise NotHere
        require(can_edit_post(actor, now), _("This thread takes no more changes."))
        post = Post.objects.get(pk=post_id)
        if revision is not None and revision != post.revision_count:
            raise Conflict(_("This post was edited meanwhile. Your text is kept; compare both."))
        if (source, source_format) == (post.source, post.source_format):
            return post
        if actor.person_id != post.author_id:
            come_in(actor, thread.community_id, now.thread.place)
        _keep_former_words(actor, post)
        post.source_format = source_format
        fill(post, source, made)
        post.edited_at = timezone.now()
        post.revision_count += 1
        post.save()
        attach_files(actor=actor, post=post, wanted=made.files, before=True)
        note_links(actor=actor, post=post, before=True)
        _find_anchors_again(post)
        spoken = speak(actor=actor, post=post, community_id=thread.community_id, made=made)
        data = {"number": post.number, **spoken}
        record_in("post.edited", actor=actor, thread=thread, post=post.id, data=data)
    return post


def _keep_former_words(actor: Actor, post: Post) -> None:
    Revision.objects.create(
        post=post,
        number=post.revision_count,
        source=post.source,
        source_format=post.source_format,
        editor_id=actor.person_id,
        written_at=post.edited_at or post.created_at,
    )


def retitle_thread(
    *, actor: Actor, thread_id: int, title: str, topics: Sequence[str] | None = None
) -> None:
    """Give a thread another title, and other topics where they are given."""
    facts = thread_facts(actor, thread_id)
    if facts is None:
        raise NotHere
    require(can_retitle_thread(actor, facts))
    title = checked_title(title)
    with transaction.atomic():
        thread = lock_thread(thread_id)
        if topics is not None:
            put_under_topics(actor=actor, thread=thread, names=topics)
        record_in(
            "thread.retitled",
            actor=actor,
            thread=thread,
            data={"title": title, "former": thread.title},
            title=title,
            slug=thread_slug(title),
        )


def _find_anchors_again(post: Post) -> None:
    now = paragraphs(post.html)
    for anchor in Anchor.objects.filter(target=post).exclude(exact=""):
        was = Place(
            anchor.paragraph,
            anchor.paragraph_index,
            anchor.exact,
            anchor.prefix,
            anchor.suffix,
            anchor.start,
            anchor.end,
        )
        found = refind(was, now)
        if found is None:
            anchor.state = Anchor.State.ORPHANED
        else:
            anchor.state = Anchor.State.FOUND if found.exact == was.exact else Anchor.State.MOVED
            anchor.paragraph, anchor.paragraph_index = found.paragraph, found.paragraph_index
            anchor.start, anchor.end = found.start, found.end
            anchor.target_revision = post.revision_count
        anchor.save()
