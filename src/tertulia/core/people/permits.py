"""Why somebody may make an account here, carried from the door they came in by until they are in.

A slice that lets people in (an invitation to a community, say) names its kind of permit when its
app is ready, and leads whoever shows one to `sign_up_address(permit)`. The permit travels signed in
the address and in the session, is claimed in the transaction that makes the account, and its kind
is told once the person is in: after the letter that verifies the address, in whichever browser.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest

from tertulia.core.activity.actors import Actor

_SALT = "tertulia.people.permit"
_LASTS = 60 * 60 * 24 * 7
SESSION_KEY = "sign_up_permit"


@dataclass(frozen=True, slots=True)
class SignUpPermit:
    """`kind` and `key` say what lets somebody in; `email`, whose letter had the link, if it had."""

    kind: str
    key: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class PermitKind:
    """What a slice answers about its permits, each by its key.

    `still_good`: whether it lets in at this moment. `claim`: count it, within the transaction that
    makes the account; it may refuse. `arrived`: the person is in, and acts.
    """

    still_good: Callable[[str], bool]
    claim: Callable[[str], None]
    arrived: Callable[[Actor, str], None]


_kinds: dict[str, PermitKind] = {}


def name_permit(kind: str, answers: PermitKind) -> None:
    """Let permits of `kind` open the sign-up."""
    _kinds[kind] = answers


def permit_kind(kind: str) -> PermitKind | None:
    """Return the answers of a kind; None for one that nobody knows any more."""
    return _kinds.get(kind)


def sign_up_address(permit: SignUpPermit) -> str:
    """Return where whoever shows `permit` makes their account."""
    token = signing.dumps(astuple(permit), salt=_SALT, compress=True)
    return f"/account/signup/?{urlencode({'permit': token})}"


def held_permit(request: HttpRequest) -> SignUpPermit | None:
    """Return the permit that the visitor came with, here or before, if it is still good."""
    token = request.GET.get("permit", "") or request.session.get(SESSION_KEY, "")
    permit = _read(token) if token else None
    if permit is None:
        return None
    if request.session.get(SESSION_KEY) != token:
        request.session[SESSION_KEY] = token
    return permit


def is_good(permit: SignUpPermit) -> bool:
    """Say whether `permit` opens the sign-up at this moment."""
    answers = permit_kind(permit.kind)
    return answers is not None and answers.still_good(permit.key)


def _read(token: str) -> SignUpPermit | None:
    try:
        permit = SignUpPermit(*signing.loads(token, salt=_SALT, max_age=_LASTS))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return permit if is_good(permit) else None
