"""Rows that join others: links between threads, and reactions to posts."""

import json
from pathlib import Path

import pytest

from tertulia.config.commands.checks.counts import wrong_counts
from tertulia.core.activity.actors import system
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import import_links, unlink_threads
from tertulia.core.threads.actions.moving import move_thread
from tertulia.core.threads.models import Post, Thread, ThreadLink
from tertulia.engage.reactions.actions import import_reactions
from tertulia.engage.reactions.models import Reaction
from tertulia.engage.reactions.queries import totals_of
from tertulia.kit.web.refusals import NotAllowed
from tertulia.lenses.exchange.exporting import export_community, export_person
from tertulia.lenses.exchange.formats import run_import
from tertulia.lenses.exchange.tests.conftest import Bring, reply, topic
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db
AT = "2017-04-09T09:00:00Z"
TALK = (topic("1"), topic("2", title="Silk"), reply("1-2"), topic("3", title="Felt"))


def link(source: str, target: str, relation: str = "asked_before", **more) -> dict:
    row = {"kind": "link", "source": source, "target": target, "relation": relation}
    return {**row, "created": AT, **more}


def said(post: str, name: str, author: str = "eve", **more) -> dict:
    row = {"kind": "reaction", "post": post, "name": name, "author": author, "created": AT}
    return {**row, **more}


def titles() -> list[tuple[str, str, str]]:
    rows = ThreadLink.objects.order_by("pk")
    return list(rows.values_list("source__title", "relation", "target__title"))


def test_links_join_threads_wherever_they_stand_in_the_file(bring: Bring) -> None:
    rows = (link("3", "1"), link("1-2", "2", "related", author="ana"), *TALK, link("3", "1-2"))
    report = bring(*rows)
    assert titles() == [("Felt", "asked_before", "Wool"), ("Wool", "related", "Silk")]
    tally = report.kinds["link"]
    assert (tally.read, tally.added, tally.known, tally.left) == (3, 2, 1, 0)
    found = ThreadLink.objects.get(relation="related")
    assert (found.actor.name, found.made_at.isoformat()) == ("ana", "2017-04-09T09:00:00+00:00")
    again = bring(*rows)
    assert again.kinds["link"].known == 3
    assert len(titles()) == 2


def test_a_link_that_was_taken_back_here_stays_away(bring: Bring) -> None:
    bring(*TALK, link("3", "1"))
    ends = ThreadLink.objects.values("source", "target", "relation").get()
    unlink_threads(actor=system("command"), **ends)
    assert bring(*TALK, link("3", "1")).kinds["link"].known == 1
    assert titles() == []


def test_what_cannot_be_joined_is_told(bring: Bring) -> None:
    report = bring(
        *TALK,
        link("3", "99"),
        link("1", "1-2"),
        link("1", "2", "cousin"),
        {"kind": "link", "source": "1", "relation": "related"},
        said("99", "thanks"),
        said("1-2", "boo"),
        said("1-2", "thanks", author=None),
    )
    assert {why: reason.count for why, reason in report.left_out.items()} == {
        "one of the threads it joins is not here": 1,
        "both of its ends are in one thread": 1,
        "no two threads are joined by this word here": 1,
        "the field “target” is missing or is not what it should be": 1,
        "the post that it was said to is not here": 1,
        "there is no such reaction here": 1,
        "the field “author” is missing or is not what it should be": 1,
    }
    assert not ThreadLink.objects.exists()
    assert not Reaction.objects.exists()


def test_reactions_are_counted_once_and_nobody_hears_of_them(bring: Bring) -> None:
    rows = (
        *TALK,
        said("1-2", "thanks"),
        said("1-2", "heart", id="h"),
        said("1-2", ":+1:", author="ana"),
        said("1", "same", author="ben"),
    )
    report = bring(*rows)
    assert (report.kinds["reaction"].added, report.kinds["reaction"].known) == (3, 1)
    answer = Post.objects.get(source="Answer 1-2")
    assert totals_of([answer.pk]) == {answer.pk: {"thanks": 1, "helpful": 1}}
    assert wrong_counts() == {}
    before = Thread.objects.get(pk=answer.thread_id).version
    assert bring(*rows).kinds["reaction"].known == 4
    assert Reaction.objects.count() == 3
    assert Thread.objects.get(pk=answer.thread_id).version == before
    assert set(Activity.objects.values_list("verb", flat=True)) == {
        "community.founded",
        "thread.imported",
    }


def test_a_dry_run_says_what_would_be_joined(bring: Bring) -> None:
    rows = (link("3", "1"), link("1", "99"), said("1-2", "thanks"), *TALK)
    report = bring(*rows, dry_run=True)
    tally = report.kinds["link"]
    assert (tally.added, tally.left, report.kinds["reaction"].added) == (1, 1, 1)
    assert not Thread.objects.exists()
    bring(*rows)
    assert bring(*rows, dry_run=True).kinds["reaction"].known == 1


def test_a_thread_that_left_the_community_is_not_written_on(bring: Bring) -> None:
    bring(*TALK)
    for title in ("Wool", "Silk"):
        thread = Thread.objects.get(title=title)
        move_thread(actor=SYSTEM, thread_id=thread.pk, community=place(title.lower()))
    report = bring(link("1", "2"), said("1-2", "thanks"))
    assert report.left_out["its thread is now in another community"].count == 2


def test_what_is_taken_out_comes_in_again(
    bring: Bring, community: Community, tmp_path: Path
) -> None:
    bring(*TALK, link("3", "1"), link("1", "2", "related"), said("1-2", "thanks"))
    export_community(SYSTEM, community, str(tmp_path / "out.jsonl"))
    before = titles()
    other = place("other")
    run_import("jsonl", str(tmp_path / "out.jsonl"), other.slug, source="again")
    again = ThreadLink.objects.filter(source__community=other, target__community=other)
    assert titles() == [*before, *before]
    assert again.count() == 2
    found = Reaction.objects.get(post__thread__community=other)
    assert (found.name, found.person.name, found.created_at.year) == ("thanks", "eve", 2017)


def test_somebody_takes_their_reactions_along(bring: Bring, tmp_path: Path) -> None:
    bring(*TALK, said("1-2", "thanks"))
    eve = Person.objects.get(name="eve")
    export_person(SYSTEM, eve, str(tmp_path / "eve.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "eve.jsonl").read_text().splitlines()]
    assert [row["name"] for row in rows if row["kind"] == "reaction"] == ["thanks"]


def test_only_who_looks_after_the_place_brings_them_in() -> None:
    ana, ben = somebody("Ana"), somebody("Ben")
    here = place("masons", ben, coordinator=ana)
    for import_them in (import_links, import_reactions):
        given = {"community": here, "source": "s", "batch": []}
        import_them(actor=acting(ana), **given)
        with pytest.raises(NotAllowed):
            import_them(actor=acting(ben), **given)
