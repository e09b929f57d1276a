"""Which files hang on a post: those that its words speak of and that its writer brought."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Attachment, File, Post
from tertulia.kit.web.refusals import Refused


def attach_files(
    *, actor: Actor, post: Post, wanted: Collection[int], before: bool = False
) -> None:
    """Make the files that hang on `post` those of `wanted`. `before` says that it had words before.

    Only files of the writer's own are hung on a post, because every post that a file hangs on opens
    it to more people. Somebody else's file may be shown by a post; who reads it, its own posts say.
    """
    had = (
        set(Attachment.objects.filter(post=post).values_list("file", flat=True))
        if before
        else set()
    )
    if not wanted and not had:
        return
    own = (
        File.objects.select_for_update().filter(pk__in=wanted, owner=actor.person_id)
        if actor.signed_in
        else ()
    )
    hung = (set(wanted) & had) | {file.pk for file in own}
    most = settings.TERTULIA.files_per_post
    if len(hung) > max(most, len(had)):
        sentence = _("A post carries at most %(most)d files.")
        raise Refused(sentence % {"most": most}, "body")
    Attachment.objects.bulk_create(
        (Attachment(post=post, file_id=file) for file in sorted(hung - had)), ignore_conflicts=True
    )
    File.objects.filter(pk__in=hung - had).update(idle_since=None, was_posted=True, draft_key="")
    _take_off(post, had - hung)


def _take_off(post: Post, files: Collection[int]) -> None:
    if not files:
        return
    Attachment.objects.filter(post=post, file__in=files).delete()
    carried = Exists(Attachment.objects.filter(file=OuterRef("pk")))
    File.objects.filter(~carried, pk__in=files).update(idle_since=timezone.now())
