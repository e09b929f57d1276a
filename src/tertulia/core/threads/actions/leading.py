"""Links of imported posts that lead on to where what they name stands here."""

from collections.abc import Mapping

from django.db import transaction

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Lead, Post, Thread
from tertulia.core.threads.permissions import can_import_threads
from tertulia.core.threads.queries.leads import lead_address
from tertulia.core.threads.queries.named import NamedPost
from tertulia.kit.text.leading import with_addresses
from tertulia.kit.web.refusals import require

MAX_ADDRESS = 500


@transaction.atomic
def lead_links_on(
    *, actor: Actor, community: Community, leads: Mapping[int, Mapping[str, NamedPost]]
) -> set[tuple[int, str]]:
    """Let addresses in posts of a community lead to posts here: `leads[post][address]` is one.

    Returns what was led on, as (post, address). The words stay as they came: the leads are kept
    beside them, and hold again when a post gets other words. Nobody is notified.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    posts = Post.objects.filter(pk__in=leads, thread__community=community)
    held = Thread.objects.select_for_update(no_key=True).filter(
        pk__in=set(posts.values_list("thread", flat=True))
    )
    threads = {thread.pk: thread for thread in held.order_by("pk")}
    rows: list[Lead] = []
    changed: list[Post] = []
    for post in posts.only("html", "thread"):
        known = {
            address: target
            for address, target in leads[post.pk].items()
            if len(address) <= MAX_ADDRESS
        }
        html = with_addresses(
            post.html, {name: lead_address(to.thread_id, to.number) for name, to in known.items()}
        )
        if html != post.html:
            post.html = html
            changed.append(post)
            rows += [
                Lead(post_id=post.pk, address=name, target_id=to.id) for name, to in known.items()
            ]
    Post.objects.bulk_update(changed, ["html"], batch_size=100)
    Lead.objects.bulk_create(rows, ignore_conflicts=True)
    for number in sorted({post.thread_id for post in changed}):
        record_in("thread.imported", actor=actor, thread=threads[number], data={"posts": 0})
    return {(row.post_id, row.address) for row in rows}
