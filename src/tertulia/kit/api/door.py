"""The API's door: who comes, how often, and in which form, before anything is looked up."""

import re
from collections.abc import Callable
from typing import Any, Protocol, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tertulia.kit.api.problems import WrongMediaType
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import NotAllowed, Refused, SignInFirst

READING = ("GET", "HEAD", "OPTIONS")
_NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Caller(Protocol):
    """Whoever acts; the API asks no more of it than this."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def signed_in(self) -> bool: ...


class Credential(Protocol):
    """What a valid token stands for."""

    @property
    def actor(self) -> Caller: ...

    @property
    def scope(self) -> str: ...


Authenticate = Callable[[str], Credential | None]


class Bearer:
    """Lets only those in who showed a valid token."""

    openapi_security_schema = {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from `tertulia token create`.",
    }

    def __call__(self, request: HttpRequest) -> Caller:
        if not request.actor.signed_in:
            raise SignInFirst
        return request.actor


anyone = None
"""`auth=anyone` on an operation that also answers those without a token."""


def identify(request: HttpRequest, authenticate: Authenticate, anonymous: Caller) -> None:
    """Set `request.actor` from the token alone; cookies open nothing here."""
    request.actor = cast(Any, anonymous)  # what it is, only those who gave it know
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    scheme, _space, token = shown.partition(" ")
    if not shown:
        _spend(request)
        return
    known = authenticate(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    if known is None:
        _spend(request)
        raise SignInFirst(_("This token is not known, or no longer valid."))
    request.actor = cast(Any, known.actor)
    _spend(request)
    if known.scope == "read" and request.method not in READING:
        raise NotAllowed(_("This token may read, not write."))


def _spend(request: HttpRequest) -> None:
    person = request.actor.person_id
    spend("api", str(person or request.META.get("REMOTE_ADDR", "")))


def check_form(request: HttpRequest, takes_files: bool = False) -> None:
    """Refuse what no field could hold, and bodies of another kind than JSON, or than files.

    Raises Django's RequestDataTooBig for a body that is too large.
    """
    if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
        raise Refused(_("Text cannot hold a NUL character."))
    if request.method in READING:
        return
    if takes_files and request.content_type == "multipart/form-data":
        return
    if not request.body:
        return
    if request.content_type != "application/json":
        raise WrongMediaType
    if _NUL_IN_JSON.search(request.body):
        raise Refused(_("Text cannot hold a NUL character."))
