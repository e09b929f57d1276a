"""What proves a form to be ours: the secret of Django's cookie, masked anew for each page.

A page that is compressed and always held the same secret could be made to tell it (BREACH).
Django draws each letter of a mask by itself, which costs a page more than its queries; this draws
them at once and gives what Django's own check reads.
"""

import os

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_LETTERS = CSRF_ALLOWED_CHARS.encode()
_COUNT = len(_LETTERS)
_PLACES = bytes(max(_LETTERS.find(byte), 0) for byte in range(256))
# Letters by their place; a place may be past the end once, as the sum of two is.
_BY_PLACE = bytes(_LETTERS[place % _COUNT] for place in range(256))
# Bytes from here on would make the first letters likelier than the others.
_UNEVEN = bytes(range(256 - 256 % _COUNT, 256))


def form_key(request: HttpRequest) -> bytes:
    """Return a token for the forms of this page; the answer renews the cookie."""
    secret = request.META.get("CSRF_COOKIE", "")
    if len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request).encode()
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return masked(secret)


def masked(secret: str) -> bytes:
    """Return a mask, drawn evenly, and the secret moved on by it, letter by letter."""
    mask = b""
    while len(mask) < CSRF_SECRET_LENGTH:
        mask += os.urandom(2 * CSRF_SECRET_LENGTH).translate(None, _UNEVEN)
    mask = bytes(byte % _COUNT for byte in mask[:CSRF_SECRET_LENGTH])
    moved = map(int.__add__, mask, secret.encode().translate(_PLACES))
    return (mask + bytes(moved)).translate(_BY_PLACE)
