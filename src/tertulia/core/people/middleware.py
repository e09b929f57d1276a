"""Who is asking: one query for session and person; allauth's machinery only where it is used."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase

from tertulia.core.activity.actors import ANONYMOUS, Actor
from tertulia.core.people.queries import seen_session
from tertulia.core.people.sessions import keep_session

Answer = Callable[[HttpRequest], HttpResponseBase]
# Sessions as Django knows them: where one signs in, and where an operator reads rows.
WITH_SESSIONS = ("/account/", "/operator/rows/")


def who(get_response: Answer) -> Answer:
    """Set `request.actor` from the session cookie; a session of an older epoch counts as none."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key and not key.isalnum():  # none of ours; PostgreSQL cannot even look up some
            key = request.COOKIES.pop(settings.SESSION_COOKIE_NAME) and None
        actor, is_stale = seen_session(key) if key else (None, False)
        request.actor = actor if actor and _asks(request, actor) else ANONYMOUS
        response = get_response(request)
        if is_stale and key:
            _keep(key, response)
        return response

    return middleware


def _asks(request: HttpRequest, actor: Actor) -> bool:
    """Whether a page that was made for `actor` asks, or one that does not say for whom it was.

    Somebody else may have signed in since: what was typed before is not theirs to send.
    """
    return request.META.get("HTTP_X_PERSON") in (None, str(actor.person_id))


def _keep(key: str, response: HttpResponseBase) -> None:
    """Note that the session is used, and let it and its cookie last from now on."""
    name = settings.SESSION_COOKIE_NAME
    if name in response.cookies or not keep_session(key):
        return
    response.set_cookie(
        name,
        key,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def account_pages(get_response: Answer) -> Answer:
    """Give the pages of allauth and of the rows Django's sessions and messages."""
    chain = SessionMiddleware(AuthenticationMiddleware(MessageMiddleware(get_response)))
    full = cast(Answer, chain)  # Django's answers are awaited only where ours are

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return full(request) if request.path.startswith(WITH_SESSIONS) else get_response(request)

    return middleware
