"""Where the links of imported posts lead now, and which of them may yet be led on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tertulia.core.activity.models import Activity
from tertulia.core.threads.foreign import THREAD
from tertulia.core.threads.models import ForeignRecord, Lead, Post
from tertulia.core.threads.queries.foreign import portions
from tertulia.core.threads.queries.named import NamedPost

_AT_ONCE = 500
# Links of ours that were led on have no slug: it would tell the title to who may not see it.
NO_SLUG = "-"


@dataclass(frozen=True, slots=True)
class LinkingPost:
    """An imported post with links. `told`: addresses in it that came with the key of a post."""

    id: int
    html: str
    told: Mapping[str, str]
    edited_here: bool


def lead_address(thread_id: int, number: int) -> str:
    """Return the address of a post that stays right when its thread gets another title or home."""
    place = f"/t/{thread_id}/{NO_SLUG}/{number}"
    return f"{place}#p{number}" if number > 1 else place


def leads_of(post_id: int) -> dict[str, str]:
    """Return where addresses in the words of a post lead to now. Whoever calls checked the post."""
    rows = Lead.objects.filter(post=post_id)
    found = rows.values_list("address", "target__thread", "target__number")
    return {address: lead_address(thread, number) for address, thread, number in found}


def leads_out(posts: Collection[Post]) -> dict[int, dict[str, str]]:
    """Return, of each post, the addresses that are led on, and to which posts."""
    found: dict[int, dict[str, str]] = {}
    rows = Lead.objects.filter(post__in=posts).order_by("pk")
    for post, address, target in rows.values_list("post", "address", "target"):
        found.setdefault(post, {})[address] = str(target)
    return found


def linking_posts(source: str, community_id: int) -> Iterator[list[LinkingPost]]:
    """Yield the posts of a community that came from `source` and have links, some at once."""
    linking = Q(post__html__contains='href="http') | Q(post__html__contains='href="/')
    rows = ForeignRecord.objects.filter(
        linking, source=source, thread__community=community_id, post__isnull=False
    ).order_by("post")
    columns = ("post", "post__html", "aside__leads")
    some = list(rows.values_list(*columns)[:_AT_ONCE])
    while some:
        ids = [post for post, _html, _told in some]
        edited = Activity.objects.filter(verb="post.edited", post__in=ids)
        here = set(edited.values_list("post", flat=True))
        yield [LinkingPost(post, html, _told(told), post in here) for post, html, told in some]
        some = list(rows.filter(post__gt=ids[-1]).values_list(*columns)[:_AT_ONCE])


def titles_named(source: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the titles of the threads that came with `keys`."""
    found: dict[str, str] = {}
    for some in portions(sorted(set(keys))):
        rows = ForeignRecord.objects.filter(source=source, kind=THREAD, key__in=some)
        found.update(rows.values_list("key", "thread__title"))
    return found


def threads_called(source: str, slugs: Collection[str]) -> dict[str, int]:
    """Return, by `/` and slug, the thread from `source` that alone has one of `slugs`."""
    found: dict[str, set[int]] = {}
    for some in portions(sorted(set(slugs) - {""})):
        rows = ForeignRecord.objects.filter(source=source, kind=THREAD, thread__slug__in=some)
        for slug, thread in rows.values_list("thread__slug", "thread"):
            found.setdefault(f"/{slug}", set()).add(thread)
    return {slug: threads.pop() for slug, threads in found.items() if len(threads) == 1}


def posts_at(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], NamedPost]:
    """Return the post at each (thread, number)."""
    found: dict[tuple[int, int], NamedPost] = {}
    for some in portions(sorted(places)):
        rows = Post.objects.filter(
            thread__in={thread for thread, _ in some}, number__in={number for _, number in some}
        )
        columns = ("pk", "number", "thread", "thread__community")
        for post in (NamedPost(*values) for values in rows.values_list(*columns)):
            found[post.thread_id, post.number] = post
    return {place: found[place] for place in places if place in found}


def _told(given: Any) -> dict[str, str]:
    pairs = given.items() if isinstance(given, dict) else ()
    return {address: str(key) for address, key in pairs if isinstance(key, str | int)}
