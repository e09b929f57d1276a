"""Signing up and in as people do: passkeys, second proofs, sessions; on an instance of its own."""

import json
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import _note_console
from tests.browser.furnishing import PASSWORD
from tests.browser.test_pages import barriers
from tests.serving.instance import Instance

pytestmark = pytest.mark.browser
_NEW = "bought two looms"


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An instance where sign-up is open, reached by a name, so that browsers keep passkeys."""
    folder = tmp_path_factory.mktemp("accounts")
    instance = Instance(folder, _database(folder))
    instance.environment |= {"DJANGO_SETTINGS_MODULE": "tests.browser.settings"}
    instance.environment |= {"TERTULIA_SIGN_UP": "open", "TERTULIA_EMAIL_URL": f"file:{folder}/out"}
    instance.environment["TERTULIA_BASE_URL"] = f"http://localhost:{instance.port}"
    told = json.loads(instance.module("tests.browser.furnishing").splitlines()[-1])
    instance.serve()
    yield f"http://localhost:{instance.port}", told, folder / "out"
    instance.end()


def _database(folder: Path) -> str:
    if os.environ["TERTULIA_TEST_DATABASE"] == "sqlite":
        return f"sqlite:///{folder}/house.sqlite3"
    from tests.postgres import create_database

    return create_database(os.environ["TERTULIA_TEST_POSTGRES_URL"], f"acc_{uuid.uuid4().hex}")


@pytest.fixture
def browser(own_house: Any, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return `browser(path)`: a page in a browser of its own; what its console says is a fault."""
    faults: list[str] = []
    contexts: list[Any] = []

    def open_at(path: str) -> Any:
        context = chromium.new_context(reduced_motion="reduce")
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda said: _note(said, faults))
        tab = context.new_page()
        tab.set_default_timeout(8_000)
        tab.goto(own_house[0] + path)
        return tab

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


def _note(said: Any, faults: list[str]) -> None:
    # A stream that ends with its session ends in the middle.
    if "INCOMPLETE_CHUNKED_ENCODING" not in said.text:
        _note_console(said, faults)


def with_authenticator(tab: Any) -> Any:
    """Give the tab a device that keeps passkeys and always says yes."""
    cdp = tab.context.new_cdp_session(tab)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp


