"""Pages that posts link to, in short below them: fetched once, by a job, only where that is on."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tertulia.core.activity.actors import system
from tertulia.core.threads.actions import edit_post, previewing, remove_post, reply
from tertulia.core.threads.models import PostPreview, Preview, Thread
from tertulia.core.threads.queries import post_row, posts_in_chunk
from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.running import drain
from tertulia.kit.outgoing import Fetched, NotFetched
from tertulia.kit.web.refusals import NotAllowed
from tertulia.lenses.reading.fragments import render_posts
from tertulia.lenses.reading.live import SHOWN

URL = "https://rivers.example/salt?a=1&b=2"


class Web:
    """What is out there, and what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.title = "Salt & <water>"

    def fetch(self, url: str, **how: object) -> Fetched:
        self.asked.append(url)
        if "absent" in url:
            raise NotFetched("the host answered 404")
        html = f"<meta property=og:title content='{self.title}'><meta name=description content=D>"
        return Fetched(url, "text/html", html.encode())


@pytest.fixture
def web(monkeypatch, settings) -> Web:
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"link_previews": "on"})
    there = Web()
    monkeypatch.setattr(previewing, "fetch", there.fetch)
    return there


def errands() -> int:
    return Errand.objects.filter(name="threads.fetch_preview").count()


def run_errands() -> None:
    for errand in Errand.objects.filter(name="threads.fetch_preview"):
        previewing.fetch_preview(actor=system("job"), preview_id=errand.payload["preview"])
        errand.delete()


def test_nothing_is_asked_where_it_is_off(workshop) -> None:
    post = workshop.start(source=f"See {URL}")
    assert not errands()
    assert not Preview.objects.exists()
    assert post_row(post.pk).cards == ()


def test_a_page_is_shown_in_short_below_the_post(workshop, web) -> None:
    post = workshop.start(source=f"See {URL} and {URL}#part")
    assert web.asked == []  # nobody waits for another host
    version = Thread.objects.get(pk=post.thread_id).version
    drain()
    assert web.asked == [URL]
    (card,) = post_row(post.pk).cards
    assert (card.title, card.description, card.site) == ("Salt & <water>", "D", "rivers.example")
    html = render_posts(posts_in_chunk(post.thread_id, 0))
    assert "Salt &amp; &lt;water&gt;" in html
    assert 'href="https://rivers.example/salt?a=1&amp;b=2" rel="nofollow ugc noopener"' in html
    assert Thread.objects.get(pk=post.thread_id).version > version
    assert "post.previewed" in SHOWN


def test_a_page_is_asked_once_for_all(workshop, web) -> None:
    first = workshop.start(source=URL)
    run_errands()
    second = reply(actor=workshop.ben, thread_id=first.thread_id, source=f"Again: {URL}")
    assert not errands()
    assert post_row(second.pk).cards == post_row(first.pk).cards != ()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        workshop.start(source=URL)
        assert errands() == 1
        web.title = "New"
        run_errands()
    assert post_row(first.pk).cards[0].title == "New"


def test_a_page_that_says_nothing_is_left_alone(workshop, web) -> None:
    post = workshop.start(source="https://rivers.example/absent")
    version = Thread.objects.get(pk=post.thread_id).version
    run_errands()
    assert post_row(post.pk).cards == ()
    assert Thread.objects.get(pk=post.thread_id).version == version
    workshop.start(source="https://rivers.example/absent")
    assert not errands()


def test_three_links_at_most_and_none_of_ours(workshop, web, settings) -> None:
    ours = f"{settings.BASE_URL}/c/plaza"
    links = " ".join(f"https://x{n}.example/" for n in range(9))
    post = workshop.start(source=f"{ours} {links} @ben [note](/c/plaza)")
    assert list(PostPreview.objects.filter(post=post).values_list("preview__url", flat=True)) == [
        "https://x0.example/",
        "https://x1.example/",
        "https://x2.example/",
    ]


def test_an_edit_takes_the_link_and_its_card_away(workshop, web) -> None:
    post = workshop.start(source=URL)
    run_errands()
    edit_post(actor=workshop.ana, post_id=post.pk, source="Nothing any more.")
    assert post_row(post.pk).cards == ()
    assert not PostPreview.objects.exists()


def test_a_removed_post_shows_no_card(workshop, web) -> None:
    first = workshop.start()
    post = reply(actor=workshop.ben, thread_id=first.thread_id, source=URL)
    run_errands()
    remove_post(actor=workshop.ana, post_id=post.pk)
    assert post_row(post.pk).cards == ()


def test_only_the_system_asks(workshop, web) -> None:
    with pytest.raises(NotAllowed):
        previewing.fetch_preview(actor=workshop.ana, preview_id=1)
