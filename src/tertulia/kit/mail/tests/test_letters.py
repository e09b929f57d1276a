"""From the promise to the mail server and back, over a real socket."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone

from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.running import drain
from tertulia.kit.mail import letters
from tertulia.kit.mail.letters import post_letter
from tertulia.kit.mail.models import Letter, State
from tertulia.kit.web.refusals import Refused

pytestmark = pytest.mark.django_db


def post(**changes):
    words = {"to": "ana@example.org", "subject": "¿Vienes?", "text": "El jueves.\n.\nAna"}
    return post_letter(**{**words, **changes})


def lines_of(message, kind):
    return message.get_body(kind).get_content().splitlines()


def drain_late(time_machine, rounds=12):
    for _ in range(rounds):
        drain()
        time_machine.shift(timedelta(hours=2))


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2030-01-01T12:00:00Z", tick=False)
    return time_machine


def test_a_letter_arrives_whole(post_office):
    post(to="Ana <ana@example.org>", html="<p>El jueves</p>", headers={"List-Id": "<a.b>"})
    drain()
    (sent,) = post_office.letters
    assert post_office.envelopes == [("post@tertulia.example", ["ana@example.org"])]
    assert sent["Subject"] == "¿Vienes?"
    assert sent["To"] == "Ana <ana@example.org>"
    assert sent["List-Id"] == "<a.b>"
    assert lines_of(sent, "plain") == ["El jueves.", ".", "Ana"]
    assert lines_of(sent, "html") == ["<p>El jueves</p>"]
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (State.SENT, 1)
    assert letter.sent_at is not None
    assert sent["Message-ID"] == letter.message_id
    assert not Errand.objects.filter(name="mail.send").exists()


def test_without_a_way_out_letters_are_held_and_can_be_released(mail_through, post_office):
    mail_through("")
    post(subject="first")
    post(subject="second")
    drain()
    assert [letter.subject for letter in letters.held_letters()] == ["second", "first"]
    with pytest.raises(Refused):
        letters.release_letters()
    mail_through(post_office.url)
    assert letters.release_letters() == 2
    drain()
    assert [str(sent["Subject"]) for sent in post_office.letters] == ["first", "second"]
    assert not letters.held_letters().exists()


def test_one_letter_for_one_key(post_office):
    first = post(dedupe_key="welcome-7")
    assert post(dedupe_key="welcome-7", subject="again") == first
    drain()
    assert len(post_office.raw) == 1


def test_a_busy_server_is_asked_again_with_the_same_message_id(post_office, clock):
    post_office.answers["RCPT"] = "451 later"
    post()
    drain()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (State.QUEUED, 1)
    assert "451" in letter.last_error
    post_office.answers.clear()
    drain_late(clock, rounds=2)
    assert len(post_office.raw) == 1
    assert post_office.letters[0]["Message-ID"] == letter.message_id


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_final_no_is_not_asked_again(post_office, command):
    post_office.answers[command] = "550 nobody here"
    post()
    drain()
    assert not Errand.objects.filter(name="mail.send").exists()
    (failed,) = letters.failed_letters()
    assert "550" in failed.last_error


def test_a_server_that_never_answers_fails_the_letter_in_the_end(mail_through, clock):
    mail_through("smtp://127.0.0.1:9")
    post()
    drain_late(clock)
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (State.FAILED, letters.ATTEMPTS)
    assert not Errand.objects.filter(name="mail.send").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "ana@example.org\nBcc: all@example.org"},
        {"to": "ana@example.org, bea@example.org"},
        {"to": "ana"},
        {"to": ""},
        {"subject": "hello\r\nBcc: all@example.org"},
        {"subject": "hello\u2028there"},
        {"sender": "a@b.example\nX: y"},
        {"headers": {"X-A": "b\nBcc: c@d.example"}},
        {"headers": {"X-A\nBcc": "b"}},
        {"headers": {"Bcc": "all@example.org"}},
        {"headers": {"X A": "b"}},
        {"text": "\x00"},
    ],
)
def test_what_would_forge_a_head_is_refused(post_office, changes):
    with pytest.raises(Refused):
        post(**changes)
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused(post_office):
    with pytest.raises(RuntimeError):
        post()


def test_mail_of_other_packages_goes_the_same_way(post_office):
    send_mail("Reset", "follow this link", None, ["ana@example.org", "bea@example.org"])
    message = EmailMultiAlternatives("Hi", "text", to=["cy@example.org"], reply_to=["r@x.example"])
    message.attach_alternative("<b>text</b>", "text/html")
    message.send()
    drain()
    assert [to for _, (to,) in post_office.envelopes] == [
        "ana@example.org",
        "bea@example.org",
        "cy@example.org",
    ]
    last = post_office.letters[-1]
    assert last["Reply-To"] == "r@x.example"
    assert lines_of(last, "html") == ["<b>text</b>"]


def test_old_letters_are_forgotten(post_office):
    old, fresh = post(), post()
    drain()
    Letter.objects.filter(pk=old).update(created=timezone.now() - timedelta(days=31))
    assert letters.sweep_letters() == 1
    assert Letter.objects.get().pk == fresh
