"""Letters about notifications: only what is still unread after a while, and still to be seen."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.core.people.models import Person
from tertulia.kit.mail.letters import post_letter
from tertulia.kit.text.excerpts import excerpt
from tertulia.kit.web.refusals import NotHere, require
from tertulia.lenses.notifications.models import MAILED, Cause, Choice, Notification
from tertulia.lenses.notifications.queries import COLUMNS, NotificationRow, notification_row
from tertulia.lenses.notifications.reach import told_to, unread_by
from tertulia.lenses.notifications.wording import sentence

AT_ONCE = 100
_SALT = "notifications.stop"
_SUBJECT = 150


def mail_what_waits(*, actor: Actor) -> int:
    """Post a letter for each notification whose time has come; how many letters that were."""
    require(actor.is_system)
    sent = 0
    while due := list(_due().values_list("pk", flat=True)[:AT_ONCE]):
        sent += sum(_mail(number) for number in due)
    return sent


def _due():  # noqa: ANN202 - a queryset
    return Notification.objects.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at")


@transaction.atomic
def _mail(number: int) -> bool:
    """Post the letter, if it still holds; either way it waits no longer."""
    row = _due().select_for_update(no_key=True).filter(pk=number).first()
    if row is None:
        return False
    Notification.objects.filter(pk=number).update(mail_due_at=None)
    person = Person.objects.filter(pk=row.person_id, is_active=True).first()
    address = verified_address(person) if person else None
    if person is None or address is None or not _is_mailed(person.pk, row.cause):
        return False
    reader = Actor(person.pk, person.handle, person.name, person.is_operator, door="mail")
    rows = told_to(reader, person.pk).filter(unread_by(person.pk), pk=number)
    values = rows.values_list(*COLUMNS).first()
    if values is None:
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        _post(notification_row((*values, True)), row, address)
    Notification.objects.filter(pk=number).update(mailed_at=timezone.now())
    return True


def _is_mailed(person: int, cause: str) -> bool:
    rows = Choice.objects.filter(person=person, cause=cause)
    chosen = rows.values_list("by_mail", flat=True).first()
    return cause in MAILED if chosen is None else chosen


def verified_address(person: Person) -> str | None:
    """Return the address at which the person proved to read mail; None where they did not."""
    if not person.email:
        return None
    rows = EmailAddress.objects.filter(user_id=person.pk, email__iexact=person.email, verified=True)
    return rows.values_list("email", flat=True).first()


def verified_address_of(actor: Actor) -> str | None:
    """Return where letters to `actor` go; None where they proved no address."""
    person = Person.objects.filter(pk=actor.person_id).first()
    return verified_address(person) if person else None


def _post(it: NotificationRow, row: Notification, address: str) -> None:
    stop = f"{settings.BASE_URL}/inbox/stop/{stop_token(row.person_id, it.cause)}"
    subject = " ".join(sentence(it).split())
    words = excerpt(it.words, 80)
    lines = [sentence(it), words, str(it.data.get("reason") or "")]
    lines.append(settings.BASE_URL + it.address)
    why = _("You get this because of: %(cause)s.") % {"cause": Cause(it.cause).label}
    lines.append(
        f"-- \n{why}\n" + _("No more letters of this sort: %(address)s") % {"address": stop}
    )
    post_letter(
        to=address,
        subject=subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1]}…",
        text="\n\n".join(line for line in lines if line).replace("\x00", ""),
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        dedupe_key=f"notification-{row.pk}-{row.activity}",
    )


def stop_token(person: int, cause: str) -> str:
    """Return what, in an address, stops letters of one cause to one person."""
    return signing.Signer(salt=_SALT).sign(f"{person}-{cause}")


def stopped_by(token: str) -> tuple[int, str]:
    """Return whom and which cause a token is of; raise NotHere where it is none of ours."""
    try:
        person, _dash, cause = signing.Signer(salt=_SALT).unsign(token).partition("-")
        return int(person), Cause(cause).value
    except (signing.BadSignature, ValueError):
        raise NotHere from None
