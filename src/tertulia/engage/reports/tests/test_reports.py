"""From a report to what becomes of it: who is told what, and who never."""

import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import edit_post, reply, start_thread
from tertulia.core.threads.models import Post, Removal, Thread
from tertulia.engage.reports.actions import report_post, settle_report
from tertulia.engage.reports.models import Admonition, Report
from tertulia.engage.reports.queries import own_reports, report_at, reports_open, words_to
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, acting, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


class Quarrel:
    """Ben wrote something that Cas minds; Mo moderates."""

    def __init__(self) -> None:
        self.ana, self.ben, self.cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
        self.mo = somebody("Mo")
        self.place = place("kites", self.ana, self.ben, self.cas, coordinator=self.mo)
        starter = start_thread(
            actor=acting(self.ana),
            community=self.place,
            kind="discussion",
            title="Wind",
            source="Which?",
        )
        self.thread, self.first = starter.thread_id, starter.pk
        self.post = reply(actor=acting(self.ben), thread_id=self.thread, source="You fool.").pk

    def report(self, who: Person | None = None, **more: str) -> Report:
        wish = {"reason": "unkind", "words": "Not like this.", **more}
        return report_post(actor=acting(who or self.cas), post_id=self.post, **wish)

    def settle(self, report: Report, outcome: str, words: str = "Because.") -> None:
        settle_report(actor=acting(self.mo), report=report.pk, outcome=outcome, words=words)


@pytest.fixture
def quarrel() -> Quarrel:
    return Quarrel()


def test_those_who_moderate_read_it_as_it_was_and_its_author_learns_nothing(
    quarrel: Quarrel,
) -> None:
    report = quarrel.report()
    edit_post(actor=acting(quarrel.ben), post_id=quarrel.post, source="You friend.")
    (row,) = reports_open(acting(quarrel.mo))
    assert (row.said, row.words, row.reporter_handle) == ("You fool.", "Not like this.", "cas")
    for nobody in (quarrel.ana, quarrel.ben, quarrel.cas):
        assert not reports_open(acting(nobody))
        assert report_at(acting(nobody), report.pk) is None
    made = Activity.objects.get(verb="report.made")
    assert (made.person, "Not like this." in str(made.data)) == (None, False)
    assert [one.outcome for one in own_reports(acting(quarrel.cas))] == [""]


@pytest.mark.parametrize("outcome", ["noted", "edit_asked"])
def test_a_word_reaches_the_author_and_nothing_of_who_reported(
    quarrel: Quarrel, outcome: str
) -> None:
    quarrel.settle(quarrel.report(), outcome)
    (word,) = words_to(acting(quarrel.ben))
    assert (word.words, word.asks_for_edit) == ("Because.", outcome == "edit_asked")
    assert not words_to(acting(quarrel.cas))
    assert not Post.objects.get(pk=quarrel.post).is_removed
    verb = "post.edit_asked" if outcome == "edit_asked" else "post.admonished"
    assert Activity.objects.get(verb=verb).person == quarrel.ben.pk


def test_hiding_settles_every_report_of_the_post_with_the_reason(quarrel: Quarrel) -> None:
    first, second = quarrel.report(), quarrel.report(quarrel.ana, reason="spam")
    quarrel.settle(second, "hidden")
    assert Post.objects.get(pk=quarrel.post).is_removed
    assert Removal.objects.get(post=quarrel.post).reason == "Because."
    assert set(Report.objects.values_list("outcome", flat=True)) == {"hidden"}
    with pytest.raises(Refused, match="already"):
        quarrel.settle(first, "dismissed")
    assert not Admonition.objects.exists()


def test_the_first_post_goes_with_its_thread(quarrel: Quarrel) -> None:
    quarrel.post = quarrel.first
    quarrel.settle(quarrel.report(), "hidden")
    assert Thread.objects.get(pk=quarrel.thread).is_removed


def test_nothing_wrong_needs_no_words(quarrel: Quarrel) -> None:
    report = quarrel.report()
    with pytest.raises(Refused) as refusal:
        quarrel.settle(report, "hidden", words="  ")
    assert refusal.value.field == "words"
    quarrel.settle(report, "dismissed", words="")
    assert report_at(acting(quarrel.mo), report.pk).outcome == "dismissed"  # type: ignore[union-attr]
    quarrel.report()  # once decided, it may be reported again


def test_what_cannot_be_reported(quarrel: Quarrel) -> None:
    quarrel.report()
    with pytest.raises(Refused, match="already"):
        quarrel.report()
    with pytest.raises(Refused):
        quarrel.report(quarrel.ana, reason="taste")
    with pytest.raises(NotAllowed):
        quarrel.report(quarrel.ben)
    Community.objects.update(visibility="secret")
    with pytest.raises(NotHere):
        quarrel.report(somebody("Dee"))


def test_nobody_decides_about_what_they_wrote(quarrel: Quarrel) -> None:
    Post.objects.filter(pk=quarrel.post).update(author=quarrel.mo)
    report = quarrel.report()
    assert not reports_open(acting(quarrel.mo))
    with pytest.raises(NotHere):
        quarrel.settle(report, "dismissed")
    olga = somebody("Olga", is_operator=True)
    settle_report(actor=acting(olga), report=report.pk, outcome="dismissed")


def test_an_operator_reads_a_circle_by_its_reports_alone(quarrel: Quarrel) -> None:
    circle = Community.objects.create(
        slug="c", name="C", visibility="secret", join_policy="invitation", is_circle=True
    )
    circle.memberships.create(person=quarrel.ben)
    circle.memberships.create(person=quarrel.cas)
    circle.ancestries.create(ancestor=circle, depth=0)
    Thread.objects.filter(pk=quarrel.thread).update(community=circle)
    olga = somebody("Olga", is_operator=True)
    assert not reports_open(acting(olga))
    report = quarrel.report()
    (row,) = reports_open(acting(olga))
    assert (row.said, row.is_circle) == ("You fool.", True)
    with pytest.raises(NotHere):
        quarrel.settle(report, "dismissed")
    assert Program(olga, "admin").get(f"/posts/{quarrel.post}").status_code == 404
    settle_report(actor=acting(olga), report=report.pk, outcome="noted", words="Please.")
    assert words_to(acting(quarrel.ben))


def test_programs_report_and_decide(quarrel: Quarrel) -> None:
    body = {"reason": "spam", "words": "Again."}
    path = f"/posts/{quarrel.post}/reports"
    assert Program(quarrel.cas).post(path, body).status_code == 204
    assert_problem(Program(quarrel.cas).post(path, body), 422)
    assert_problem(Program(quarrel.ben).post(path, body), 403)
    moderator = Program(quarrel.mo)
    (row,) = moderator.all_of("/reports")
    assert (row["reporter"], row["said"]) == ("cas", "You fool.")
    assert not list(Program(quarrel.ben).all_of("/reports"))
    wish = {"outcome": "hidden", "words": "Spam."}
    outcome = f"/reports/{row['id']}/outcome"
    assert_problem(Program(quarrel.ben).post(outcome, wish), 404)
    assert moderator.post(outcome, wish).json()["outcome"] == "hidden"
    assert not list(moderator.all_of("/reports"))
