"""Every error as RFC 9457 problem details: type, title, status, detail, and errors by field."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tertulia.kit.web import refusals
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, TooLarge

log = logging.getLogger("tertulia.api")
MEDIA_TYPE = "application/problem+json"
FieldErrors = list[dict[str, str]]


class Unreadable(Refused):
    status = 400
    kind = "unreadable"
    title = gettext_lazy("This cannot be read")
    default_sentence = gettext_lazy("The body is not a JSON object in UTF-8.")


class WrongMethod(Refused):
    status = 405
    kind = "wrong-method"
    title = gettext_lazy("Not with this method")
    default_sentence = gettext_lazy("This address answers other methods; see the Allow header.")


class WrongMediaType(Refused):
    status = 415
    kind = "wrong-media-type"
    title = gettext_lazy("Not in this form")
    default_sentence = gettext_lazy("Send the body as application/json.")


class Invalid(Refused):
    status = 422
    kind = "invalid"
    title = gettext_lazy("Something in it does not fit")
    default_sentence = gettext_lazy("Some fields need another value.")


class OwnMistake(Refused):
    status = 500
    kind = "our-mistake"
    title = gettext_lazy("Our mistake")
    default_sentence = gettext_lazy("Something broke on our side. It has been written down.")


KINDS: tuple[type[Refused], ...] = (
    Unreadable,
    SignInFirst,
    refusals.NotAllowed,
    NotHere,
    WrongMethod,
    refusals.Conflict,
    TooLarge,
    WrongMediaType,
    Refused,
    Invalid,
    refusals.TooMany,
    OwnMistake,
)
"""Every kind of problem the API knows, in the order of their status."""

_BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}


def type_of(kind: str) -> str:
    """Return the address at which a kind of problem is explained."""
    return f"{settings.TERTULIA.base_url}/api/v1/docs#problem-{kind}"


def problem(
    refusal: Refused, errors: FieldErrors | None = None, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return the response that says what is wrong."""
    if errors is None and refusal.field:
        errors = [_field_error([refusal.field], str(refusal))]
    body: dict[str, Any] = {
        "type": type_of(refusal.kind),
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": str(refusal),
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(
        orjson.dumps(body),
        status=refusal.status,
        content_type=MEDIA_TYPE,
        headers={**refusal.headers, **(headers or {})},
    )


def _field_error(path: Iterable[object], detail: str) -> dict[str, str]:
    steps = [str(step) for step in path]
    escaped = (step.replace("~", "~0").replace("/", "~1") for step in steps)
    return {
        "field": ".".join(steps),
        "pointer": "#/" + "/".join(escaped),
        "detail": detail,
    }


def explain_errors(api: NinjaAPI) -> None:
    """Make `api` answer every error as a problem."""
    answers: dict[type[Exception], Callable[..., HttpResponse]] = {
        Refused: lambda request, error: problem(error),
        Http404: lambda request, error: problem(NotHere()),
        AuthenticationError: lambda request, error: problem(SignInFirst()),
        RequestDataTooBig: lambda request, error: problem(TooLarge()),
        SuspiciousOperation: lambda request, error: problem(Unreadable()),
        UnreadablePostError: lambda request, error: problem(Unreadable()),
        ValidationError: _invalid,
        HttpError: _http_error,
        Exception: _own_mistake,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    kind = _BY_STATUS.get(error.status_code, Unreadable)
    return problem(kind() if error.status_code == 400 else kind(error.message))


def _own_mistake(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(OwnMistake())


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(one["loc"][0] == "path" for one in error.errors):
        return problem(NotHere())  # an address that no thing can have
    errors = [_field_error(_path(one["loc"]), _sentence(one)) for one in error.errors]
    return problem(Invalid(), errors)


def _path(place: tuple[object, ...]) -> tuple[object, ...]:
    """Leave out where the value was sent, and the name that a body has in our code."""
    return place[2:] if place[0] in ("body", "query") and len(place) > 2 else place[1:]


def _sentence(error: Mapping[str, Any]) -> str:
    """Say in the reader's language what the commonest errors are; the others in English."""
    limits = error.get("ctx") or {}
    kind = error["type"]
    if kind == "missing":
        return _("This is needed.")
    if kind == "string_too_long":
        return _("At most %(max_length)s characters.") % limits
    if kind == "string_too_short":
        return _("At least %(min_length)s characters.") % limits
    if kind == "value_error":
        return str(limits.get("error") or error["msg"])
    return str(error["msg"])
