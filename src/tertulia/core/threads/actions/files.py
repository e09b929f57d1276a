"""Files: brought by people, kept under their content, swept when nothing carries them."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Attachment, Draft, File, FileBytes
from tertulia.core.threads.queries.files import brought_lately
from tertulia.kit.limits import spend
from tertulia.kit.media import FileRefused, store_image
from tertulia.kit.media.detecting import FileType, detect
from tertulia.kit.media.pictures import picture_type
from tertulia.kit.media.storing import keep
from tertulia.kit.media.suspicions import refuse_two_faced
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, TooLarge, TooMany, require

UNSENT = timedelta(days=1)
TAKEN_OUT = timedelta(days=30)
MEGABYTE = 1_000_000


def keep_file(*, actor: Actor, file: IO[bytes], name: str, draft: str = "") -> File:
    """Keep what `actor` brought for the draft called `draft`; nobody else can read it yet.

    Pictures are drawn anew. Raises FileRefused with the sentence for what is not taken, TooLarge
    and TooMany at the limits. The same again for the same draft is the same file.
    """
    if actor.person_id is None:
        raise SignInFirst
    size = file.seek(0, 2)
    _check_room(actor.person_id, size)
    draft = checked_text(draft, limit=80, field="draft")
    name = plain_name(name)
    row = File(owner_id=actor.person_id, name=name, draft_key=draft)
    digests = kept_bytes(row, file)
    with transaction.atomic():
        same = {"owner": actor.person_id, "draft_key": draft, "name": name, "digest": row.digest}
        before = File.objects.filter(**same, was_posted=False).exclude(idle_since=None).first()
        if before is not None:
            return before
        row.save(force_insert=True)
        FileBytes.objects.bulk_create(FileBytes(file=row, digest=each) for each in digests)
    return row


def _check_room(person_id: int, size: int) -> None:
    """Raise where the file, or all that the person brought today, is more than this place takes."""
    most = settings.TERTULIA.upload_megabytes
    if size > most * MEGABYTE:
        raise TooLarge(_("One file may have at most %(most)d MB.") % {"most": most}, "file")
    spend("upload", str(person_id))
    most = settings.TERTULIA.upload_day_megabytes
    if brought_lately(person_id) + size > most * MEGABYTE:
        sentence = _("That is more than %(most)d MB within a day. Please go on tomorrow.")
        raise TooMany(sentence % {"most": most}, retry_after=3600)


def plain_name(name: str) -> str:
    """Return what a file is called: no folders, nothing that does not show, not too long."""
    name = PurePosixPath(name.replace("\\", "/")).name
    name = "".join(c for c in name if c.isprintable()).strip(". ")
    stem, dot, end = name.rpartition(".")
    if len(name) > 120 and dot and len(end) <= 10:
        name = f"{stem[: 119 - len(end)]}.{end}"
    return name[:120] or "file"


def taken_type(kind: FileType | None, size: int) -> FileType:
    """Return `kind`, if this place takes such files; FileRefused says why not."""
    if not size:
        raise FileRefused(_("This file is empty."))
    if kind is None:
        raise FileRefused(
            _("Nobody here knows what kind of file this is. Put it into a zip archive, perhaps.")
        )
    if kind.family in ("drawing", "other-picture"):
        return picture_type(kind)  # which says what to do instead
    if kind.family == "page":
        raise FileRefused(_("Web pages can carry scripts and are not taken. Send it as a PDF."))
    if kind.family == "program":
        raise FileRefused(_("Programs are not taken."))
    if kind.family not in {each.strip() for each in settings.TERTULIA.file_families.split(",")}:
        raise FileRefused(_("Files of this kind are not taken here."))
    return kind


def kept_bytes(row: File, file: IO[bytes]) -> list[str]:
    """Have the bytes on disk, tell `row` what they are, and return the digests it needs.

    FileRefused says what is not taken, and why.
    """
    size = file.seek(0, 2)
    kind = taken_type(detect(file) if size else None, size)
    refuse_two_faced(file, kind)
    row.family = kind.family
    if kind.family == "picture":
        image = store_image(file)
        whole = image.whole
        row.digest, row.size, row.content_type = whole.digest, whole.size, whole.content_type
        row.width, row.height, row.picture = whole.width, whole.height, image.as_json()
        return list(dict.fromkeys(image.digests))
    kept = keep(file)
    row.digest, row.size, row.content_type = kept.digest, kept.size, kind.content_type
    return [kept.digest]


def forget_file(*, actor: Actor, file_id: int) -> None:
    """Let go of a file of one's own that no post carries; its bytes go within the hour or two.

    Raises NotHere for what `actor` may not read, Refused where a post carries it.
    """
    if actor.person_id is None:
        raise SignInFirst
    with transaction.atomic():
        mine = File.objects.select_for_update().filter(pk=file_id, owner=actor.person_id)
        row = mine.first()
        if row is None:
            raise NotHere
        if Attachment.objects.filter(file=row).exists():
            raise Refused(_("A post carries this file. Take it out of the post first."), "file")
        row.delete()


def sweep_files(*, actor: Actor) -> int:
    """Let go of files that nothing has carried for long enough; return how many.

    What was never sent goes after a day, unless its draft is still there; what was taken out of
    its last post goes after a month.
    """
    require(actor.is_system)
    now = timezone.now()
    carried = Exists(Attachment.objects.filter(file=OuterRef("pk")))
    # Where a post was erased, its files have lost it without a word.
    File.objects.filter(~carried, idle_since=None).update(idle_since=now)
    drafts = Draft.objects.filter(person=OuterRef("owner"), key=OuterRef("draft_key"))
    never = Q(was_posted=False, idle_since__lt=now - UNSENT) & ~Exists(drafts)
    taken_out = Q(was_posted=True, idle_since__lt=now - TAKEN_OUT)
    with transaction.atomic():
        idle = File.objects.select_for_update(skip_locked=True, of=("self",))
        gone = list(idle.filter(never | taken_out, ~carried).values_list("pk", flat=True))
        File.objects.filter(pk__in=gone).delete()
    return len(gone)
