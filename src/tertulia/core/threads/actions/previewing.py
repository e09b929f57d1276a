"""Previews of linked pages: owed when a post is written, fetched by a job, shown below the post."""

import re
from hashlib import sha256
from html import unescape

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.models import Post, PostPreview, Preview
from tertulia.core.threads.queries.facts import lock_thread
from tertulia.kit.outgoing import NotFetched, fetch
from tertulia.kit.outgoing.cards import Card, card_of
from tertulia.kit.web.refusals import require

MOST = 3  # links of one post that are shown in short
_LINK = re.compile(r'<a href="(https?://[^"]{1,2000})"[^>]*rel="nofollow ugc noopener">')
_POSTS = 50  # posts that are shown anew when a page was fetched


def note_links(*, actor: Actor, post: Post, before: bool = False) -> None:
    """Have the pages that `post` links to shown in short below it, as soon as they were fetched.

    Only where the operator turned previews on. A handler sees to the fetching. `before` says that
    the post had words before.
    """
    if before:
        PostPreview.objects.filter(post=post).delete()
    if settings.TERTULIA.link_previews != "on":
        return
    ours = f"{settings.BASE_URL}/"
    found = dict.fromkeys(unescape(url).partition("#")[0] for url in _LINK.findall(post.html))
    for place, url in enumerate([url for url in found if not url.startswith(ours)][:MOST]):
        key = sha256(url.encode()).hexdigest()
        preview, _new = Preview.objects.get_or_create(key=key, defaults={"url": url})
        PostPreview.objects.create(post=post, preview=preview, place=place)


def fetch_preview(*, actor: Actor, preview_id: int) -> None:
    """Ask the page what it says of itself, and show it below the posts that link to it."""
    require(actor.is_system)
    preview = Preview.objects.filter(pk=preview_id).first()
    if preview is None or settings.TERTULIA.link_previews != "on":
        return
    try:
        card = card_of(fetch(preview.url, cut=True))
    except NotFetched:
        card = Card("", "", "")  # it is not asked again until somebody links to it in a month
    with transaction.atomic():
        changed = (card.title, card.description) != (preview.title, preview.description)
        preview.title, preview.description, preview.site = card.title, card.description, card.site
        preview.fetched_at = timezone.now()
        preview.save()
        if changed:
            _show_anew(actor, preview)


def _show_anew(actor: Actor, preview: Preview) -> None:
    """Tell those who look that the posts have changed; threads in one order, as locks want it."""
    links = PostPreview.objects.filter(preview=preview).order_by("-post")[:_POSTS]
    posts = Post.objects.filter(pk__in=[link.post_id for link in links], is_removed=False)
    for post in posts.order_by("thread", "pk"):
        thread = lock_thread(post.thread_id)
        data = {"number": post.number}
        record_in("post.previewed", actor=actor, thread=thread, post=post.pk, data=data)
