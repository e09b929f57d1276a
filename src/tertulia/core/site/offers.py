"""The settings that an operator can choose on a page. Each has the name it has in the environment.

The environment wins: what stands there is shown on the page and cannot be chosen.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.kit.limits import WrongLimits, rates
from tertulia.kit.mail.addresses import address
from tertulia.kit.mail.transports import WrongEmailUrl, transport
from tertulia.kit.text.fields import checked_line, checked_text
from tertulia.kit.web.refusals import Refused

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """One setting as the page asks for it. `check` returns what is stored, or raises Refused."""

    name: str
    label: Words
    check: Callable[[str], str]
    hint: Words = ""
    options: tuple[tuple[str, Words], ...] = ()
    rows: int = 0
    # Never shown again, and left as it is where nothing is written.
    is_secret: bool = False
    is_number: bool = False

    def in_force(self, stored: str) -> str | int:
        """Return what is stored as the settings of the environment hold it."""
        return int(stored) if self.is_number else stored


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that stand together."""

    title: Words
    offers: tuple[Offer, ...]


def _line(limit: int) -> Callable[[str], str]:
    return lambda given: checked_line(given, limit=limit)


def _text(limit: int) -> Callable[[str], str]:
    return lambda given: checked_text(given.strip(), limit=limit)


def _one_of(options: tuple[tuple[str, Words], ...]) -> Callable[[str], str]:
    def check(given: str) -> str:
        if given not in dict(options):
            raise Refused(_("Please choose one of these."))
        return given

    return check


def _limits(given: str) -> str:
    text = checked_text(given.strip(), limit=1_000) or "on"
    try:
        rates(text)
    except WrongLimits as wrong:
        raise Refused(str(wrong)) from wrong
    return text


def _sender(given: str) -> str:
    return address(checked_line(given, limit=200), "email_from")


def _way_out(given: str) -> str:
    text = checked_text(given.strip(), limit=500)
    try:
        if text:
            transport(text)
    except WrongEmailUrl as wrong:
        raise Refused(str(wrong)) from wrong
    return text


def _number(least: int, most: int) -> Callable[[str], str]:
    def check(given: str) -> str:
        text = given.strip()
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise Refused(_("Please give a number."))
        if not least <= int(text) <= most:
            sentence = _("Between %(least)s and %(most)s, please.")
            raise Refused(sentence % {"least": least, "most": most})
        return str(int(text))

    return check


def _choice(name: str, label: Words, *options: tuple[str, Words], hint: Words = "") -> Offer:
    return Offer(name, label, _one_of(options), hint=hint, options=options)


SECTIONS = (
    Section(
        _("Name and look"),
        (
            Offer("site_name", _("Name of this place"), _line(60)),
            Offer(
                "site_welcome",
                _("Welcome"),
                _text(600),
                hint=_("What visitors read first on the home page. Empty: a few words of ours."),
                rows=3,
            ),
            _choice(
                "site_look",
                _("Colour of links and buttons"),
                ("terracotta", _("Terracotta")),
                ("leaf", _("Leaf")),
                ("plum", _("Plum")),
                ("harbour", _("Harbour blue")),
            ),
        ),
    ),
    Section(
        _("Who comes in"),
        (
            _choice(
                "sign_up",
                _("Who may make an account"),
                ("open", _("Everybody")),
                ("invitation", _("Whoever is invited")),
                ("closed", _("Nobody new")),
            ),
            _choice(
                "founding",
                _("Who may found communities"),
                ("operators", _("Operators")),
                ("members", _("Everybody who has an account")),
            ),
        ),
    ),
    Section(
        _("What is kept"),
        (
            Offer(
                "upload_megabytes",
                _("Largest file, in megabytes"),
                _number(1, 2_000),
                hint=_("How large one file may be that somebody brings."),
                is_number=True,
            ),
            Offer(
                "upload_day_megabytes",
                _("Files of one person a day, in megabytes"),
                _number(1, 1_000_000),
                is_number=True,
            ),
            Offer(
                "retention_days",
                _("Days until what was removed is erased"),
                _number(0, 36_500),
                hint=_("Until then it can be brought back. 0: it is never erased."),
                is_number=True,
            ),
        ),
    ),
    Section(
        _("Limits"),
        (
            Offer(
                "limits",
                _("How much at once"),
                _limits,
                hint=_(
                    "on, or changes to the limits, with commas between: reply=60/minute, search=off"
                ),
            ),
        ),
    ),
    Section(
        _("Mail"),
        (
            Offer(
                "email_from",
                _("Sender of letters"),
                _sender,
                hint=_("A name and an address: Our place <talk@example.org>"),
            ),
            Offer(
                "email_url",
                _("Mail server"),
                _way_out,
                hint=_("smtp://name:password@mail.example.org:587?tls=1. Empty: as it is now."),
                is_secret=True,
            ),
        ),
    ),
)


def offered() -> dict[str, Offer]:
    """Return every offer by name."""
    return {offer.name: offer for section in SECTIONS for offer in section.offers}
