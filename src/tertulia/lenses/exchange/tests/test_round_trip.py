import gzip
import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import add_member, found_community, write_charter
from tertulia.core.communities.models import Community, Membership, Role
from tertulia.core.people.actions import change_profile, create_person
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    AnchorGiven,
    close_thread,
    edit_post,
    remove_post,
    remove_thread,
    reply,
    save_draft,
    start_thread,
)
from tertulia.core.threads.models import Anchor, Post, Revision, Thread
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tertulia.lenses.exchange.exporting import export_community, export_person
from tertulia.lenses.exchange.formats import run_import

OPERATOR = system("command")
CANARY = "nightingale"


@pytest.fixture(autouse=True)
def _unhurried():
    yield
    forget_spending()


def actor_of(person: Person) -> Actor:
    return Actor(person_id=person.id, handle=person.handle, name=person.name)


@pytest.fixture
def people(community: Community) -> dict[str, Actor]:
    """Ana coordinates, Ben is a member; a third is a member of nothing and writes by alias."""
    made = {}
    for handle in ("ana", "ben", CANARY):
        person = create_person(
            actor=OPERATOR, email=f"{handle}@example.org", name=handle.title(), handle=handle
        )
        made[handle] = actor_of(person)
    add_member(actor=OPERATOR, community=community, person=made["ana"].person_id, roles=256)
    add_member(actor=OPERATOR, community=community, person=made["ben"].person_id)
    return made


