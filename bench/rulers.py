"""Two rulers for a thread page, so that figures mean something on any machine.

(a) `plain`: one ASGI function that does the same work by hand: session, thread and posts by raw
SQL into slotted rows, a Jinja2 loop, no cache. (b) `memory`: the same bytes, made beforehand.
"""

import os
import re
import sqlite3
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

PAGE = os.environ.get("BENCH_PAGE", "")
DATABASE = os.environ.get("BENCH_DATABASE", "")
_HEADERS = [(b"content-type", b"text/html; charset=utf-8")]


class Row:
    """A post as the hand-written page needs it."""

    __slots__ = ("number", "id", "html", "created", "author", "name", "handle")

    def __init__(self, number, id, html, created, author, name, handle) -> None:  # noqa: A002
        self.number, self.id, self.html = number, id, Markup(html)
        self.created, self.author, self.name, self.handle = created, author, name, handle


_POSTS = """
{{ head }}<h1>{{ title }}</h1><a href="/c/{{ slug }}">{{ community }}</a>
{% for p in posts %}<article class="post" id="post-{{ p.id }}" data-number="{{ p.number }}"
data-author="{{ p.author }}" tabindex="-1"><span class="avatar face-{{ p.author % 12 + 1 }}">
{{ p.name[:1] }}</span><header><h3><a href="/p/{{ p.handle }}">{{ p.name }}</a>
<local-time datetime="{{ p.created }}"><time datetime="{{ p.created }}">{{ p.created[:10] }}</time>
</local-time></h3><a href="/t/{{ thread }}/{{ thread_slug }}/{{ p.number }}">{{ p.number }}</a>
</header><div class="prose">{{ p.html }}</div>{{ foot }}</article>{% endfor %}
{{ reader }} {{ read }} {{ tail }}
"""
_SESSION = """select p.id, p.name, p.handle, s.expire_date from people_session s
join people_person p on p.id = s.person_id
where s.session_key = ? and s.epoch = p.session_epoch and p.is_active"""
_THREAD = """select t.title, t.slug, c.slug, c.name, c.visibility, m.roles, f.read_number
from threads_thread t join communities_community c on c.id = t.community_id
left join communities_membership m on m.community_id = c.id and m.person_id = ?
left join following_following f on f.thread_id = t.id and f.person_id = ?
where t.id = ? and not t.is_removed and (c.visibility = 'public' or m.id is not null)"""
_PAGE = """select p.number, p.id, p.html, p.created_at, p.author_id, a.name, a.handle
from threads_post p join people_person a on a.id = p.author_id
where p.thread_id = ? and p.number between 1 and 20 order by p.number"""
_COMMUNITIES = """select c.slug, c.name from communities_community c
join communities_membership m on m.community_id = c.id where m.person_id = ? order by 2"""


def _pieces(page: str) -> tuple[str, str, str]:
    """Return what stands before the posts of a real page, behind each of them, and at the end."""
    start, end = page.index("<article"), page.rindex("</article>")
    foot = re.search(r"<footer class=\"post-foot\">.*?</footer>", page, re.DOTALL)
    return page[:start], foot.group(0) if foot else "", page[end:]


class Plain:
    """Ruler (a)."""

    def __init__(self) -> None:
        with open(PAGE, encoding="utf-8") as file:
            head, foot, tail = _pieces(file.read())
        self.fixed = {"head": Markup(head), "foot": Markup(foot), "tail": Markup(tail)}
        self.template = Environment(autoescape=True).from_string(_POSTS)
        self.database = sqlite3.connect(DATABASE, isolation_level=None)

    def __call__(self, path: str, key: str) -> bytes:
        ask = self.database.execute
        person = ask(_SESSION, (key,)).fetchone()
        thread = int(path.split("/")[2])
        facts = ask(_THREAD, (person[0], person[0], thread)).fetchone()
        posts = [Row(*row) for row in ask(_PAGE, (thread,))]
        places = ask(_COMMUNITIES, (person[0],)).fetchall()
        return self.template.render(
            self.fixed,
            title=facts[0],
            thread_slug=facts[1],
            slug=facts[2],
            community=facts[3],
            read=facts[6],
            reader=person[1],
            places=places,
            thread=thread,
            posts=posts,
        ).encode()


_plain: Plain | None = None
_bytes: bytes = b""


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """Ruler (a) as an ASGI application."""
    global _plain
    _plain = _plain or Plain()
    cookie = next(value for name, value in scope["headers"] if name == b"cookie")
    await _send(_plain(scope["path"], cookie.split(b"=", 1)[1].decode()), send)


async def memory(scope: Any, receive: Any, send: Any) -> None:
    """Ruler (b) as an ASGI application."""
    global _bytes
    if not _bytes:
        with open(PAGE, "rb") as file:
            _bytes = file.read()
    await _send(_bytes, send)


async def _send(body: bytes, send: Any) -> None:
    headers = [*_HEADERS, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
