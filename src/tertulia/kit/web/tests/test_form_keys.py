"""A form's key is one that Django's own check takes."""

from collections import Counter

from django.middleware.csrf import (
    CSRF_ALLOWED_CHARS,
    CSRF_SECRET_LENGTH,
    CsrfViewMiddleware,
    get_token,
)
from django.test import RequestFactory

from tertulia.kit.web.form_keys import form_key, masked

SECRET = "aZ09" * (CSRF_SECRET_LENGTH // 4)


def refused(secret: str, key: bytes) -> bool:
    request = RequestFactory().post("/", {"csrfmiddlewaretoken": key.decode()})
    request.COOKIES["tertulia_csrf"] = secret
    check = CsrfViewMiddleware(lambda request: None)
    check.process_request(request)
    return check.process_view(request, lambda request: None, (), {}) is not None


def test_the_key_passes_and_another_secret_s_does_not() -> None:
    for _time in range(200):
        assert not refused(SECRET, masked(SECRET))
        assert refused(SECRET, masked(SECRET[::-1]))


def test_each_page_has_another_and_every_letter_comes_as_often() -> None:
    keys = {masked(SECRET) for _time in range(2_000)}
    assert len(keys) == 2_000
    counts = Counter("".join(key.decode() for key in keys))
    assert set(counts) == set(CSRF_ALLOWED_CHARS)
    # 128,000 letters: 2,065 of each, and six standard deviations to either side.
    assert all(abs(count - 2_065) < 272 for count in counts.values())


def test_a_page_renews_the_cookie_and_makes_the_secret_where_there_is_none() -> None:
    request = RequestFactory().get("/")
    first = form_key(request)
    secret = request.META["CSRF_COOKIE"]
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]
    assert not refused(secret, first)
    later = RequestFactory().get("/")
    later.META["CSRF_COOKIE"] = secret
    assert not refused(secret, form_key(later))
    assert later.META["CSRF_COOKIE_NEEDS_UPDATE"]
    assert get_token(later) != form_key(later).decode()
