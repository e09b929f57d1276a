"""Where what was once at an address is now."""

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import FormerAddress, Thread
from tertulia.core.threads.permissions import posts_visible_to, visible_to


def address_now(actor: Actor, thread_id: int, number: int = 0) -> str | None:
    """Return where a thread, or its post `number`, went, as far as `actor` sees that."""
    moved = FormerAddress.objects.filter(thread=thread_id, number=number).values("post")
    post = posts_visible_to(actor).select_related("thread").filter(pk__in=moved).first()
    if post:
        return f"/t/{post.thread_id}/{post.thread.slug}/{post.number}#p{post.number}"
    target = thread_now(actor, thread_id)
    row = visible_to(actor).filter(pk=target).values_list("slug").first() if target else None
    return f"/t/{target}/{row[0]}" if row else None


def thread_now(actor: Actor, thread_id: int) -> int | None:
    """Return the thread into which a thread was merged, if `actor` sees that one."""
    merged = Thread.objects.filter(pk=thread_id).values("merged_into")
    return visible_to(actor).filter(pk__in=merged).values_list("pk", flat=True).first()


def merged_titles(thread_id: int) -> list[str]:
    """Return what was merged into a thread. Whoever calls has checked the thread."""
    rows = Thread.objects.filter(merged_into=thread_id).order_by("id")
    return list(rows.values_list("title", flat=True)[:20])
