"""Pages elsewhere, in short, for the posts that link to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from tertulia.core.threads.models import PostPreview

FRESH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What stands below a post of a page that it links to."""

    url: str
    title: str
    description: str
    site: str


def previews_owed(post_id: int) -> list[int]:
    """Return which pages the post links to that nobody has asked within a month."""
    stale = Q(preview__fetched_at=None) | Q(preview__fetched_at__lt=timezone.now() - FRESH)
    return list(PostPreview.objects.filter(stale, post=post_id).values_list("preview", flat=True))


def previews_of(posts: Iterable[int]) -> Mapping[int, tuple[PreviewRow, ...]]:
    """Return by post what was fetched. Whoever calls has checked that the words may be seen."""
    found: defaultdict[int, list[PreviewRow]] = defaultdict(list)
    rows = PostPreview.objects.filter(post__in=list(posts)).exclude(preview__title="")
    columns = ("post_id", *(f"preview__{name}" for name in PreviewRow.__slots__))
    for post, *row in rows.order_by("post", "place").values_list(*columns):
        found[post].append(PreviewRow(*row))
    return {post: tuple(each) for post, each in found.items()}
