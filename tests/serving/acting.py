"""What people do in these tests, through the doors that they have."""

import json
from urllib.parse import urlencode

from tests.serving.asking import CSRF, Answer, Caller, page_headers
from tests.serving.instance import Someone

FORM = "application/x-www-form-urlencoded"


class Hand:
    """One person's browser on one connection."""

    def __init__(self, port: int, person: Someone, session: str = "") -> None:
        self.person = person
        self.session = session or person.session
        self.caller = Caller(port)

    async def post(self, path: str, **fields: str) -> Answer:
        """Send a form and return the answer, which must be a success."""
        headers = {**page_headers(self.session), "Content-Type": FORM}
        fields["csrfmiddlewaretoken"] = CSRF
        answer = await self.caller.ask("POST", path, urlencode(fields).encode(), headers)
        assert answer.status in (200, 201, 204, 302), f"{path}: {answer.status} {answer.text}"
        return answer

    async def reply(self, thread: int, source: str) -> int:
        """Reply in a thread and return the number of the post."""
        answer = await self.post(f"/t/{thread}/reply", source=source)
        assert answer.status == 302, answer.text
        return int(answer.headers["location"].partition("#")[0].rpartition("/")[2])

    async def api(self, method: str, path: str, **fields: object) -> Answer:
        """Ask the API with the person's token."""
        headers = {"Authorization": f"Bearer {self.person.token}"}
        headers["Content-Type"] = "application/json"
        body = json.dumps(fields).encode()
        answer = await self.caller.ask(method, f"/api/v1{path}", body, headers)
        assert answer.status < 400, f"{path}: {answer.status} {answer.text}"
        return answer

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self.caller.ask("GET", path, headers=page_headers(self.session))

    def close(self) -> None:
        """Let the connection go."""
        self.caller.close()


async def sign_in(port: int, person: Someone, password: str) -> str:
    """Sign in as people do, and return the session."""
    caller = Caller(port)
    fields = {"login": person.email, "password": password, "csrfmiddlewaretoken": CSRF}
    headers = {"Cookie": f"tertulia_csrf={CSRF}", "Content-Type": FORM}
    body = urlencode(fields).encode()
    answer = await caller.ask("POST", "/account/login/", body, headers)
    caller.close()
    assert answer.status == 302, answer.text
    cookie = answer.headers["set-cookie"]
    return cookie.partition("tertulia_session=")[2].partition(";")[0]
