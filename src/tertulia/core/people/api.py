"""Oneself, for programs."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tertulia.core.people.queries import own_account
from tertulia.kit.api.json import json_reply
from tertulia.kit.web.refusals import SignInFirst

router = Router(tags=["people"])


@dataclass(frozen=True, slots=True)
class MeOut:
    """Whoever the token belongs to."""

    id: int
    handle: str
    name: str
    about: str
    unit: str
    email: str | None
    language: str
    time_zone: str
    is_operator: bool
    joined_at: datetime
    path: str


@router.get("/me", response=MeOut, summary="Who am I")
def read_me(request: HttpRequest) -> HttpResponse:
    """Return the person behind the token.

    `is_operator` says whether this token acts as an operator's: only one of scope `admin` does.
    """
    account = own_account(request.actor)
    if account is None:
        raise SignInFirst
    return json_reply(
        MeOut(
            account.id,
            account.handle,
            account.name,
            account.about,
            account.unit,
            account.email,
            account.language,
            account.time_zone,
            request.actor.is_operator,
            account.joined_at,
            f"/p/{account.handle}",
        )
    )
