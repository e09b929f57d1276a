from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.utils import timezone

from tertulia.core.activity.actors import system
from tertulia.core.people.actions import deactivate_person
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import remove_post
from tertulia.core.threads.models import Post, Thread
from tertulia.engage.following.actions import mark_read, watch_thread
from tertulia.kit.mail.models import Letter
from tertulia.lenses.notifications.actions import choose_where, mark_notifications_read
from tertulia.lenses.notifications.mailing import mail_what_waits, stop_token, verified_address
from tertulia.lenses.notifications.models import Notification
from tests.programs import SYSTEM, acting, place


def verify(person: Person, *, verified: bool = True) -> None:
    EmailAddress.objects.update_or_create(
        user=person, defaults={"email": person.email, "verified": verified, "primary": True}
    )


@pytest.fixture
def waiting(square):
    """Ben has proved his address and is mentioned; eleven minutes have gone by."""
    verify(square.ben)
    square.thread = square.begin(square.ana, title="Which lime, hot or cold?" * 7)
    square.say(square.ana, square.thread, "@ben, what do you think?")
    square.tell()
    assert mailed() == 0
    let_time_pass()
    return square


def let_time_pass() -> None:
    Notification.objects.exclude(mail_due_at=None).update(
        mail_due_at=timezone.now() - timedelta(minutes=1)
    )


def mailed() -> int:
    return mail_what_waits(actor=system("job"))


def test_what_is_still_unread_after_a_while_comes_by_mail_once(waiting):
    assert mailed() == 1
    assert mailed() == 0
    letter = Letter.objects.get()
    assert letter.to == waiting.ben.email
    assert letter.subject.startswith("Ana mentioned you")
    assert len(letter.subject) <= 150
    assert "what do you think?" in letter.text
    assert f"/t/{waiting.thread}/" in letter.text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_is_mailed_twice_whatever_happens(waiting):
    mailed()
    Notification.objects.update(mail_due_at=timezone.now(), mailed_at=None)
    mailed()
    assert Letter.objects.count() == 1


MEANWHILE = {
    "thread read": lambda s: mark_read(actor=acting(s.ben), thread=s.thread, number=2),
    "inbox read": lambda s: mark_notifications_read(actor=acting(s.ben)),
    "not wanted": lambda s: choose_where(
        actor=acting(s.ben), cause="mention", on_site=True, by_mail=False
    ),
    "muted": lambda s: watch_thread(actor=acting(s.ben), thread=s.thread, level=0),
    "address not proved": lambda s: verify(s.ben, verified=False),
    "other address": lambda s: Person.objects.filter(pk=s.ben.pk).update(email="x@example.org"),
    "gone": lambda s: deactivate_person(actor=SYSTEM, person=s.ben),
    "post removed": lambda s: remove_post(
        actor=acting(s.ana), post_id=Post.objects.get(thread=s.thread, number=2).pk
    ),
    "moved where one does not see": lambda s: Thread.objects.filter(pk=s.thread).update(
        community=place("cellar", visibility="secret")
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_no_longer_holds_is_not_mailed(waiting, what):
    MEANWHILE[what](waiting)
    told = Notification.objects.filter(cause="mention", person=waiting.ben)
    assert mailed() == 0
    assert not Letter.objects.exists()
    assert not told.exclude(mail_due_at=None).exists()


def test_who_proved_no_address_gets_no_letter(square):
    verify(square.cleo, verified=False)
    square.say(square.ana, square.begin(square.ana), "@cleo")
    square.tell()
    let_time_pass()
    assert mailed() == 0
    assert verified_address(square.cleo) is None


def test_what_merely_moved_is_not_mailed_unless_one_wants_it(square):
    verify(square.ben)
    thread, ben = square.begin(square.ana), acting(square.ben)
    watch_thread(actor=ben, thread=thread, level=3)
    square.say(square.ana, thread)
    square.tell()
    let_time_pass()
    assert mailed() == 0
    choose_where(actor=ben, cause="watched", on_site=False, by_mail=True)
    square.say(square.ana, thread)
    square.tell()
    let_time_pass()
    assert mailed() == 1


def test_one_click_stops_letters_of_one_cause_alone(waiting):
    mailed()
    address = Letter.objects.get().headers["List-Unsubscribe"].strip("<>")
    path = "/inbox/stop/" + address.rpartition("/inbox/stop/")[2]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    waiting.say(waiting.ana, waiting.thread, "@ben again")
    waiting.tell()
    let_time_pass()
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mailed() == 0
    own = waiting.begin(waiting.ben)
    waiting.say(waiting.ana, own, "Yes.", reply_to=1)
    assert ("mention", 3) in waiting.told(waiting.ben)  # on the site all is as it was
    let_time_pass()
    assert mailed() == 1


def test_nobody_stops_letters_without_the_token_of_one(square):
    program = Client()
    forged = signing.Signer(salt="other").sign(f"{square.ben.pk}-reply")
    for token in ("1-reply", forged, stop_token(10**9, "reply"), "x", stop_token(1, "reply")[:-1]):
        assert program.post(f"/inbox/stop/{token}").status_code == 404
