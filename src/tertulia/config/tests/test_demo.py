"""The demonstration: told as if over months, true in every count, open to one link."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tertulia.config.commands.checks.counts import wrong_counts
from tertulia.config.demo import doors, scripts, template
from tertulia.config.demo.clock import move_all
from tertulia.config.demo.deeds import DEEDS
from tertulia.config.demo.playing import VISITOR, play
from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community, Invitation, JoinRequest, Term
from tertulia.core.people.models import Person, Session
from tertulia.core.people.queries import actor_of_session
from tertulia.core.profiles.models import ProfileWord
from tertulia.core.threads.models import (
    Acceptance,
    Anchor,
    Attachment,
    Closure,
    Draft,
    FormerAddress,
    LaneChange,
    Mention,
    Placement,
    Post,
    Quotation,
    Removal,
    Resolution,
    Revision,
    Thread,
    ThreadLink,
)  # fmt: skip
from tertulia.core.topics.models import Topic
from tertulia.engage.bookmarks.models import Bookmark
from tertulia.engage.polls.models import Poll, Sort, Vote
from tertulia.engage.reactions.models import Reaction
from tertulia.engage.reports.models import Report
from tertulia.features.questions.models import MeToo
from tertulia.kit.jobs.models import Errand
from tertulia.kit.web.refusals import NotHere
from tertulia.lenses.finding.upkeep import index_gaps
from tertulia.lenses.notifications.models import Notification

SPEAKING = ("start", "reply", "remark")
WORDED = {*SPEAKING, "edit", "remove", "close", "poll", "split", "settle", "draft"}
SHOWN = (
    Acceptance, Anchor, Attachment, Bookmark, Closure, Draft, FormerAddress, Invitation,
    JoinRequest, LaneChange, MeToo, Mention, Placement, ProfileWord, Quotation, Reaction, Removal,
    Report, Resolution, Revision, Term, ThreadLink, Vote,
)  # fmt: skip


def test_the_content_can_be_told() -> None:
    names = {page.name for page in scripts.people()}
    places = {page.name for page in scripts.communities()}
    told = list(scripts.conversations())
    assert len(told) >= 20
    for one in told:
        spoken = 0
        assert one.page.values.get("community", "loggers") in places
        for event in one.events:
            assert event.deed in DEEDS
            assert set(event.who.split(",")) <= names
            assert event.body or event.deed not in WORDED
            if event.number and event.deed in SPEAKING:
                assert event.number <= spoken, f"{one.page.name}: a reply before its post"
            spoken += event.deed in SPEAKING
    assert max(sum(e.deed in SPEAKING for e in one.events) for one in told) >= 100


@pytest.mark.parametrize("text", ["", "3", "3d2", "soon", "3w"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        scripts.span(text)


def test_a_span_of_time_is_read() -> None:
    assert scripts.span("3d2h15m") == timedelta(days=3, hours=2, minutes=15)


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_holds_together(empty_index: None) -> None:
    before = timezone.now()
    play()
    assert wrong_counts() == {}
    assert not index_gaps()
    assert not Errand.objects.filter(name__startswith="core").exists()
    assert {"public", "site", "members", "secret"} == set(
        Community.objects.values_list("visibility", flat=True)
    )
    for model in SHOWN:
        assert model.objects.exists(), model
    assert set(Poll.objects.values_list("sort", flat=True)) == set(Sort.values)
    assert {True, False} == {report.settled_at is None for report in Report.objects.all()}
    assert Topic.objects.exclude(synonym_of=None).exists()
    assert Community.objects.exclude(archived_at=None).exists()
    assert Community.objects.filter(is_circle=True).count() == 2
    causes = Notification.objects.filter(person__handle=VISITOR).values_list("cause", flat=True)
    assert {"mention", "reply", "quote", "accepted", "reaction", "request"} <= set(causes)
    assert set(Anchor.objects.values_list("state", flat=True)) == {"found"}
    assert {"en", "es"} <= set(Post.objects.values_list("language", flat=True))
    assert Post.objects.filter(text__contains="السيل").exists(), "one reads from the right"
    _times_are_told(before)
    newest = Post.objects.latest("created_at").created_at
    oldest = Activity.objects.earliest("id").happened_at
    move_all(timedelta(days=10))
    assert Post.objects.latest("created_at").created_at == newest + timedelta(days=10)
    assert Activity.objects.earliest("id").happened_at == oldest + timedelta(days=10)
    _the_link_signs_in_once()


def _times_are_told(before) -> None:
    for thread in Thread.objects.filter(post_count__gt=0):  # one was merged away
        times = list(
            Post.objects.filter(thread=thread)
            .order_by("number")
            .values_list("created_at", flat=True)
        )
        assert times == sorted(times)
        assert thread.created_at == times[0]
        assert thread.last_post_at == times[-1] < before
    happened = list(Activity.objects.order_by("id").values_list("happened_at", flat=True))
    assert happened == sorted(happened)
    assert before - happened[0] > timedelta(days=300)
    assert before - happened[-1] < timedelta(days=1)
    for revision in Revision.objects.select_related("post"):
        assert revision.written_at == revision.post.created_at < revision.post.edited_at


def _the_link_signs_in_once() -> None:
    first, second = doors.make_link(), doors.make_link()
    with pytest.raises(NotHere):
        _open(first)  # a newer one has been made
    answer = _open(second)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    cookie = answer.cookies["tertulia_session"]
    assert cookie["httponly"]
    actor = actor_of_session(cookie.value)
    assert actor is not None
    assert actor.handle == VISITOR
    with pytest.raises(NotHere):
        _open(second)
    with pytest.raises(NotHere):
        _open(second[:-1] + ("a" if second[-1] != "a" else "b"))
    assert Session.objects.count() == 1
    assert Person.objects.get(handle=VISITOR).is_operator


def _open(link: str):
    path = link.rsplit("/", 1)
    return doors.sign_in(RequestFactory().get(link), token=path[1])


def test_the_template_is_made_anew_when_its_sources_change(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(template, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(template, "fingerprint", lambda: key)
    moved: list[timedelta] = []

    def start(name: str) -> bool:
        folder = tmp_path / name
        (folder / "static").mkdir(parents=True)

        def make() -> None:
            import sqlite3

            with sqlite3.connect(folder / "tertulia.sqlite3") as database:
                database.execute("CREATE TABLE told (word)")

        return template.fill(folder, make=make, move=moved.append)

    key = "one"
    assert start("first") is True
    assert start("second") is False
    assert (tmp_path / "second" / "tertulia.sqlite3").stat().st_size > 0
    assert timedelta(0) <= moved[0] < timedelta(minutes=1)
    key = "two"
    assert start("third") is True
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["two"]
