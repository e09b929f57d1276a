"""Every address is asked for: no GET route without an example, and each example answers."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions import keep_file, save_draft
from tertulia.core.threads.models import Attachment, Post
from tertulia.kit.limits import forget_spending
from tertulia.lenses.moderation.queries import suspension_key
from tests.house.sources import sentences
from tests.matrix.canaries import Town, build_town
from tests.programs import Program
from tests.routes import EXAMPLES, WRITING, Example, filled, outlived, without_example

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """A place with something to show at every address."""
    forget_spending()
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_town()
        transaction.set_rollback(True)


def names(town: Town) -> dict[str, object]:
    """Return what every example can be filled with: the second post of an open thread."""
    post = Post.objects.filter(thread__community__slug="site", number=2).select_related("thread")[0]
    save_draft(actor=town.actor("member"), key=f"thread-{post.thread_id}", sequence=9, source="Hm")
    return {
        "community": "site",
        "topic": "zqsite-topic",
        "circle": "circle",
        "thread": post.thread_id,
        "slug": post.thread.slug,
        "number": 2,
        "post": post.pk,
        "file": _file_on(post, town.actor("author")),
        "handle": town.people["author"].handle,
        "report": town.report.pk,
        "suspension": town.suspension.pk,
        "suspension_key": suspension_key(town.suspension),
    }


def _file_on(post: Post, owner: Actor) -> int:
    """Hang a file on a post that stands already, and return its number."""
    kept = keep_file(actor=owner, file=BytesIO(b"words"), name="note.txt", draft=str(post.pk))
    Attachment.objects.get_or_create(post=post, file=kept)
    return kept.pk


def test_every_route_has_an_example() -> None:
    assert not without_example(), sentences(without_example())
    assert not outlived(), sentences(outlived())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.route)
def test_every_example_answers(town: Town, example: Example, settings: Any) -> None:
    settings.DEBUG = True  # where the style guide is shown
    address = filled(example, names(town))
    assert address is not None
    person = town.people["member" if example.who == "anyone" else example.who]
    if address.startswith("/api/"):
        assert Program(person, "read").get(address).status_code == example.status
        return
    client = Client()
    if "login" not in example.route and "signup" not in example.route:
        client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == example.status, answer.content[:300]
    if example.is_page:
        assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.who != "anyone"])
def test_nobody_in_particular_is_not_answered(town: Town, example: Example) -> None:
    address = filled(example, names(town))
    assert address is not None
    answer = Client().get(address)
    assert answer.status_code in (302, 401, 404), answer.status_code


@pytest.mark.parametrize("route", sorted(WRITING))
def test_what_writes_is_not_read(town: Town, route: str) -> None:
    parts = {"<slug>": "{community}", "<thread_id>": "{thread}", "<post_id>": "{post}"}
    parts["<file_id>"] = "{file}"
    route = route.replace("<invitation_id>", "1")
    address = f"/{route}".replace("<request_id>", "1").replace("<person_id>", "1")
    address = f"/{route}"
    for part, name in parts.items():
        address = address.replace(part, name)
    address = re.sub(r"<\w+>", "1", address)
    address = address.format_map(names(town))
    client = Client()
    client.force_login(town.people["coordinator"])
    assert client.get(address).status_code == 405
