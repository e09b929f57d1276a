"""Short middleware, for every page: each does one thing and asks the database nothing."""

from collections.abc import Callable
from functools import lru_cache

from csp.utils import build_policy
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from tertulia.kit.web.errors import bad_request, refusal_page, wrong_method
from tertulia.kit.web.refusals import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def security_headers(get_response: Answer) -> Answer:
    """Send the strict content policy and the other headers that cost nothing."""
    headers = {
        "Content-Security-Policy": build_policy(config=CONTENT_POLICY),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), camera=(), payment=()",
    }
    if settings.SECURE:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def refusals(get_response: Answer) -> Answer:
    """Turn a Refused that no view caught into its page: one sentence, the right status.

    An address asked in a way that it does not answer says so, too; and so does one asked for
    something with a NUL in it, which PostgreSQL cannot be asked for.
    """

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Refused):
            return refusal_page(request, exception)
        if isinstance(exception, DataError) and "NUL (0x00)" in str(exception):
            return bad_request(request)
        return None

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return wrong_method(request, response)
        return response

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def language(get_response: Answer) -> Answer:
    """Speak the language that the person chose, else the first that their browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.actor.language or wanted(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


@lru_cache(maxsize=1000)
def wanted(header: str) -> str:
    """Return the first language of an Accept-Language header that we have, else the default."""
    for code, _weight in parse_accept_lang_header(header.lower()[:200]):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
