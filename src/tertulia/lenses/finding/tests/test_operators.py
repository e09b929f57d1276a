"""What `is:` and `has:` find, for whom, and in which order the accepted answer stands."""

import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.communities.actions import give_roles
from tertulia.core.communities.models import Role
from tertulia.core.threads.actions import (
    accept_answer,
    remove_thread,
    reply,
    resolve_thread,
    start_thread,
)
from tertulia.core.threads.models import Post
from tertulia.engage.bookmarks.actions import keep_bookmark
from tertulia.engage.polls.actions import Wanted, set_poll
from tertulia.lenses.finding.queries import search
from tertulia.lenses.finding.sentences import sentences


@pytest.fixture
def asked(town) -> dict[str, Post]:
    """Three questions about lanterns: nobody answered the first; the others are a discussion."""

    def ask(title: str) -> Post:
        return start_thread(
            actor=town.ada,
            community=town.open,
            kind="question",
            title=title,
            source="The lantern, once more.",
        )

    threads = {name: ask(f"{name} lantern") for name in ("Dark", "Lit", "Settled")}
    for name in ("Lit", "Settled"):
        reply(actor=town.ben, thread_id=threads[name].thread_id, source="Trim the wick.")
        accept_answer(actor=town.ada, thread_id=threads[name].thread_id, number=2)
    resolve_thread(actor=town.ada, thread_id=threads["Settled"].thread_id)
    threads["Talk"] = town.start("Talk lantern", "About a lantern.", by=town.ben)
    return threads


def titles(town, text: str, by=None) -> set[str]:
    found = town.found(text, by=by) if by else town.found(text)
    return {title.split()[0] for title, _number in found}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("lantern is:question", {"Dark", "Lit", "Settled"}),
        ("lantern is:Questions", {"Dark", "Lit", "Settled"}),
        ("lantern -is:question", {"Talk"}),
        ("lantern is:discussion", {"Talk"}),
        ("lantern is:unanswered", {"Dark"}),
        ("lantern -is:unanswered", {"Lit", "Settled", "Talk"}),
        ("lantern is:answered", {"Lit", "Settled"}),
        ("lantern is:resolved", {"Settled"}),
        ("lantern is:question is:open", {"Dark"}),
        ("lantern is:open is:resolved", {"Dark", "Settled", "Talk"}),
        ("lantern has:answer", {"Lit", "Settled"}),
        ("lantern -has:answers", {"Dark", "Talk"}),
        ("is:unanswered", {"Dark"}),
        ("lantern is:happy", set()),
    ],
)
def test_how_threads_stand(town, asked, text, wanted):
    assert titles(town, text) == wanted


def test_what_asks_by_a_poll(town, asked):
    post = asked["Talk"]
    set_poll(actor=town.ben, post_id=post.pk, wanted=Wanted("Oil or wax?", ["Oil", "Wax"]))
    assert titles(town, "lantern has:poll") == {"Talk"}
    assert titles(town, "has:polls") == {"Talk"}
    assert titles(town, "lantern -has:poll") == {"Dark", "Lit", "Settled"}


def test_what_one_has_bookmarked_and_nobody_else(town, asked):
    keep_bookmark(actor=town.ben, post_id=asked["Dark"].pk)
    keep_bookmark(actor=town.ben, thread_id=asked["Lit"].thread_id)
    keep_bookmark(actor=town.ada, post_id=asked["Talk"].pk)
    assert titles(town, "lantern is:bookmarked", by=town.ben) == {"Dark", "Lit"}
    assert titles(town, "lantern -is:bookmarked", by=town.ben) == {"Settled", "Talk"}
    assert titles(town, "is:bookmarked", by=town.ada) == {"Talk"}
    assert not search(ANONYMOUS, "is:bookmarked").hits


def test_what_is_mine_and_what_i_follow(town, asked):
    assert titles(town, "lantern is:mine", by=town.ben) == {"Talk"}
    assert titles(town, "lantern -is:mine", by=town.ben) == {"Dark", "Lit", "Settled"}
    assert titles(town, "lantern is:following", by=town.ben) == {"Lit", "Settled", "Talk"}
    results = search(town.eve, "lantern is:mine")
    assert not results.hits
    nobody = search(ANONYMOUS, "lantern is:mine")
    assert not nobody.hits
    assert sentences(nobody.remarks) == ["Sign in to find what “is:mine” asks for."]


def test_what_posts_have(town):
    town.start("Code lantern", "A lantern:\n\n```\nlight()\n```")
    town.start("Link lantern", "A lantern at <https://example.org/lantern>.")
    town.start("Plain lantern", "A lantern.")
    assert titles(town, "lantern has:code") == {"Code"}
    assert titles(town, "has:code") == {"Code"}
    assert titles(town, "lantern has:links") == {"Link"}
    assert titles(town, "lantern -has:code -has:link") == {"Plain"}
    assert titles(town, "lantern has:image") == set()


def test_what_is_removed_is_found_by_those_who_may_see_it(town, asked):
    give_roles(actor=town.boss, community=town.open, person=town.ben.person_id, roles=Role.STEWARD)
    remove_thread(actor=town.ben, thread_id=asked["Dark"].thread_id, reason="Twice.")
    assert titles(town, "lantern is:removed", by=town.ben) == {"Dark"}
    assert titles(town, "lantern is:removed", by=town.ada) == {"Dark"}
    assert titles(town, "lantern is:removed", by=town.eve) == set()
    assert titles(town, "lantern is:removed") == set()
    assert titles(town, "lantern", by=town.ben) == {"Lit", "Settled", "Talk"}


def test_a_word_that_looks_like_an_operator_is_told_and_looked_for(town):
    town.start("Paint", "We say colour:red here, see https://example.org and std::vector.")
    results = search(town.ada, "colour:red")
    assert [hit.title for hit in results.hits] == ["Paint"]
    assert sentences(results.remarks) == [
        "“colour:” is no operator here, so it was looked for as a word."
    ]
    for text in ("https://example.org", "std::vector", "12:30", "note: this"):
        assert not search(town.ada, text).remarks


def test_the_accepted_answer_comes_before_others_that_say_the_same(town):
    question = start_thread(
        actor=town.ada, community=town.open, kind="question", title="Wicks?", source="How?"
    )
    for _each in range(3):
        reply(actor=town.ben, thread_id=question.thread_id, source="Trim the wick of the lamp.")
    accept_answer(actor=town.ada, thread_id=question.thread_id, number=3)
    assert town.found("trim lamp") == [("Wicks?", 3)]
