"""Two rulers for a thread page, so that figures mean something on any machine.

(a) `plain`: one ASGI function that does the same work by hand: session, thread and posts by raw
SQL into slotted rows, a Jinja2 loop, no cache. (b) `memory`: the same bytes, made beforehand.
"""

import os
import re
import sqlite3
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

PAGE = os.environ.get("BENCH_PAGE", "")
DATABASE = os.environ.get("BENCH_DATABASE", "")
_HEADERS = [(b"content-type", b"text/html; charset=utf-8")]


class Row:
    """A post as the hand-written page needs it."""

    __slots__ = (
        *("number", "id", "html", "created", "author", "name", "handle"), "totals", "mine",
    )  # fmt: skip

    def __init__(self, number, id, html, created, author, name, handle) -> None:  # noqa: A002
        self.number, self.id, self.html = number, id, Markup(html)
        self.created, self.author, self.name, self.handle = created, author, name, handle


_SESSION = """select p.id, p.name, p.handle, s.expire_date from people_session s
join people_person p on p.id = s.person_id
where s.session_key = ? and s.epoch = p.session_epoch and p.is_active"""
_THREAD = """select t.title, t.slug, c.slug, c.name, c.visibility, m.roles, f.read_number, f.level
from threads_thread t join communities_community c on c.id = t.community_id
left join communities_membership m on m.community_id = c.id and m.person_id = ?
left join following_following f on f.thread_id = t.id and f.person_id = ?
where t.id = ? and not t.is_removed and (c.visibility = 'public' or m.id is not null)"""
_PAGE = """select p.number, p.id, p.html, p.created_at, p.author_id, a.name, a.handle
from threads_post p join people_person a on a.id = p.author_id
where p.thread_id = ? and p.number between 1 and 20 order by p.number"""
_COMMUNITIES = """select c.slug, c.name from communities_community c
join communities_membership m on m.community_id = c.id where m.person_id = ? order by 2"""
_TOTALS = """select r.post_id, r.name, r.number from reactions_reactiontotal r
join threads_post p on p.id = r.post_id where p.thread_id = ? and p.number between 1 and 20"""
_MINE = """select r.post_id, 'reaction', r.name from reactions_reaction r
join threads_post p on p.id = r.post_id
where r.person_id = ?1 and p.thread_id = ?2 and p.number between 1 and 20
union all select b.post_id, 'bookmark', '' from bookmarks_bookmark b
join threads_post p on p.id = b.post_id
where b.person_id = ?1 and p.thread_id = ?2 and p.number between 1 and 20"""
_UNREAD = """select count(*) from (select 1 from notifications_notification n
left join threads_thread t on t.id = n.thread_id
where n.person_id = ? and n.read_at is null and (t.id is null or not t.is_removed) limit 100)"""


def _templates(page: str, post: Row, thread: int, slug: str) -> tuple[str, str, str]:
    """Return what stands before the posts of a real page, a post, and what stands behind them.

    The post is the page's own, with the values of `post` made places: as somebody would write it
    who has no more to show than the page has, and no less.
    """
    raw = "{{% raw %}}{}{{% endraw %}}".format
    posts = page.split('<article class="post')
    article, tail = posts[2].split("</article>", 1)[0], posts[-1].split("</article>", 1)[1]
    number, when = str(post.number), post.created.replace(" ", "T")[:19] + "Z"
    for found, place in (
        (re.escape(post.html), "{{ p.html }}"),
        (re.escape(str(escape(post.name))), "{{ p.name }}"),
        (rf"/p/{re.escape(post.handle)}", "/p/{{ p.handle }}"),
        (when, "{{ p.created }}"),
        (when[:10], "{{ p.created[:10] }}"),
        (r"face-\d+", "face-{{ p.author % 12 + 1 }}"),
        (rf'data-author="{post.author}"', 'data-author="{{ p.author }}"'),
        (rf'(?<=["/-]){post.id}(?=["/])', "{{ p.id }}"),
        (rf"/t/{thread}/{slug}/", "/t/{{ thread }}/{{ thread_slug }}/"),
        (rf'(?<=[/#"=p ]){number}(?=["#?<])|(?<=>){number}(?=</a>)', "{{ p.number }}"),
    ):
        article, times = re.subn(found, lambda _match, it=place: it, article)
        if not times:
            raise SystemExit(f"The page has no {place} where the ruler looks for it.")
    article = article.replace(
        '<div class="reactions"',
        '{% for name, count in p.totals %}<span class="{{ name }}'
        '{% if name in p.mine %} mine{% endif %}">{{ count }}</span>{% endfor %}'
        '<div class="reactions"',
    )
    return raw(posts[0]), f'<article class="post{article}</article>', raw(tail)


class Plain:
    """Ruler (a)."""

    def __init__(self) -> None:
        self.database = sqlite3.connect(DATABASE, isolation_level=None)
        with open(PAGE, encoding="utf-8") as file:
            page = file.read()
        found = re.search(r'data-thread="(\d+)"', page)
        thread = int(found.group(1)) if found else 0
        (slug,) = self.database.execute(
            "select slug from threads_thread where id = ?", (thread,)
        ).fetchone()
        post = [Row(*row) for row in self.database.execute(_PAGE, (thread,))][1]
        head, article, tail = _templates(page, post, thread, slug)
        self.template = Environment(autoescape=True).from_string(
            head
            + "<title>{{ title }}</title><a href=\"/c/{{ slug }}\">{{ community }}</a>"
            + "{% for it in places %}<a href=\"/c/{{ it[0] }}\">{{ it[1] }}</a>{% endfor %}"
            + "{{ reader }} {{ read }} {{ level }} {{ unread }}"
            + "{% for p in posts %}" + article + "{% endfor %}"
            + tail
        )  # fmt: skip

    def __call__(self, path: str, key: str) -> bytes:
        ask = self.database.execute
        person = ask(_SESSION, (key,)).fetchone()
        thread = int(path.split("/")[2])
        facts = ask(_THREAD, (person[0], person[0], thread)).fetchone()
        posts = [Row(*row) for row in ask(_PAGE, (thread,))]
        by_id = {post.id: post for post in posts}
        for post, name, count in ask(_TOTALS, (thread,)):
            by_id[post].totals.append((name, count))
        for post, what, name in ask(_MINE, (person[0], thread)):
            by_id[post].mine.append(name or what)
        return self.template.render(
            title=facts[0],
            thread_slug=facts[1],
            slug=facts[2],
            community=facts[3],
            read=facts[6],
            level=facts[7],
            reader=person[1],
            places=ask(_COMMUNITIES, (person[0],)).fetchall(),
            unread=ask(_UNREAD, (person[0],)).fetchone()[0],
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
