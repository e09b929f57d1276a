"""The way into the demonstration: a link that signs the visitor in, once."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tertulia.config.demo.playing import visitor_id
from tertulia.core.people.models import Person
from tertulia.core.people.sessions import SessionStore
from tertulia.kit.web.refusals import NotHere

_SALT = "tertulia.demo.sign-in"


def make_link() -> str:
    """Return the path of a new link; it opens once, and the one made before it no more."""
    once = secrets.token_urlsafe(9)
    _unused().write_text(once)
    return f"/demo/sign-in/{signing.dumps(once, salt=_SALT)}"


@require_safe
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign the visitor in, and prepare the next link for another browser."""
    if request.method == "HEAD":
        return HttpResponse()
    try:
        once = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise NotHere from None
    if not _use(once):
        raise NotHere(_("This link has been used. The newest one stands in the terminal."))
    answer = HttpResponseRedirect("/")
    _begin_session(request, answer)
    print(f"For another browser: {settings.BASE_URL}{make_link()}", flush=True)  # noqa: T201
    return answer


def _use(once: str) -> bool:
    """Take the one link that is valid; False when it is not this one."""
    taken = _unused().with_suffix(".taken")
    try:
        valid = secrets.compare_digest(_unused().read_text(), once)
        if valid:
            _unused().rename(taken)  # of two at the same time, one fails here
            taken.unlink()
    except FileNotFoundError:
        return False
    return valid


def _begin_session(request: HttpRequest, answer: HttpResponse) -> None:
    request.session = SessionStore()
    person = Person.objects.get(pk=visitor_id())
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    answer.set_cookie(
        settings.SESSION_COOKIE_NAME,
        request.session.session_key or "",
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
    )


def _unused() -> Path:
    folder: Path = settings.DATA_DIR
    return folder / "demo-link"