@pytest.fixture
def full(community: Community, people: dict[str, Actor]) -> Community:
    """A community with everything that an export has to carry."""
    ana, ben = people["ana"], people["ben"]
    write_charter(actor=OPERATOR, community=community, domain_statement="Cloth, by hand.")
    ana_person = Person.objects.get(pk=ana.person_id)
    change_profile(actor=ana, person=ana_person, name="Ana Lund", about="I *weave*.")
    start = {"community": community, "kind": "discussion"}
    first = start_thread(
        actor=ana, title="Wool & silk", source="Which *wool*?\n\nOr silk?", topics=["Dye"], **start
    )
    thread = first.thread_id
    reply(actor=ben, thread_id=thread, source="Merino.\n", reply_to=1)
    remark = AnchorGiven(number=1, exact="silk")
    reply(actor=ben, thread_id=thread, source="Why silk?", anchor=remark)
    reply(actor=ana, thread_id=thread, source="It shines.", reply_to=3)
    gone = reply(actor=ben, thread_id=thread, source="Buy my sheep")
    remove_post(actor=ana, post_id=gone.id, reason="an advertisement")
    edit_post(actor=ben, post_id=Post.objects.get(number=2).id, source="Merino, of course.")
    second = start_thread(actor=ben, title="Hidden", source="Spam", **start)
    remove_thread(actor=ana, thread_id=second.thread_id, reason="spam")
    third = start_thread(actor=ana, title="Old", source="<b>done</b>", **start)
    close_thread(actor=ana, thread_id=third.thread_id, reason="All said.")
    quiet = Post.objects.create(
        thread_id=thread, number=6, author_id=people[CANARY].person_id, alias="A quiet heron",
        source="I fear wool.", source_format="plain", html="<p>I fear wool.</p>",
        text="I fear wool.", rendered_with="x", revision_count=1, language="und",
    )  # fmt: skip
    Revision.objects.create(
        post=quiet, number=0, source="I hate wool.", source_format="plain",
        editor_id=people[CANARY].person_id, written_at=datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    Thread.objects.filter(pk=thread).update(next_number=7, last_number=6, post_count=5)
    return community


def rows_of(path: Path) -> list[dict]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    return [json.loads(line) for line in text.splitlines()]


def told(community: Community) -> list[tuple]:
    """What a reader finds in a community, without any id."""
    found = []
    for post in Post.objects.filter(thread__community=community).order_by("thread_id", "number"):
        thread, anchor = post.thread, Anchor.objects.filter(post=post).first()
        place = anchor and (anchor.exact, anchor.paragraph, anchor.start, anchor.target.number)
        root = post.root.number if post.root else None
        answered = post.reply_to.number if post.reply_to else None
        name = post.alias or post.author.name
        was = list(post.revisions.order_by("number").values_list("source", "written_at"))
        found.append((
            thread.title, thread.status, thread.is_removed, thread.created_at, thread.post_count,
            [str(topic) for topic in thread.topics.all()],
            post.number, post.source, post.source_format, post.is_removed, name, place, root,
            answered, post.created_at, post.edited_at, was,
        ))  # fmt: skip
    return found


def test_what_goes_out_comes_in_again(full: Community, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    export_community(OPERATOR, full, str(path))
    fresh = found_community(actor=OPERATOR, slug="fresh", name="Fresh")
    report = run_import("jsonl", str(path), "fresh")

    assert list(report.left_out) == ["a community is founded here: tertulia community create"]
    assert not report.noted
    assert told(fresh) == told(full)
    fresh.refresh_from_db()
    full.refresh_from_db()
    assert fresh.thread_count == full.thread_count
    assert fresh.last_post_at is not None
    roles = Membership.objects.filter(community=fresh).order_by("roles").values_list("roles")
    assert [bits for (bits,) in roles] == [1, Role.MEMBER | Role.COORDINATOR]

    again = tmp_path / "again.jsonl"
    export_community(OPERATOR, fresh, str(again))
    shown = [[_nameless(row) for row in rows_of(each)] for each in (path, again)]
    assert shown[0] == shown[1]


def _nameless(row: dict) -> dict:
    """A row without what is called differently in another community."""
    named = ("id", "thread", "author", "person", "reply_to", "root", "slug")
    kept = {name: value for name, value in row.items() if name not in named}
    if row["kind"] in ("community", "membership"):
        return {"kind": row["kind"]}
    for name in ("removed", "anchor"):
        kept[name] = {k: v for k, v in row.get(name, {}).items() if k not in ("by", "target")}
    kept["revisions"] = [
        {k: v for k, v in was.items() if k != "editor"} for was in row.get("revisions", [])
    ]
    return kept


def test_an_alias_hides_the_person(full: Community, people, tmp_path: Path) -> None:
    for actor in (OPERATOR, people["ana"]):
        export_community(actor, full, str(tmp_path / "out.jsonl"))
        text = (tmp_path / "out.jsonl").read_text()
        assert "A quiet heron" in text
        assert "I hate wool." in text
        assert CANARY not in text.casefold()
        assert "example.org" not in text


def test_the_same_community_makes_the_same_bytes(full: Community, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "a.jsonl.gz", "b.jsonl.gz", "a.jsonl.xz", "b.jsonl.xz"):
        export_community(OPERATOR, full, str(tmp_path / name))
    for end in (".jsonl", ".jsonl.gz", ".jsonl.xz"):
        assert (tmp_path / f"a{end}").read_bytes() == (tmp_path / f"b{end}").read_bytes()
    assert rows_of(tmp_path / "a.jsonl") == rows_of(tmp_path / "a.jsonl.gz")


def test_a_folder_gets_a_file_that_its_owner_alone_reads(full: Community, tmp_path: Path) -> None:
    report = export_community(OPERATOR, full, f"{tmp_path}/new{os.sep}")
    path = tmp_path / "new" / "community.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["community.jsonl"]
    assert report.kinds["discussion"] == 3
    assert report.kinds["reply"] == 5
    assert "discussion     3" in report.table()
    with pytest.raises(Refused, match="cannot be written"):
        export_community(OPERATOR, full, f"{path}/below")


def test_an_export_that_fails_leaves_what_was_there(full, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("the last one")

    def fail(*_args) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tertulia.lenses.exchange.exporting.membership_row", fail)
    with pytest.raises(ZeroDivisionError):
        export_community(OPERATOR, full, str(path))
    assert path.read_text() == "the last one"
    assert list(tmp_path.iterdir()) == [path]


def test_only_who_coordinates_takes_a_community_out(full: Community, people, tmp_path) -> None:
    path = str(tmp_path / "out.jsonl")
    export_community(people["ana"], full, path)
    for actor in (people["ben"], people[CANARY], Actor()):
        with pytest.raises(NotAllowed):
            export_community(actor, full, path)

    Community.objects.update(visibility="secret")
    full.refresh_from_db()
    with pytest.raises(NotHere):
        export_community(people[CANARY], full, path)


def test_one_takes_out_everything_of_oneself(full: Community, people, tmp_path: Path) -> None:
    save_draft(actor=people[CANARY], key="new-1", sequence=0, source="Not yet said")
    canary = Person.objects.get(pk=people[CANARY].person_id)
    path = tmp_path / "me.jsonl"
    report = export_person(people[CANARY], canary, str(path))

    rows = rows_of(path)
    assert dict(report.kinds) == {"person": 1, "reply": 1, "draft": 1}
    assert rows[0]["email"] == f"{CANARY}@example.org"
    assert (rows[1]["author"], rows[1]["alias"]) == (CANARY, "A quiet heron")
    assert rows[1]["community"] == full.slug
    assert rows[1]["revisions"][0]["text"] == "I hate wool."
    assert rows[2]["text"] == "Not yet said"

    export_person(people["ben"], Person.objects.get(handle="ben"), str(path))
    own = rows_of(path)
    assert {row["text"] for row in own if row["kind"] == "reply"} >= {"Buy my sheep", "Why silk?"}
    assert {row["kind"] for row in own} == {
        "person", "membership", "discussion", "reply", "following"
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        export_person(people["ana"], canary, str(path))
