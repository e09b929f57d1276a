"""Every free-text field keeps each naughty string as it came, or refuses it with a sentence."""

import json
import unicodedata
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.db import transaction

from tertulia.core.communities.actions import (
    CHARTER_TEXTS,
    ask_to_join,
    change_community,
    write_charter,
)
from tertulia.core.communities.models import Community, JoinRequest
from tertulia.core.communities.queries import charter_of
from tertulia.core.people.actions import change_profile, create_person, rename_person
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    close_thread,
    edit_post,
    remove_post,
    remove_thread,
    reply,
    retitle_thread,
    save_draft,
    start_thread,
)
from tertulia.core.threads.models import Closure, Draft, Post, Removal, Thread
from tertulia.core.topics.models import Topic
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import Refused
from tests.programs import SYSTEM, acting, place, somebody

# Beyond the well-known list: what databases and encoders trip over.
FURTHER = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff!",
    "\u0958" * 60,
    "ΐ" * 40,
    "\u200b",
    "\u2028",
    "x" * 9_999,
]
FIELDS: dict[str, Callable[["Desk", str], str]] = {}
_numbers = count(1)


class Desk:
    """What there is to write on."""

    def __init__(self) -> None:
        forget_spending()
        self.person = somebody("Ana")
        self.actor = acting(self.person)
        self.plaza = place("plaza", coordinator=self.person)
        self.club = place("club", join_policy="request")
        self.first = start_thread(
            actor=self.actor, community=self.plaza, kind="discussion", title="T", source="Hello."
        )
        self.thread = self.first.thread_id
        self.answer = reply(actor=self.actor, thread_id=self.thread, source="Yes.")


def field(name: str):
    """Register how to write something in a field and read back what was stored."""

    def add(write: Callable[[Desk, str], str]) -> Callable[[Desk, str], str]:
        FIELDS[name] = write
        return write

    return add


@field("reply")
def _reply(desk: Desk, text: str) -> str:
    made = reply(actor=desk.actor, thread_id=desk.thread, source=text)
    return Post.objects.get(pk=made.pk).source


@field("edit")
def _edit(desk: Desk, text: str) -> str:
    edit_post(actor=desk.actor, post_id=desk.answer.pk, source=text)
    return Post.objects.get(pk=desk.answer.pk).source


@field("title (trimmed)")
def _title(desk: Desk, text: str) -> str:
    retitle_thread(actor=desk.actor, thread_id=desk.thread, title=text)
    thread = Thread.objects.get(pk=desk.thread)
    assert thread.slug
    return thread.title


@field("topic (normal)")
def _topic(desk: Desk, text: str) -> str:
    Topic.objects.all().delete()
    retitle_thread(actor=desk.actor, thread_id=desk.thread, title="T", topics=[text])
    return Topic.objects.get().name


@field("name (trimmed)")
def _name(desk: Desk, text: str) -> str:
    change_profile(actor=desk.actor, person=desk.person, name=text, about="")
    return Person.objects.get(pk=desk.person.pk).name


@field("about")
def _about(desk: Desk, text: str) -> str:
    change_profile(actor=desk.actor, person=desk.person, name="Ana", about=text)
    return Person.objects.get(pk=desk.person.pk).about


@field("handle (normal)")
def _handle(desk: Desk, text: str) -> str:
    rename_person(actor=desk.actor, person=desk.person, handle=text)
    stored = Person.objects.get(pk=desk.person.pk).handle
    return ("@" if text.strip().startswith("@") else "") + stored


@field("name of somebody new (trimmed)")
def _new_name(desk: Desk, text: str) -> str:
    email = f"n{next(_numbers)}@example.org"
    made = create_person(actor=SYSTEM, email=email, name=text)
    stored = Person.objects.get(pk=made.pk)
    assert stored.handle
    return stored.name


@field("name of a community (trimmed)")
def _community_name(desk: Desk, text: str) -> str:
    change_community(actor=desk.actor, community=desk.plaza, name=text)
    return Community.objects.get(pk=desk.plaza.pk).name


@field("key question (trimmed)")
def _question(desk: Desk, text: str) -> str:
    write_charter(actor=desk.actor, community=desk.plaza, key_questions=[text])
    kept = charter_of(desk.plaza).key_questions
    return kept[0] if kept else ""


@field("message of who asks")
def _message(desk: Desk, text: str) -> str:
    ask_to_join(actor=desk.actor, community=desk.club, message=text)
    return JoinRequest.objects.get(person=desk.person).message


@field("draft")
def _draft(desk: Desk, text: str) -> str:
    save_draft(actor=desk.actor, key="k", sequence=0, source=text, title=text[:900])
    draft = Draft.objects.get()
    assert draft.title == text[:900]
    return draft.source


@field("reason of a removed post")
def _reason(desk: Desk, text: str) -> str:
    remove_post(actor=desk.actor, post_id=desk.answer.pk, reason=text)
    return Removal.objects.get().reason


@field("reason of a removed thread")
def _thread_reason(desk: Desk, text: str) -> str:
    remove_thread(actor=desk.actor, thread_id=desk.thread, reason=text)
    return Removal.objects.get().reason


@field("reason of a closed thread")
def _closing(desk: Desk, text: str) -> str:
    close_thread(actor=desk.actor, thread_id=desk.thread, reason=text)
    return Closure.objects.get().reason


def _charter_field(name: str) -> Callable[[Desk, str], str]:
    def write(desk: Desk, text: str) -> str:
        write_charter(actor=desk.actor, community=desk.plaza, **{name: text})
        return str(getattr(charter_of(desk.plaza), name))

    return write


for _charter_text in CHARTER_TEXTS:
    FIELDS[f"charter: {_charter_text}"] = _charter_field(_charter_text)


@pytest.fixture(scope="session")
def naughty_strings(shared_data: Path) -> list[str]:
    listed = json.loads((shared_data / "text" / "blns-npm-1.0.0.json").read_text(encoding="utf-8"))
    assert len(listed) > 400
    return [*dict.fromkeys([*listed, *FURTHER])]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_keeps_it_or_says_why_not(name: str, naughty_strings: list[str]) -> None:
    desk, kept, wrong = Desk(), 0, []
    for text in naughty_strings:
        with transaction.atomic():
            try:
                stored = FIELDS[name](desk, text)
            except Refused as refusal:
                if not str(refusal).strip().endswith("."):
                    wrong.append(f"{text[:40]!r} is refused without a sentence: {refusal}")
            else:
                kept += 1
                if stored != expected(name, text):
                    wrong.append(f"{text[:40]!r} became {stored[:40]!r}")
            transaction.set_rollback(True)
    assert not wrong, wrong[:20]
    assert kept > (len(naughty_strings) // 10 if "handle" in name else len(naughty_strings) // 2)


def expected(name: str, text: str) -> str:
    """Return what has to be stored: the very text; lines are trimmed, what names things is NFC."""
    if "(normal)" in name:
        return unicodedata.normalize("NFC", text).strip()
    return text.strip() if "(trimmed)" in name else text
