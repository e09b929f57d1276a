import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from tertulia.kit.api.tests import small_api
from tertulia.kit.limits import forget_spending


class Program:
    """A program that calls the small API with a token."""

    def __init__(self, token: str = "ana") -> None:
        self.client = Client(raise_request_exception=False)
        self.head = {"authorization": f"Bearer {token}"} if token else {}

    def send(self, method: str, path: str, body: object = None, **more):
        raw = more.pop("raw", None if body is None else json.dumps(body).encode())
        form = more.pop("form", "application/json")
        headers = {**self.head, **more.pop("headers", {})}
        return self.client.generic(
            method, f"/api/v1{path}", raw or b"", content_type=form, headers=headers, **more
        )

    def get(self, path: str, **more):
        return self.send("GET", path, **more)

    def post(self, path: str, body: object = None, **more):
        return self.send("POST", path, body, **more)


@pytest.fixture
def program(settings) -> Iterator[Program]:
    settings.ROOT_URLCONF = "tertulia.kit.api.tests.small_api"
    settings.MIDDLEWARE = []
    small_api.written.clear()
    forget_spending()
    yield Program()
    forget_spending()


@pytest.fixture
def notes_table(transactional_db) -> Iterator[None]:
    """A table that the small API writes to."""
    with connection.cursor() as cursor:
        cursor.execute("create table api_test_notes (title varchar(50))")
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table api_test_notes")
