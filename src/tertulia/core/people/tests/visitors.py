"""Somebody at a browser, who signs up and in by the pages."""

import re
import time
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import signing
from django.test import Client

from tertulia.core.people import forms
from tertulia.core.people.queries import actor_of_session

PASSWORD = "a long and quiet word"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def began(seconds_ago: float = 30) -> str:
    return signing.dumps(time.time() - seconds_ago, salt=forms._SALT)


def sign_up(client: Client, email: str = "new@example.org", **given: Any) -> Any:
    """Send the form as somebody who took half a minute over it."""
    address = given.pop("address", "/account/signup/")
    fields = {"name": "New Person", "email": email, "password1": PASSWORD, "began": began()}
    return client.post(address, {**fields, **given})


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/account/login/", {"login": email, "password": password}, **more)


def prove_again(client: Client) -> None:
    """Give the password once more, as before something important."""
    answer = client.post("/account/again/", {"password": PASSWORD})
    assert answer.status_code == 302, answer.content


def who_is_in(client: Client) -> int | None:
    cookie = client.cookies.get("tertulia_session")
    actor = actor_of_session(cookie.value) if cookie and cookie.value else None
    return actor.person_id if actor else None


def link_in(text: str) -> str:
    """Return the path of the first link of a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found.group(1)


class Hashing:
    """Counts how often a password is hashed: that is what answering takes its time for."""

    def __init__(self, monkeypatch: Any) -> None:
        self.count = 0
        encode = Argon2PasswordHasher.encode
        verify = Argon2PasswordHasher.verify

        def counted_encode(hasher: Any, *given: Any, **more: Any) -> Any:
            self.count += 1
            return encode(hasher, *given, **more)

        def counted_verify(hasher: Any, *given: Any, **more: Any) -> Any:
            self.count += 1
            return verify(hasher, *given, **more)

        monkeypatch.setattr(Argon2PasswordHasher, "encode", counted_encode)
        monkeypatch.setattr(Argon2PasswordHasher, "verify", counted_verify)

    def during(self, act: Any) -> int:
        before = self.count
        act()
        return self.count - before
