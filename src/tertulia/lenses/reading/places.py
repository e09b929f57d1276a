"""Where a post or a thread stands: its title and address, for pages about it."""

from dataclasses import dataclass

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.permissions import posts_visible_to, visible_to


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """A thread, or a post of it."""

    title: str
    address: str
    number: int | None = None


def place_of_post(actor: Actor, post_id: int) -> PlaceOf | None:
    """Return where a post stands, if `actor` sees its words and it was not removed."""
    rows = posts_visible_to(actor).filter(pk=post_id, is_removed=False)
    row = rows.values_list("thread_id", "thread__slug", "thread__title", "number").first()
    if row is None:
        return None
    thread, slug, title, number = row
    return PlaceOf(title, f"/t/{thread}/{slug}/{number}#p{number}", number)


def place_of_thread(actor: Actor, thread_id: int) -> PlaceOf | None:
    """Return where a thread is read, if `actor` sees it."""
    row = visible_to(actor).filter(pk=thread_id).values_list("slug", "title").first()
    return PlaceOf(row[1], f"/t/{thread_id}/{row[0]}") if row else None
