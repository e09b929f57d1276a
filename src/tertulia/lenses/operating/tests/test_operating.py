"""What an operator sees and chooses, and that nobody else does."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import found_community
from tertulia.core.communities.models import Community
from tertulia.core.people.actions import create_person
from tertulia.core.people.models import Person, SiteInvitation
from tertulia.core.site import force
from tertulia.core.site.models import SiteSetting
from tertulia.core.threads.actions import start_thread
from tertulia.kit.mail.models import Letter
from tertulia.lenses.operating.first_link import make_first_link

pytestmark = pytest.mark.django_db
SYSTEM = system("command")
WORDS = "a long sentence of mine"
KEPT = {
    "sign_up": "open", "founding": "members", "upload_megabytes": "25",
    "upload_day_megabytes": "500", "retention_days": "90",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """Leave the settings of the other tests as they were."""
    before, sender = django_settings.TERTULIA, django_settings.DEFAULT_FROM_EMAIL
    force._own.clear()
    yield
    force._own.clear()
    django_settings.TERTULIA, django_settings.DEFAULT_FROM_EMAIL = before, sender


def person(name: str, *, operator: bool = False) -> Person:
    return create_person(actor=SYSTEM, email=f"{name}@example.org", name=name, is_operator=operator)


def browser(someone: Person | None = None) -> Client:
    client = Client()
    if someone is not None:
        client.force_login(someone)
    return client


PAGES = (
    "/operator", "/operator/settings", "/operator/first/community", "/operator/first/invite",
    "/operator/rows/",
)  # fmt: skip
ROWS = (
    "people/person", "communities/community", "communities/membership", "threads/thread",
    "activity/activity", "jobs/errand", "mail/letter", "people/accesstoken", "site/sitesetting",
)  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, *(f"/operator/rows/{rows}/" for rows in ROWS)])
def test_operators_alone_find_these_pages(path: str) -> None:
    operator, other = person("Ada", operator=True), person("Bo")
    assert browser(operator).get(path).status_code == 200
    for client in (browser(other), browser()):
        assert client.get(path).status_code == 404
        assert client.post(path, {"site_name": "Mine"}).status_code in (404, 405)
    assert not SiteSetting.objects.exists()


def test_what_is_chosen_is_shown_at_once(django_capture_on_commit_callbacks: object) -> None:
    client = browser(person("Ada", operator=True))
    given = {"site_name": "The mill", "site_look": "plum", "limits": "on"}
    given |= {"email_from": "Mill <m@example.org>", **KEPT}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post("/operator/settings", given)
    assert answer.status_code == 302
    page = client.get("/operator/settings").content.decode()
    assert "<span>The mill</span>" in page
    assert 'data-look="plum"' in page


def test_what_cannot_be_is_given_back_with_its_sentence() -> None:
    client = browser(person("Ada", operator=True))
    given = {"site_name": "x" * 80, "limits": "reply=often", "site_look": "plum", **KEPT}
    answer = client.post("/operator/settings", given | {"email_from": "a@example.org"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 80 in page
    assert "reply=often" in page
    assert page.count('aria-invalid="true"') == 2
    assert not SiteSetting.objects.exists()


def test_rows_can_be_read_and_not_changed_and_circles_are_not_there() -> None:
    operator = person("Ada", operator=True)
    bo = person("Bo")
    circle = Community.objects.create(
        slug="c-1", name="Two of us", visibility="secret", join_policy="invitation", is_circle=True
    )
    client = browser(operator)
    at = f"/operator/rows/people/person/{bo.pk}"
    assert b"password" not in client.get(f"{at}/change/").content.lower().replace(
        b"change password", b""
    ).replace(b"/password_change/", b"")
    assert client.post(f"{at}/change/", {"name": "Mallory"}).status_code in (403, 404)
    assert client.post(f"{at}/delete/", {"post": "yes"}).status_code in (403, 404)
    assert client.get("/operator/rows/people/person/add/").status_code in (403, 404)
    assert Person.objects.get(pk=bo.pk).name == "Bo"
    assert b"Two of us" not in client.get("/operator/rows/communities/community/").content
    there = client.get(f"/operator/rows/communities/community/{circle.pk}/change/")
    assert there.status_code == 302  # to the list, which says that it is not there
    actor = Actor(person_id=bo.pk)
    shown = found_community(actor=SYSTEM, slug="open", name="Open")
    start_thread(actor=actor, community=shown, kind="discussion", title="Seen", source="Words")
    assert b"Seen" in client.get("/operator/rows/threads/thread/").content


def test_the_first_steps_lead_from_nothing_to_a_community(
    django_capture_on_commit_callbacks: object,
) -> None:
    link = make_first_link()
    assert link
    client = browser()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        named = client.post(link, {"site_name": "The mill", "site_look": "leaf"})
    assert named.headers["Location"] == f"{link}/person"
    short = {"name": "Ada", "email": "ada@example.org", "password": "short"}
    refused = client.post(f"{link}/person", short)
    assert refused.status_code == 422
    assert b"ada@example.org" in refused.content
    assert not Person.objects.exists()
    there = client.post(f"{link}/person", short | {"password": WORDS})
    assert there.headers["Location"] == "/operator/first/community"
    began = client.post(
        "/operator/first/community",
        {"name": "Stone masons", "domain_statement": "Stone that lasts.", "visibility": "public",
         "join_policy": "open"},
    )  # fmt: skip
    assert began.status_code == 302
    assert client.get(began.headers["Location"]).status_code == 200
    made = Community.objects.get(slug="stone-masons")
    assert made.memberships.get().person == Person.objects.get(is_operator=True)
    assert b"The mill" in client.get("/operator").content


def test_the_link_is_worth_nothing_once_somebody_is_there() -> None:
    link = make_first_link()
    person("Ada", operator=True)
    assert make_first_link() is None
    for path in (link, f"{link}/person", "/account/begin/guessed"):
        assert browser().get(path).status_code == 404
        assert browser().post(path, {"name": "M", "email": "m@example.org"}).status_code == 404
    assert Person.objects.count() == 1


def test_the_last_step_asks_people_in_by_letter_and_by_link() -> None:
    client = browser(person("Ada", operator=True))
    client.post(
        "/operator/first/community",
        {"name": "Masons", "visibility": "members", "join_policy": "invitation"},
    )
    step = "/operator/first/invite?community=masons"
    given = {"addresses": "bo@example.org, cleo@example.org\nnobody", "message": "Come, sit down."}
    page = client.post(step, given).content.decode()
    assert "2 letters are written" in page  # no mail server: they wait
    assert ">\nnobody</textarea>" in page
    letters = list(Letter.objects.values_list("text", flat=True))
    assert len(letters) == 2
    assert all("Come, sit down." in text for text in letters)
    linked = client.post(step, {"act": "link"}).content.decode()
    (link,) = re.findall(r'value="(http[^"]+/invitations/[^"]+)"', linked)
    there = browser(person("Dora")).post(
        link.partition("/invitations/")[1] + link.rpartition("/")[2]
    )
    assert there.headers["Location"] == "/c/masons"
    assert client.post(step, {"addresses": " , "}).status_code == 422


def test_without_a_community_people_are_asked_to_the_place() -> None:
    client = browser(person("Ada", operator=True))
    page = client.post("/operator/first/invite", {"addresses": "bo@example.org"}).content.decode()
    assert "1 letter is written" in page
    linked = client.post("/operator/first/invite?community=nowhere", {"act": "link"})
    assert "/account/invitation/" in linked.content.decode()
    assert SiteInvitation.objects.count() == 2


def test_the_mark_is_found_where_browsers_look() -> None:
    answer = browser().get("/favicon.ico")
    assert answer.status_code == 302
    assert "ui/mark" in answer.headers["Location"]
    assert "max-age=86400" in answer.headers["Cache-Control"]
