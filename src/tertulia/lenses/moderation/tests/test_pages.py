"""The pages: reporting, deciding, being told, and answering without being able to sign in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.core.communities.actions import suspend_person
from tertulia.core.communities.models import Suspension
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.core.threads.models import Post
from tertulia.engage.reports.models import Report
from tertulia.kit.mail.models import Letter
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


class Place:
    """Ben wrote, Cas minds it, Mo moderates."""

    def __init__(self) -> None:
        self.ben, self.cas, self.mo = somebody("Ben"), somebody("Cas"), somebody("Mo")
        self.it = place("kites", self.ben, self.cas, coordinator=self.mo)
        starter = start_thread(
            actor=acting(self.cas), community=self.it, kind="discussion", title="W", source="W?"
        )
        self.thread = starter.thread_id
        self.post = reply(actor=acting(self.ben), thread_id=self.thread, source="You fool.").pk


@pytest.fixture
def town() -> Place:
    return Place()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_from_a_report_to_a_hidden_post_and_its_reason(town: Place) -> None:
    address = f"/posts/{town.post}/report"
    assert "You fool." in told(browser(town.cas), address)
    answer = browser(town.cas).post(address, {"reason": "unkind", "words": "Not like this."})
    assert answer.status_code == 302
    report = Report.objects.get()
    assert "Not like this." in told(browser(town.mo), f"/moderation/reports/{report.pk}")
    for nobody in (town.ben, town.cas):
        told(browser(nobody), f"/moderation/reports/{report.pk}", 404)
        told(browser(nobody), "/moderation", 404)
    wish = {"outcome": "hidden", "words": "We do not call names."}
    browser(town.mo).post(f"/moderation/reports/{report.pk}", wish)
    assert Post.objects.get(pk=town.post).is_removed
    page = told(browser(town.ben), "/account/measures")
    assert "We do not call names." in page
    assert "Cas" not in page.split('id="main"')[1]
    assert "It is hidden" in told(browser(town.cas), "/account/measures")


def test_a_decision_without_words_is_given_back(town: Place) -> None:
    browser(town.cas).post(f"/posts/{town.post}/report", {"reason": "spam"})
    report = Report.objects.get()
    answer = browser(town.mo).post(f"/moderation/reports/{report.pk}", {"outcome": "noted"})
    assert answer.status_code == 422
    assert b"Please say why" in answer.content
    answer = browser(town.cas).post(f"/posts/{town.post}/report", {"reason": "", "words": "<b>"})
    assert answer.status_code == 422
    assert b"&lt;b&gt;" in answer.content


def test_the_author_of_a_report_is_suspended_unless_an_alias_hides_them(town: Place) -> None:
    browser(town.cas).post(f"/posts/{town.post}/report", {"reason": "spam"})
    report = Report.objects.get()
    wish = {"report": report.pk, "community": "kites", "hours": "24", "reason": "Again."}
    Post.objects.filter(pk=town.post).update(alias="A quiet voice")
    answer = browser(town.mo).post("/moderation/suspend", wish)
    assert answer.status_code == 422
    assert b"An alias hides" in answer.content
    Post.objects.filter(pk=town.post).update(alias="")
    assert browser(town.mo).post("/moderation/suspend", wish).status_code == 302
    row = Suspension.objects.get()
    assert (row.person_id, Report.objects.get().outcome) == (town.ben.pk, "suspended")
    page = told(browser(town.ben), "/account/measures")
    assert "Again." in page
    browser(town.ben).post(f"/account/measures/{row.pk}", {"words": "It was a quote."})
    assert "It was a quote." in told(browser(town.mo), f"/moderation/suspensions/{row.pk}")
    told(browser(town.cas), f"/moderation/suspensions/{row.pk}", 404)
    told(browser(town.ben), f"/moderation/suspensions/{row.pk}", 404)


@pytest.mark.parametrize(
    "change",
    [
        {"person": "nobody-here"},
        {"community": "elsewhere"},
        {"community": ""},
        {"hours": "9999999"},
        {"hours": "x"},
        {"reason": " "},
        {"report": "999999"},
        {"person": "mo"},
    ],
)
def test_a_wish_that_cannot_be_is_given_back_with_a_sentence(town: Place, change: dict) -> None:
    wish = {"person": "ben", "community": "kites", "hours": "24", "reason": "Enough."}
    answer = browser(town.mo).post("/moderation/suspend", {**wish, **change})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert not Suspension.objects.exists()
    assert browser(town.ben).post("/moderation/suspend", wish).status_code == 404


def test_whoever_cannot_sign_in_answers_by_the_link_of_a_letter(town: Place) -> None:
    olga = somebody("Olga", is_operator=True)
    client = browser(town.ben)
    suspend_person(
        actor=acting(olga),
        community=None,
        person=town.ben.pk,
        until=timezone.now() + timedelta(days=30),
        reason="Spam, four times.",
    )
    told(client, "/account/measures", 302)
    letter = Letter.objects.get(to="ben@example.org")
    assert "Spam, four times." in letter.text
    found = re.search(r"/suspensions/\S+", letter.text)
    assert found
    page = told(Client(), found[0])
    assert "Spam, four times." in page
    answer = Client().post(found[0], {"words": "It was once."})
    assert answer.status_code == 302
    assert "It was once." in told(Client(), found[0])
    assert "It was once." in told(browser(olga), f"/moderation/suspensions/{_only().pk}")
    told(browser(town.mo), f"/moderation/suspensions/{_only().pk}", 404)
    told(Client(), found[0][:-3] + "abc", 404)


def _only() -> Suspension:
    return Suspension.objects.get()


def test_a_decision_is_asked_for_by_its_name(town: Place) -> None:
    row = suspend_person(
        actor=acting(town.mo),
        community=town.it,
        person=town.ben.pk,
        until=timezone.now() + timedelta(hours=2),
        reason="Enough.",
    )
    address = f"/moderation/suspensions/{row.pk}"
    assert browser(town.mo).post(address, {"act": "erase"}).status_code == 422
    assert browser(town.mo).post(address, {"act": "lift", "answer": "x"}).status_code == 422
    assert browser(town.mo).post(address, {"act": "end"}).status_code == 302
    assert _only().ended_at is not None
