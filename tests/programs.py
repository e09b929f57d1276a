"""Programs that call the API with somebody's token, for the tests of every slice."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.actions import add_member, found_community
from tertulia.core.communities.models import Community, Role
from tertulia.core.people.actions import create_person, create_token
from tertulia.core.people.models import Person

_names = itertools.count(1)
SYSTEM = system("command")


def somebody(name: str = "", *, is_operator: bool = False) -> Person:
    """Create a person; the handle is the name in small letters."""
    name = name or f"Person {next(_names)}"
    handle = name.lower().replace(" ", "-")
    return create_person(
        actor=SYSTEM,
        email=f"{handle}@example.org",
        name=name,
        handle=handle,
        is_operator=is_operator,
    )


def place(slug: str, *members: Person, coordinator: Person | None = None, **more: Any) -> Community:
    """Found a community with these members."""
    it = found_community(actor=SYSTEM, slug=slug, name=slug.title(), **more)
    for person in members:
        add_member(actor=SYSTEM, community=it, person=person.id)
    if coordinator:
        add_member(actor=SYSTEM, community=it, person=coordinator.id, roles=Role.COORDINATOR)
    return it


def acting(person: Person) -> Actor:
    """Return a person as actions know them, for what the API does not do."""
    return Actor(person.id, person.handle, person.name, is_operator=person.is_operator)


class Program:
    """A program with a token of `person`; without one it is nobody in particular."""

    def __init__(self, person: Person | None = None, scope: str = "write") -> None:
        self.client = Client(raise_request_exception=False)
        self.head: dict[str, str] = {}
        if person is not None:
            token = create_token(actor=SYSTEM, person=person, scope=scope)
            self.head = {"authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Send `body` as JSON to a path of the API, or to the `Location` of an earlier answer."""
        raw = b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            path if path.startswith("/api/") else f"/api/v1{path}",
            raw,
            content_type="application/json",
            headers={**self.head, **named},
        )

    def get(self, path: str) -> HttpResponse:
        """Ask for something."""
        return self.send("GET", path)

    def post(self, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Add something."""
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: object = None) -> HttpResponse:
        """Have something be so."""
        return self.send("PUT", path, body)

    def patch(self, path: str, body: object) -> HttpResponse:
        """Change something."""
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> HttpResponse:
        """Take something away."""
        return self.send("DELETE", path)

    def all_of(self, path: str, limit: int = 2) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, page after page."""
        cursor: str | None = ""
        while cursor is not None:
            mark = "&" if "?" in path else "?"
            page = self.get(f"{path}{mark}limit={limit}{cursor and '&cursor=' + cursor}").json()
            yield from page["items"]
            cursor = page["next"]

    def queries(self, path: str) -> int:
        """Return how many queries an answer costs, asked for the second time."""
        assert self.get(path).status_code == 200
        with CaptureQueriesContext(connection) as told:
            self.get(path)
        return len(told)


def assert_problem(response: HttpResponse, status: int, field: str = "") -> dict[str, Any]:
    """Hold a refusal to problem details, and return them; `field` is what it is about."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if field:
        assert field in [error["field"] for error in problem["errors"]]
    return problem
