"""Links between imported threads lead to where those threads now stand."""

from pathlib import Path

import pytest
from django.test import Client

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import (
    edit_post,
    lead_links_on,
    merge_threads,
    move_thread,
    remove_thread,
    retitle_thread,
    split_thread,
)
from tertulia.core.threads.actions.erasing import erase_removed
from tertulia.core.threads.models import Lead, Post, Thread
from tertulia.core.threads.queries.named import NamedPost
from tertulia.kit.text.leading import addresses_in
from tertulia.kit.web.refusals import NotAllowed
from tertulia.lenses.exchange.exporting import export_community
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.tests.conftest import Bring, reply, topic
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db
OLD = "https://old.example"
WORDS = f"As in [this]({OLD}/t/which-wool-to-buy/7/2), not {OLD}/t/which-wool-to-buy/99."
TALK = (
    topic("7-1", thread="7", title="Which wool to buy?"),
    reply("7-2", thread="7", pos=2),
    reply("7-3", thread="7", pos=3),
    topic("8-1", thread="8", title="Silk", text=WORDS),
)


def place_of(source: str) -> str:
    """The address by which a link leads to the post with these words."""
    post = Post.objects.get(source=source)
    anchor = f"#p{post.number}" if post.number > 1 else ""
    return f"/t/{post.thread_id}/-/{post.number}{anchor}"


def links(title: str = "Silk") -> list[str]:
    return addresses_in(Post.objects.get(thread__title=title, number=1).html)


def test_links_lead_on_and_the_words_stay(bring: Bring) -> None:
    report = bring(*TALK)
    assert links() == [place_of("Answer 7-2"), f"{OLD}/t/which-wool-to-buy/99"]
    assert Post.objects.get(thread__title="Silk").source == WORDS
    assert report.led == {"old.example": 1}
    assert "1 links to old.example now lead to where their threads are here." in report.table()
    before = Thread.objects.get(title="Silk").version
    assert not bring(*TALK).led
    assert Thread.objects.get(title="Silk").version == before
    assert Lead.objects.count() == 1
    verbs = set(Activity.objects.values_list("verb", flat=True))
    assert verbs == {"community.founded", "thread.imported"}


def test_what_comes_later_is_led_to_when_it_is_here(bring: Bring) -> None:
    bring(*TALK[3:])
    assert links()[0].startswith(OLD)
    bring(*TALK)
    assert links()[0] == place_of("Answer 7-2")


def test_a_post_may_be_nothing_but_links(bring: Bring) -> None:
    many = " ".join(f"{OLD}/t/which-wool-to-buy/7/{n}" for n in range(1, 3_000))
    bring(*TALK, topic("9-1", thread="9", title="Felt", text=many))
    wool = Post.objects.get(thread__title="Which wool to buy?", number=1)
    assert set(links("Felt")) == {place_of(post.source) for post in wool.thread.posts.all()}
    assert Lead.objects.filter(post__thread__title="Felt").count() == 2_999


def test_other_places_with_the_same_numbers_are_left_alone(bring: Bring) -> None:
    other = "https://other.example/t/quite-another-matter/7/2 https://third.example/t/7/2"
    bring(*TALK, topic("9-1", thread="9", title="Felt", text=other))
    assert links("Felt") == other.split()


def test_the_origin_that_is_named_needs_no_proof(bring: Bring) -> None:
    bring(*TALK[:3], topic("9-1", thread="9", title="Felt", text=f"{OLD}/t/7/3"))
    assert links("Felt") == [f"{OLD}/t/7/3"]
    bring(origin=f"{OLD}/")
    assert links("Felt") == [place_of("Answer 7-3")]


def test_a_link_without_a_host_is_of_the_former_place_unless_it_was_written_here(
    bring: Bring, community: Community
) -> None:
    felt = topic("9-1", thread="9", title="Felt", text="[it](/t/7/which-wool/3) [me](/t/9/x)")
    bring(*TALK, felt)
    assert links("Felt") == [place_of("Answer 7-3"), place_of(felt["text"])]
    post = Post.objects.get(thread__title="Felt")
    edit_post(
        actor=acting(post.author),
        post_id=post.pk,
        source="[it](/t/7/which-wool/3) [new](/t/8/silk)",
    )
    assert links("Felt") == [place_of("Answer 7-3"), "/t/8/silk"]
    bring(*TALK, felt)
    assert links("Felt") == [place_of("Answer 7-3"), "/t/8/silk"]


