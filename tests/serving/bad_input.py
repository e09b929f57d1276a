"""Requests that are wrong, each in a way of its own, and what may be answered to them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.serving.asking import Answer, page_headers
from tests.serving.instance import Someone

FORM = "application/x-www-form-urlencoded"
REFUSED = (400, 403, 404, 405, 409, 411, 413, 414, 415, 422, 431)
FINE_OR_REFUSED = (200, 201, 204, 302, *REFUSED)
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Case:
    """One request; `statuses` are those that it may be answered with."""

    name: str
    method: str
    target: str | bytes
    body: bytes = b""
    headers: dict[str, str | bytes] = field(default_factory=dict)
    statuses: tuple[int, ...] = REFUSED

    def sentence_in(self, answer: Answer) -> bool:
        """Say whether a refusal tells a person, or a program, what is wrong."""
        kind = answer.headers.get("content-type", "")
        if kind.startswith("application/problem+json"):
            told = answer.json()
            return told["status"] == answer.status and len(told["detail"]) > 10
        if kind.startswith("application/json"):
            told = answer.json()
            # A later draft of another window answers for itself.
            return answer.status == 409 and "source" in told or len(told.get("detail", "")) > 10
        if kind.startswith("text/html"):
            return "<h1" in answer.text and "Traceback" not in answer.text
        return kind.startswith("text/plain") and len(answer.text) > 8


def cases(person: Someone, thread: int) -> Iterator[Case]:
    """Yield everything that is tried, as `person`, in a thread that they may reply in."""
    page = page_headers(person.session)
    api = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    yield from _long_words(page, api, thread)
    yield from _forms(page, thread)
    yield from _programs(api, thread)
    yield from _addresses(page)
    yield from _queries(page, api, thread)
    yield from _headers(page, thread)
    yield from _live(page, thread)
    yield from _drafts(page)
    yield from _signing_in()


def _long_words(page: dict, api: dict, thread: int) -> Iterator[Case]:
    """What takes long to read, through every door that reads Markdown."""
    words = {
        "a post of 1 MB": "word " * (MEGABYTE // 5),
        "a line of 1 MB": "x" * MEGABYTE,
        "20,000 nested quotes": ">" * 20_000 + " deep",
        "20,000 quotes with spaces": "> " * 20_000 + "deep",
        "10,000 mentions": " ".join(f"@person{number}" for number in range(10_000)),
        "20,000 nested brackets": "[" * 20_000 + "](x)" * 20_000,
        "50,000 stars": "*a " * 50_000,
        "50,000 backticks": "`" * 50_000,
        "20,000 images": "![" * 20_000,
        "nested lists": "\n".join("  " * depth + "- x" for depth in range(400)),
        "a wide table": "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "|b" * 5_000 + "|",
        "20,000 html tags": "<b>" * 20_000,
        "20,000 entities": "&amp;" * 20_000,
        "links to itself": "[a]: b\n" * 10_000 + "[a] " * 10_000,
        "formulas": "$" + "{" * 20_000 + "$",
    }
    for name, text in words.items():
        fits = FINE_OR_REFUSED
        form = _encoded(text)
        as_form = {**page, "Content-Type": FORM}
        yield Case(f"reply: {name}", "POST", f"/t/{thread}/reply", form, as_form, fits)
        yield Case(f"preview: {name}", "POST", "/preview", form, as_form, fits)
        body = json.dumps({"body": text}).encode()
        where = f"/api/v1/threads/{thread}/posts"
        yield Case(f"api: {name}", "POST", where, body, api, fits)
    above = b"source=" + b"x" * (5 * MEGABYTE)
    as_form = {**page, "Content-Type": FORM}
    yield Case("a form of 5 MB", "POST", f"/t/{thread}/reply", above, as_form, (413,))


def _encoded(text: str) -> bytes:
    from urllib.parse import urlencode

    return urlencode({"source": text}).encode()


def _forms(page: dict, thread: int) -> Iterator[Case]:
    where = f"/t/{thread}/reply"
    as_form = {**page, "Content-Type": FORM}
    multipart = {**page, "Content-Type": "multipart/form-data; boundary=b"}
    bodies = {
        "no UTF-8": b"source=%ff%fe%c3%28",
        "raw bytes that are no UTF-8": b"source=\xff\xfe\xc3(",
        "NUL": b"source=a%00b",
        "half a character": b"source=%ed%a0%80",
        "nothing": b"",
        "only spaces": b"source=+++",
        "1,000 fields": b"&".join(b"a%d=1" % number for number in range(1000)),
        "a broken percent": b"source=%zz%",
        "a reply to no number": b"source=x&reply_to=-5",
        "a reply to a post that is not there": b"source=x&reply_to=999999999",
    }
    for name, body in bodies.items():
        yield Case(f"form: {name}", "POST", where, body, as_form, FINE_OR_REFUSED)
    pieces = {
        "without an end": b'--b\r\nContent-Disposition: form-data; name="source"\r\n\r\nwords',
        "of nothing": b"",
        "of noise": bytes(range(256)) * 20,
        "with a file": b'--b\r\nContent-Disposition: form-data; name="source"; filename="\x00/../a"'
        b"\r\n\r\nwords\r\n--b--\r\n",
        "in no encoding": b'--b\r\nContent-Disposition: form-data; name="source"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n",
    }
    for name, body in pieces.items():
        yield Case(f"multipart {name}", "POST", where, body, multipart, FINE_OR_REFUSED)
    yield from _forms_of_other_kinds(page, where)


def _forms_of_other_kinds(page: dict, where: str) -> Iterator[Case]:
    kinds: dict[str, str | bytes] = {
        "without a boundary": "multipart/form-data",
        "with an endless boundary": "multipart/form-data; boundary=" + "b" * 5_000,
        "with an odd boundary": b"multipart/form-data; boundary=\xff\x80",
        "in UTF-7": f"{FORM}; charset=utf-7",
        "in no charset": f"{FORM}; charset=klingon",
        "as text": "text/plain",
        "as JSON": "application/json",
        "as nonsense": ";;;=,",
    }
    for name, kind in kinds.items():
        headers = {**page, "Content-Type": kind}
        yield Case(f"form {name}", "POST", where, b"source=words", headers, FINE_OR_REFUSED)


def _programs(api: dict, thread: int) -> Iterator[Case]:
    where = f"/api/v1/threads/{thread}/posts"
    bodies = {
        "no JSON": b"{",
        "no UTF-8": b'{"body": "\xff\xfe"}',
        "UTF-16": '{"body": "x"}'.encode("utf-16"),
        "a list": b"[1, 2]",
        "null": b"null",
        "NUL": b'{"body": "a\\u0000b"}',
        "half a character": b'{"body": "\\ud800"}',
        "deep lists": b"[" * 100_000,
        "deep objects": b'{"body":' * 50_000 + b"1" + b"}" * 50_000,
        "deep below a field": b'{"body": "x", "anchor": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
        "a huge number": b'{"body": "x", "reply_to": 1' + b"0" * 5_000 + b"}",
        "a negative number": b'{"body": "x", "reply_to": -1}',
        "a fraction": b'{"body": "x", "reply_to": 1.5}',
        "infinity": b'{"body": "x", "anchor": {"number": 1, "seconds_from": 1e999}}',
        "NaN": b'{"body": NaN}',
        "a number for words": b'{"body": 5}',
        "no words": b"{}",
        "empty words": b'{"body": ""}',
        "nothing": b"",
    }
    for name, body in bodies.items():
        yield Case(f"api: {name}", "POST", where, body, api)
    for name, kind in {"a form": FORM, "nothing": "", "nonsense": ";;;"}.items():
        headers = {**api, "Content-Type": kind}
        yield Case(f"api as {name}", "POST", where, b'{"body": "x"}', headers)
    tokens = {"no token": "Bearer", "noise": b"Bearer \xff\xfe", "another": "Basic eDp5"}
    for name, token in tokens.items():
        headers = {**api, "Authorization": token}
        yield Case(f"api with {name}", "POST", where, b'{"body": "x"}', headers, (401,))
    for name, key in {"long": "k" * 300, "empty": "", "of noise": b"\xff\x80"}.items():
        headers = {**api, "Idempotency-Key": key}
        yield Case(f"api with a key {name}", "POST", where, b'{"body": "x"}', headers)


def _addresses(page: dict) -> Iterator[Case]:
    numbers = ("-1", "0", "1e9", "9" * 30, "9223372036854775807", "9223372036854775808", "%00")
    paths = ("/t/{}", "/t/1/x/{}", "/posts/{}/edit", "/posts/{}/revisions", "/api/v1/threads/{}")
    for path in paths:
        for number in numbers:
            yield Case(path.format(number), "GET", path.format(number), b"", page, FINE_OR_REFUSED)
    words = (b"%ff%fe", b"\xff\xfe", b"%00", b"%ed%a0%80", b"a" * 5_000, b"..%2f..%2fetc", b"%")
    for path in (b"/c/", b"/p/", b"/", b"/static/", b"/t/1/", b"/drafts/", b"/api/v1/people/"):
        for word in words:
            name = f"{path.decode()}{word[:20]!r}"
            yield Case(name, "GET", path + word, b"", page, FINE_OR_REFUSED)
    yield Case("an endless path", "GET", "/" + "a" * 70_000, b"", page)
    yield Case("an unknown method", "BREW", "/t/1", b"", page)
    yield Case("a wrong method", "DELETE", "/t/1", b"", page)


def _queries(page: dict, api: dict, thread: int) -> Iterator[Case]:
    values = ("%ff%fe", "%00", "-1", "9" * 40, "a" * 3_000, "%ed%a0%80", "bm9uc2Vuc2U", "1,2,3")
    places = (
        ("/find?q={}", page),
        ("/find?q=x&cursor={}", page),
        ("/find?q=x&before={}", page),
        ("/find?q=before:{}", page),
        ("/communities?after={}", page),
        ("/c/commons?before={}", page),
        ("/c/commons?after={}", page),
        ("/c/commons/about?after={}", page),
        ("/account/login/?next={}", {}),
        (f"/t/{thread}/x?reply_to={{}}", page),
        ("/api/v1/search?q={}", api),
        ("/api/v1/search?q=x&cursor={}", api),
        ("/api/v1/communities?cursor={}", api),
        ("/api/v1/communities?limit={}", api),
        ("/api/v1/communities/commons/threads?cursor={}", api),
        ("/api/v1/communities/commons/threads?since={}", api),
        (f"/api/v1/threads/{thread}/posts?cursor={{}}", api),
    )
    for path, headers in places:
        for value in values:
            name = f"{path.format(value)[:60]}"
            yield Case(name, "GET", path.format(value), b"", headers, FINE_OR_REFUSED)
    deep = "/find?q=" + "(" * 3_000
    yield Case("a search of brackets", "GET", deep, b"", page, FINE_OR_REFUSED)
    many = "/find?q=" + "+".join(f"w{number}" for number in range(2_000))
    yield Case("a search of 2,000 words", "GET", many, b"", page, FINE_OR_REFUSED)


def _headers(page: dict, thread: int) -> Iterator[Case]:
    odd: dict[str, dict[str, str | bytes]] = {
        "a cookie of noise": {"Cookie": b"tertulia_session=\xff\xfe; \x80=\x81; =;;"},
        "a cookie with NUL": {"Cookie": "tertulia_session=a%00b"},
        "an endless session": {"Cookie": "tertulia_session=" + "s" * 8_000},
        "a session of another form": {"Cookie": 'tertulia_session="\\303\\277"'},
        "a language of noise": {"Accept-Language": b"\xff\xfe, *;q=x"},
        "many languages": {"Accept-Language": ",".join(["xx-YY;q=0.5"] * 1_000)},
        "an accept of noise": {"Accept": b"\xff/\xfe"},
        "a host of noise": {"Host": b"\xff\xfe"},
        "another host": {"Host": "elsewhere.example"},
        "a referrer of noise": {"Referer": b"http://\xff"},
        "a header of 60 kB": {"X-Long": "h" * 60_000},
        "a length that is none": {"Content-Length": "many"},
    }
    for name, headers in odd.items():
        told = {**page, **headers}
        yield Case(name, "GET", f"/t/{thread}", b"", told, FINE_OR_REFUSED)
        yield Case(f"{name}, at the API", "GET", "/api/v1/communities", b"", told, FINE_OR_REFUSED)
    without = {"Cookie": page["Cookie"], "Content-Type": FORM}
    yield Case("a form without its token", "POST", f"/t/{thread}/reply", b"source=x", without)


def _live(page: dict, thread: int) -> Iterator[Case]:
    for query in (
        "", "?channels=", "?channels=%ff", "?channels=thread-%00", "?channels=../x",
        "?channels=thread-99999999999999999999999", "?channels=thread--1", f"?channels={'a,' * 99}",
        "?channels=thread-1&after=x", "?channels=thread-1&after=-1", "?channels=nonsense-1",
        "?" + "&".join(f"channels=c-{number}" for number in range(200)),
    ):  # fmt: skip
        yield Case(f"live{query[:40]}", "GET", f"/live{query}", b"", page)
    headers = {**page, "Last-Event-ID": b"\xff"}
    yield Case("live after noise", "GET", f"/live?channels=thread-{thread}", b"", headers)


def _drafts(page: dict) -> Iterator[Case]:
    headers = {**page, "Content-Type": "application/json"}
    for name, body in {
        "no JSON": b"{",
        "a list": b"[]",
        "deep": b"[" * 100_000,
        "NUL": b'{"seq": 0, "source": "a\\u0000"}',
        "half a character": b'{"seq": 0, "source": "\\ud800"}',
        "a number for words": b'{"seq": 0, "source": 5}',
        "1 MB": b'{"seq": 0, "source": "' + b"x" * MEGABYTE + b'"}',
        "no UTF-8": b'{"seq": 0, "source": "\xff"}',
    }.items():
        yield Case(f"draft: {name}", "PUT", "/drafts/thread-1", body, headers)
    for seq in (b'"x"', b"-1", b"1e400", b"9" * 400, b"null", b"[]"):
        body = b'{"source": "x", "seq": ' + seq + b"}"
        name = f"draft after {seq[:9]!r}"
        yield Case(name, "PUT", "/drafts/thread-2", body, headers, FINE_OR_REFUSED)
    yield Case("a draft of a long key", "PUT", "/drafts/" + "k" * 500, b'{"source": "x"}', headers)


def _signing_in() -> Iterator[Case]:
    headers = {**page_headers(""), "Content-Type": FORM}
    for name, body in {
        "noise": b"login=%ff%fe&password=%00",
        "a long address": b"login=" + b"a" * 100_000 + b"@example.org&password=x",
        "a long password": b"login=a@example.org&password=" + b"p" * 1_000_000,
        "half a character": b"login=%ed%a0%80@example.org&password=%ed%a0%80",
    }.items():
        yield Case(f"sign in: {name}", "POST", "/account/login/", body, headers, FINE_OR_REFUSED)
