"""The Chromium that journeys run in: the machine's own, told to talk to nobody but us."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """Return the path of a Chromium: `TERTULIA_TEST_CHROMIUM`, or the first one found."""
    chosen = os.environ.get("TERTULIA_TEST_CHROMIUM")
    return next(filter(None, map(shutil.which, (chosen, *NAMES) if chosen else NAMES)), None)


def launch_options() -> dict[str, object]:
    """Return what Playwright's `chromium.launch` needs here."""
    # Chromium's own sandbox refuses to run as root.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": find_chromium(), "args": [*OPTIONS, *as_root]}