def test_links_still_lead_on_after_an_edit_and_are_forgotten_with_the_words(bring: Bring) -> None:
    bring(*TALK)
    post = Post.objects.get(thread__title="Silk")
    edit_post(actor=acting(post.author), post_id=post.pk, source=f"{WORDS} Indeed.")
    assert links()[0] == place_of("Answer 7-2")
    remove_thread(actor=SYSTEM, thread_id=post.thread_id)
    at = post.thread.removals.get().removed_at
    erase_removed(actor=SYSTEM, before=at.replace(year=at.year + 1))
    assert not Lead.objects.exists()


def followed(client: Client, address: str) -> str:
    """Return where an address leads, for somebody who is not signed in."""
    answer = client.get(address.partition("#")[0], follow=True)
    assert answer.status_code == 200
    return answer.request["PATH_INFO"]


def test_links_lead_on_when_threads_are_retitled_moved_split_and_merged(
    bring: Bring, client: Client
) -> None:
    more = f"{OLD}/t/which-wool-to-buy/7 {OLD}/t/which-wool-to-buy/7/3"
    bring(*TALK, topic("9-1", thread="9", title="Felt", text=more))
    wool = Thread.objects.get(title="Which wool to buy?")
    starter, third = links("Felt")
    retitle_thread(actor=SYSTEM, thread_id=wool.pk, title="Wool")
    assert followed(client, starter) == f"/t/{wool.pk}/wool/1"
    move_thread(actor=SYSTEM, thread_id=wool.pk, community=place("dyers"))
    assert followed(client, third) == f"/t/{wool.pk}/wool/3"
    part = split_thread(actor=SYSTEM, thread_id=wool.pk, numbers={3}, title="Of its own")
    assert followed(client, third) == f"/t/{part.thread_id}/of-its-own/1"
    merge_threads(actor=SYSTEM, thread_id=part.thread_id, into=wool.pk)
    home = Post.objects.get(source="Answer 7-3")
    assert followed(client, third) == f"/t/{wool.pk}/wool/{home.number}"


def test_a_link_tells_nothing_of_a_thread_that_became_secret(bring: Bring, client: Client) -> None:
    bring(*TALK)
    wool = Thread.objects.get(title="Which wool to buy?")
    retitle_thread(actor=SYSTEM, thread_id=wool.pk, title="A nightingale")
    move_thread(actor=SYSTEM, thread_id=wool.pk, community=place("vault", visibility="secret"))
    assert client.get(links()[0].partition("#")[0], follow=True).status_code == 404
    silk = Thread.objects.get(title="Silk")
    assert b"nightingale" not in client.get(f"/t/{silk.pk}", follow=True).content


def test_what_was_led_on_is_led_on_after_another_move(
    bring: Bring, community: Community, tmp_path: Path
) -> None:
    bring(*TALK)
    export_community(SYSTEM, community, str(tmp_path / "out.jsonl"))
    other = place("other")
    report = run_import("jsonl", str(tmp_path / "out.jsonl"), other.slug, source="again")
    posts = Post.objects.filter(thread__community=other)
    target = posts.get(source="Answer 7-2")
    led = posts.get(thread__title="Silk")
    assert addresses_in(led.html)[0] == f"/t/{target.thread_id}/-/2#p2"
    assert led.source == WORDS
    assert report.led == {"old.example": 1}


def test_only_who_looks_after_the_place_leads_links_on() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    here = place("masons", ben, coordinator=ana)
    lead_links_on(actor=acting(ana), community=here, leads={})
    with pytest.raises(NotAllowed):
        lead_links_on(actor=acting(ben), community=here, leads={})


def test_posts_of_other_places_are_not_written_on(bring: Bring, community: Community) -> None:
    bring(*TALK)
    silk = Post.objects.get(thread__title="Silk")
    answer = Post.objects.get(source="Answer 7-3")
    named = NamedPost(answer.pk, answer.number, answer.thread_id, community.pk)
    leads = {silk.pk: {f"{OLD}/t/which-wool-to-buy/99": named}}
    assert not lead_links_on(actor=SYSTEM, community=place("other"), leads=leads)
    assert lead_links_on(actor=SYSTEM, community=community, leads=leads)
