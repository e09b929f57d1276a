"""Files, for those who may read them; each read starts from `files_visible_to`."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value
from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS, Actor
from tertulia.core.threads.models import Attachment, File, FileBytes
from tertulia.core.threads.models.files import file_address
from tertulia.core.threads.permissions import files_visible_to, posts_visible_to
from tertulia.core.threads.queries.facts import by_actor, values_for
from tertulia.kit.media import Rendition, StoredImage
from tertulia.kit.text.files import ShownFile

_SIGNS = re.compile(r"([\[\]\\*_`<>])")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as whoever may read it sees it."""

    id: int
    name: str
    content_type: str
    family: str
    digest: str
    size: int
    width: int
    height: int
    picture: Mapping[str, Any] | None
    owner_id: int | None
    created_at: datetime

    @property
    def address(self) -> str:
        """Return where it is read."""
        return file_address(self.id, self.name)

    @property
    def markdown(self) -> str:
        """Return what shows it in a text, or leads to it."""
        name = _SIGNS.sub(r"\\\1", self.name)
        shown = "!" if self.family in ("picture", "audio", "video") else ""
        return f"{shown}[{name}]({self.address})"

    @property
    def image(self) -> StoredImage | None:
        """Return its renditions, where it is a picture."""
        return StoredImage.from_json(self.picture) if self.picture else None

    def drawn(self, width: int) -> Rendition:
        """Return the bytes to send to whoever wants it about `width` wide; 0 is the whole."""
        image = self.image
        if image is None:
            return Rendition(self.digest, self.content_type, 0, 0, self.size)
        return image.at_least(width) if width else image.whole


_COLUMNS = (
    "id", "name", "content_type", "family", "digest", "size", "width", "height", "picture",
    "owner_id", "created_at",
)  # fmt: skip


def file_row(file: File) -> FileRow:
    """Return what was just brought, as its owner sees it."""
    return FileRow(*(getattr(file, name) for name in _COLUMNS))


@by_actor
def _file(actor: Actor, person: int, file: int) -> QuerySet:
    rows: QuerySet = files_visible_to(actor).filter(pk=file)
    if actor.signed_in or actor.is_system:
        for_all = posts_visible_to(ANONYMOUS).filter(attachments__file=OuterRef("pk"))
        rows = rows.annotate(for_all=Exists(for_all))
    else:
        rows = rows.annotate(for_all=Value(True))
    return rows.values_list(*_COLUMNS, "for_all")


def file_for(actor: Actor, file_id: int) -> tuple[FileRow, bool] | None:
    """Return a file that `actor` may read, and whether anyone may; else None."""
    found = _file(actor, "file").first(**values_for(actor, file=file_id))
    return (FileRow(*found[:-1]), bool(found[-1])) if found else None


def files_on_draft(actor: Actor, key: str) -> list[FileRow]:
    """Return what `actor` has brought for the draft `key` and no post carries yet."""
    if not actor.signed_in:
        return []
    rows = File.objects.filter(owner=actor.person_id, draft_key=key).exclude(idle_since=None)
    return [FileRow(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]


def files_on_posts(posts: Iterable[int]) -> Mapping[int, list[FileRow]]:
    """Return the files of posts by post. Whoever calls has checked that the words may be seen."""
    found: defaultdict[int, list[FileRow]] = defaultdict(list)
    rows = Attachment.objects.filter(post__in=list(posts)).order_by("file")
    columns = (f"file__{name}" for name in _COLUMNS)
    for post, *row in rows.values_list("post_id", *columns):
        found[post].append(FileRow(*row))
    return found


def files_to_show(
    actor: Actor, post_id: int | None, numbers: Collection[int]
) -> Mapping[int, ShownFile]:
    """Return those of `numbers` that a text of `actor`, or post `post_id`, may show."""
    seen = Q(pk__in=files_visible_to(actor).filter(pk__in=numbers).values("pk"))
    if post_id is not None:
        seen |= Q(attachments__post=post_id)
    rows = File.objects.filter(seen, pk__in=numbers).distinct().order_by("pk")
    return {row[0]: _shown(FileRow(*row)) for row in rows.values_list(*_COLUMNS)}


def files_among(known: Collection[int], numbers: Collection[int]) -> Mapping[int, ShownFile]:
    """Return those of `numbers` that are in `known`, which the caller brought itself."""
    wanted = set(known) & set(numbers)
    rows = File.objects.filter(pk__in=wanted).values_list(*_COLUMNS) if wanted else ()
    return {row[0]: _shown(FileRow(*row)) for row in rows}


def _shown(row: FileRow) -> ShownFile:
    image = row.image
    widths = tuple(each.width for each in image.renditions) if image else ()
    return ShownFile(
        row.id, row.address, row.name, row.family, row.size, row.width, row.height, widths
    )


def brought_lately(person_id: int) -> int:
    """Return how many bytes a person has brought within a day."""
    since = timezone.now() - timedelta(days=1)
    rows = File.objects.filter(owner=person_id, created_at__gte=since)
    return rows.aggregate(sum=Sum("size"))["sum"] or 0


def digests_named(digests: Collection[str]) -> set[str]:
    """Return those of `digests` whose bytes some file needs."""
    return set(FileBytes.objects.filter(digest__in=digests).values_list("digest", flat=True))
