"""Reads about how somebody signs in, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.people.devices import spoken_of
from tertulia.core.people.models import Person, Session, SiteInvitation
from tertulia.core.people.queries import session_mark

MOST_SESSIONS = 100
_WORDS_FOR_MEANS = {
    "password": _("password"),
    "totp": _("authenticator app"),
    "recovery_codes": _("recovery code"),
    "webauthn": _("key or passkey"),
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that one is signed in with."""

    mark: str
    device: str
    address: str
    means: str
    began_at: datetime
    last_used_at: datetime
    is_here: bool


def sessions_of(actor: Actor) -> list[SessionRow]:
    """Return where `actor` is signed in: this browser first, then by when it was last used."""
    if not actor.signed_in:
        return []
    rows = Session.objects.filter(person=actor.person_id, expire_date__gt=timezone.now())
    columns = ("session_key", "agent", "address", "means", "began_at", "last_used_at")
    found = rows.order_by("-last_used_at").values_list(*columns)[:MOST_SESSIONS]
    listed = [
        SessionRow(
            session_mark(key),
            spoken_of(agent),
            address,
            _spoken_means(means),
            began,
            used,
            key == actor.session_key,
        )
        for key, agent, address, means, began, used in found
    ]
    return sorted(listed, key=lambda row: not row.is_here)


def _spoken_means(means: str) -> str:
    said = [str(_WORDS_FOR_MEANS[each]) for each in means.split("+") if each in _WORDS_FOR_MEANS]
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey, or a key that is asked for after the password."""

    id: int
    name: str
    is_passkey: bool
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How somebody signs in."""

    email: str
    is_verified: bool
    has_password: bool
    has_app: bool
    codes_left: int | None
    keys: list[Key]

    @property
    def asks_twice(self) -> bool:
        """Whether a password alone no longer signs them in."""
        return self.has_app or bool(self.keys)


def ways_in(person: Person) -> WaysIn:
    """Return how `person` signs in."""
    factors = list(Authenticator.objects.filter(user=person).order_by("pk"))
    by_type = {each.type: each for each in factors}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    address = EmailAddress.objects.filter(user=person, primary=True).first()
    return WaysIn(
        email=person.email or "",
        is_verified=address is not None and address.verified,
        has_password=person.has_usable_password(),
        has_app=Authenticator.Type.TOTP in by_type,
        codes_left=_codes_left(codes) if codes else None,
        keys=[_key(each) for each in factors if each.type == Authenticator.Type.WEBAUTHN],
    )


def _codes_left(codes: Authenticator) -> int:
    from allauth.mfa import app_settings

    count: int = app_settings.RECOVERY_CODE_COUNT
    return count - int(codes.data.get("used_mask", 0)).bit_count()


def _key(key: Authenticator) -> Key:
    return Key(
        key.pk,
        str(key.data.get("name", "")),
        key.wrap().is_passwordless is True,
        key.created_at,
        key.last_used_at,
    )


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as operators see it."""

    id: int
    email: str
    note: str
    invited_by: str | None
    expires_at: datetime
    uses: int
    most_uses: int


def open_invitations(limit: int = 100) -> list[InvitationRow]:
    """Return the invitations that still let somebody in, newest first. For operators alone."""
    rows = SiteInvitation.objects.filter(
        revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("most_uses")
    )
    columns = ("id", "email", "note", "invited_by__name", "expires_at", "uses", "most_uses")
    return [InvitationRow(*each) for each in rows.order_by("-pk").values_list(*columns)[:limit]]
