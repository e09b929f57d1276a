"""What a browser tells of itself when somebody signs in, in words that they know it by again."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

DEVICE_KEY = "tertulia_device"
EPOCH_KEY = "tertulia_epoch"
# How exactly it is known when a session was last used: writing it down each time costs too much.
NOTED_EVERY = timedelta(minutes=10)
# The first that is found; each pretends to be those below it.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a session began."""

    agent: str
    address: str
    means: str
    began: float


def remember_device(request: HttpRequest, *, means: str, began: float) -> None:
    """Keep with the session which browser it is, where it comes from, and how one signed in."""
    agent = "".join(c for c in request.META.get("HTTP_USER_AGENT", "") if c.isprintable())
    device = Device(agent[:200], network_address(request)[:45], means[:40], began)
    request.session[DEVICE_KEY] = asdict(device)


def device_in(data: dict[str, Any]) -> Device | None:
    """Return the device that a session's data names."""
    kept = data.get(DEVICE_KEY)
    return Device(**kept) if kept else None


def network_address(request: HttpRequest) -> str:
    """Return where a request comes from, as far as the server believes it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def spoken_of(agent: str) -> str:
    """Return how one speaks of a browser: `Firefox on Windows`."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A program that does not tell its name")
