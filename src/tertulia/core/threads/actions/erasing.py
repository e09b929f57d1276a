"""What was hidden for long is gone for good: words, files, and what others repeat of them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import (
    Anchor,
    Attachment,
    File,
    Lead,
    Post,
    PostPreview,
    Removal,
    Revision,
)
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.kit.web.refusals import require

_AT_ONCE = 100


def erase_removed(*, actor: Actor, before: datetime) -> int:
    """Erase what was hidden before `before` and is hidden still; return how many removals it was.

    The tombstone stays, with who removed it, when and why. Nobody can bring the words back.
    """
    require(actor.is_system)
    waiting = Removal.objects.filter(
        restored_at=None, erased_at=None, removed_at__lt=before
    ).order_by("pk")
    done = 0
    while some := list(waiting.values_list("pk", flat=True)[:_AT_ONCE]):
        for removal in some:
            _erase(actor, removal)
        done += len(some)
    return done


@transaction.atomic
def _erase(actor: Actor, removal_id: int) -> None:
    removal = Removal.objects.get(pk=removal_id)
    thread = lock_thread(removal.thread_id)
    removal.refresh_from_db()
    if removal.restored_at is not None or removal.erased_at is not None:
        return
    which = Q(pk=removal.post_id) if removal.post_id else Q(thread=removal.thread_id)
    posts = list(Post.objects.filter(which).values_list("pk", flat=True))
    for start in range(0, len(posts), 500):
        some = posts[start : start + 500]
        Post.objects.filter(pk__in=some).update(source="", html="", text="")
        Revision.objects.filter(post__in=some).delete()
        Lead.objects.filter(post__in=some).delete()
        Anchor.objects.filter(Q(target__in=some) | Q(post__in=some)).update(
            exact="", prefix="", suffix=""
        )
        PostPreview.objects.filter(post__in=some).delete()
        _let_go_of_files(some)
    removal.erased_at = timezone.now()
    removal.save(update_fields=["erased_at"])
    verb = "post.erased" if removal.post_id else "thread.erased"
    record_in(verb, actor=actor, thread=thread, post=removal.post_id)


def _let_go_of_files(posts: list[int]) -> None:
    """Forget the files of these posts that no other post carries; their bytes are swept soon."""
    hung = list(Attachment.objects.filter(post__in=posts).values_list("file", flat=True))
    Attachment.objects.filter(post__in=posts).delete()
    carried = Exists(Attachment.objects.filter(file=OuterRef("pk")))
    File.objects.filter(~carried, pk__in=hung).delete()