def sign_in(tab: Any, email: str) -> None:
    tab.get_by_label("Email").fill(email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def prove(tab: Any) -> None:
    tab.get_by_role("heading", name="Is it still you?").wait_for()
    assert list(barriers(tab)) == []
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Go on").click()


def letter_to(folder: Path, email: str) -> str:
    for _again in range(80):
        for path in folder.glob("*") if folder.exists() else []:
            text = path.read_text()
            if f"To: {email}" in text and "/account/email/" in text:
                return text.replace("=\n", "")
        time.sleep(0.1)
    raise AssertionError(f"no letter to {email}")


def test_a_newcomer_makes_an_account(own_house: Any, browser: Any) -> None:
    address, _told, letters = own_house
    tab = browser("/account/login/")
    tab.get_by_role("link", name="Make an account").click()
    assert list(barriers(tab)) == []
    tab.get_by_label("Your name").fill("Dora Weaver")
    tab.get_by_label("E-mail address").fill("dora@example.org")
    tab.get_by_label("Password").fill(_NEW)
    tab.wait_for_timeout(2_200)
    tab.get_by_role("button", name="Make my account").click()
    tab.get_by_role("heading", name="Look into your letters").wait_for()
    link = re.search(
        r"http://localhost\S+/account/email/\S+", letter_to(letters, "dora@example.org")
    )
    assert link
    tab.goto(link.group())
    assert list(barriers(tab)) == []
    tab.get_by_role("button", name="Yes, it is mine").click()
    tab.wait_for_url(address + "/")
    tab.get_by_label("You, Dora Weaver").wait_for(state="attached")


def test_a_passkey_is_made_signs_in_and_is_asked_for(own_house: Any, browser: Any) -> None:
    address = own_house[0]
    tab = browser("/account/login/")
    with_authenticator(tab)
    sign_in(tab, "bo@example.org")
    tab.wait_for_url(address + "/")
    tab.goto(address + "/account/security")
    tab.get_by_role("link", name="Add a passkey").click()
    prove(tab)
    tab.get_by_role("heading", name="Add a passkey").wait_for()
    assert list(barriers(tab)) == []
    tab.get_by_label("What you call it").fill("Bo's laptop")
    tab.get_by_role("button", name="Add it").click()
    tab.get_by_role("heading", name="Recovery codes").wait_for()
    codes = tab.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert list(barriers(tab)) == []
    tab.get_by_role("link", name="I have kept them").click()
    tab.get_by_text("Bo's laptop").wait_for()
    assert list(barriers(tab)) == []
    tab.context.clear_cookies()
    tab.goto(address + "/account/login/?next=/communities")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url(address + "/communities")
    tab.get_by_label("You, Bo Weaver").wait_for(state="attached")
    tab.context.clear_cookies()
    tab.goto(address + "/account/login/")
    sign_in(tab, "bo@example.org")
    tab.get_by_role("heading", name="One more step").wait_for()
    assert list(barriers(tab)) == []
    tab.get_by_role("button", name="Use your key or passkey").click()
    tab.wait_for_url(address + "/")
    other = browser("/account/login/")
    sign_in(other, "bo@example.org")
    other.get_by_label("Code").fill(codes[0])
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.get_by_label("You, Bo Weaver").wait_for(state="attached")


def test_whoever_says_no_to_their_device_is_told_what_to_do(browser: Any) -> None:
    tab = browser("/account/login/")
    with_authenticator(tab)  # a device without any key
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("alert").get_by_text(re.compile("Nothing was done|cannot do that")).wait_for(
        timeout=70_000
    )
    assert tab.get_by_role("button", name="Sign in with a passkey").is_enabled()


def test_an_app_is_set_up_and_asked_for(own_house: Any, browser: Any) -> None:
    address = own_house[0]
    tab = browser("/account/login/?next=/account/security")
    sign_in(tab, "cleo@example.org")
    tab.get_by_role("link", name="Set it up").click()
    prove(tab)
    assert list(barriers(tab)) == []
    secret = tab.locator(".secret").inner_text()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    tab.get_by_label("Code").fill(code)
    tab.get_by_role("button", name="Turn it on").click()
    tab.get_by_role("heading", name="Recovery codes").wait_for()
    other = browser("/account/login/")
    sign_in(other, "cleo@example.org")
    other.get_by_role("heading", name="One more step").wait_for()
    other.get_by_label("Code").fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))
    )
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_url(address + "/")
    tab.goto(address + "/account/app/remove/")
    tab.get_by_role("heading", name="Stop asking for the app?").wait_for()
    assert list(barriers(tab)) == []


def test_a_session_that_is_ended_hears_no_more(own_house: Any, browser: Any) -> None:
    address, told, _letters = own_house
    here, there = browser("/account/login/"), browser("/account/login/")
    for tab in (here, there):
        sign_in(tab, "ada@example.org")
        tab.get_by_label("You, Ada Weaver").wait_for(state="attached")
    there.goto(f"{address}/t/{told['threads']['warp']}")
    here.goto(address + "/account/sessions")
    assert list(barriers(here)) == []
    there.evaluate(
        """() => new Promise((done) => {
            const source = new EventSource("/live?channels=thread-1");
            source.onopen = () => done();
            window.ending = new Promise((ended) => { source.onerror = () => ended(true); });
        })"""
    )
    here.get_by_role("button", name="End all others").click()
    assert there.evaluate("() => window.ending")
    there.goto(address + "/account/security")
    there.wait_for_url(re.compile("/account/login/"))


def test_an_account_is_closed_and_taken_back(own_house: Any, browser: Any) -> None:
    address = own_house[0]
    tab = browser("/account/login/?next=/account/close")
    tab.get_by_label("Email").fill("dora@example.org")
    tab.get_by_label("Password").fill(_NEW)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.get_by_label("Password").fill(_NEW)
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_role("heading", name="Close your account?").wait_for()
    assert list(barriers(tab)) == []
    tab.get_by_role("button", name="Close my account").click()
    tab.get_by_role("link", name="Sign in", exact=True).first.wait_for()
    tab.goto(address + "/account/login/")
    tab.get_by_label("Email").fill("dora@example.org")
    tab.get_by_label("Password").fill(_NEW)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.get_by_role("heading", name="You closed this account").wait_for()
    assert list(barriers(tab)) == []
    tab.get_by_role("button", name="Open it again").click()
    tab.get_by_label("You, Dora Weaver").wait_for(state="attached")
