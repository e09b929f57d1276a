"""What the caller is told, for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Moment, Page, PageQuery, page_of
from tertulia.kit.api.places import Id
from tertulia.lenses.notifications.actions import (
    choose_where,
    mark_notification_read,
    mark_notifications_read,
)
from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.queries import (
    NotificationRow,
    choices_of,
    notifications_of,
    unread_count,
)
from tertulia.lenses.notifications.wording import sentence

router = Router(tags=["notifications"])


@dataclass(frozen=True, slots=True)
class NotificationOut:
    """One thing that the caller is told. `sentence` says it in words, `path` leads there."""

    id: int
    cause: str
    sentence: str
    count: int
    is_unread: bool
    happened_at: datetime
    by: str | None
    thread: int | None
    number: int | None
    community: str | None
    path: str


class NotificationQuery(PageQuery):
    """Which notifications are wanted."""

    unread: bool = False
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class UnreadOut:
    """How many the caller has not seen, ten at most."""

    unread: int


class UptoIn(Schema):
    """Until when everything counts as seen; without it, until now."""

    upto: Moment | None = None


@dataclass(frozen=True, slots=True)
class ChoiceOut:
    """Where the caller is told of a cause."""

    cause: str
    about: str
    site: bool
    mail: bool


class ChoiceIn(Schema):
    """Where the caller wants to be told of a cause."""

    cause: Cause
    site: bool
    mail: bool


class SettingsIn(Schema):
    """The causes that change; the others stay as they are."""

    settings: list[ChoiceIn] = []


def _out(it: NotificationRow) -> NotificationOut:
    return NotificationOut(
        id=it.id,
        cause=it.cause,
        sentence=sentence(it),
        count=it.count,
        is_unread=it.is_unread,
        happened_at=it.happened_at,
        by=it.by.handle or None,
        thread=it.thread_id,
        number=it.number,
        community=it.community_slug,
        path=it.address,
    )


@router.get("/notifications", response=Page[NotificationOut], summary="What am I told")
def list_notifications(
    request: HttpRequest, query: Annotated[NotificationQuery, Query()]
) -> HttpResponse:
    """Return what the caller is told, the newest first; of what they may see now."""
    rows = notifications_of(
        request.actor,
        unread=query.unread,
        causes=[query.cause.value] if query.cause else (),
        before=query.after_moment(),
        limit=query.limit + 1,
    )
    found: dict[str, Any] = page_of(rows, query.limit, lambda it: (it.happened_at, it.id))
    return json_reply({**found, "items": [_out(it) for it in found["items"]]})


@router.put("/notifications/read", response=UnreadOut, summary="Mark all as seen")
def mark_all(request: HttpRequest, wanted: UptoIn | None = None) -> HttpResponse:
    """Remember that the caller has seen what they were told until a moment."""
    mark_notifications_read(actor=request.actor, upto=wanted.upto if wanted else None)
    return json_reply(UnreadOut(unread_count(request.actor)))


@router.put("/notifications/{notification_id}/read", response=UnreadOut, summary="Mark as seen")
def mark_one(request: HttpRequest, notification_id: Id) -> HttpResponse:
    """Remember that the caller has seen one notification."""
    mark_notification_read(actor=request.actor, notification=notification_id)
    return json_reply(UnreadOut(unread_count(request.actor)))


@router.get("/notifications/settings", response=list[ChoiceOut], summary="Where am I told")
def read_settings(request: HttpRequest) -> HttpResponse:
    """Return for each cause where the caller is told of it."""
    rows = choices_of(request.actor)
    return json_reply([ChoiceOut(it.cause, it.label, it.on_site, it.by_mail) for it in rows])


@router.put("/notifications/settings", response=list[ChoiceOut], summary="Choose where")
def set_settings(request: HttpRequest, wanted: SettingsIn) -> HttpResponse:
    """Say where the caller wants to be told of some causes."""
    for it in wanted.settings[:100]:
        choose_where(actor=request.actor, cause=it.cause.value, on_site=it.site, by_mail=it.mail)
    return read_settings(request)
