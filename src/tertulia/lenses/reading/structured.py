"""What a thread that everybody may read tells search engines: its summary, its place, who asked."""

import json
from typing import Any

from django.conf import settings
from markupsafe import Markup

from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import Post
from tertulia.core.threads.queries.posts import Byline
from tertulia.core.threads.queries.settled import answer_of
from tertulia.kit.text.excerpts import excerpt
from tertulia.lenses.reading.thread_page import ThreadPage

_SUMMARY_WORDS = 28
_MOST_CHARACTERS = 2_000
_HEAD = Markup(
    '<meta name="description" content="{}">\n<link rel="canonical" href="{}">\n'
    '<script type="application/ld+json">{}</script>\n'
)
# Within a script element these would end it, or begin a comment.
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def head_for_engines(it: ThreadPage, chunk: int) -> str:
    """Return what stands in the head of a visitor's page of a thread."""
    said = Post.objects.filter(thread=it.id, number=1).values_list("text", flat=True).first() or ""
    here = settings.BASE_URL + (it.address(it.first_of(chunk)) if chunk else it.address())
    told = json.dumps(_told(it, said), ensure_ascii=False, separators=(",", ":"))
    words = excerpt(said, _SUMMARY_WORDS)
    # Escaped here for where it stands: html has no entities within a script.
    return _HEAD.format(words, here, Markup(told.translate(_HARMLESS)))  # noqa: S704


def _told(it: ThreadPage, said: str) -> dict[str, Any]:
    kind = kind_named(it.kind)
    about = {
        "text": said[:_MOST_CHARACTERS],
        "author": _author(it.by),
        "datePublished": it.created_at.isoformat(),
        "url": settings.BASE_URL + it.address(),
    }
    replies = max(it.post_count - 1, 0)
    if kind is None or not kind.accepts_answers:
        counted = {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": replies,
        }
        posting = {"headline": it.title, **about, "interactionStatistic": counted}
        return _thing("DiscussionForumPosting", posting)
    question = {"@type": "Question", "name": it.title, **about, "answerCount": replies}
    answer = answer_of(it.id)
    if answer is not None:
        question["acceptedAnswer"] = {
            "@type": "Answer",
            "text": answer.text[:_MOST_CHARACTERS],
            "author": _author(answer.by),
            "url": f"{settings.BASE_URL}{it.address(answer.number)}#p{answer.number}",
        }
    return _thing("QAPage", {"mainEntity": question})


def _thing(sort: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": sort, **facts}


def _author(by: Byline) -> dict[str, str]:
    """Return who wrote it, as the page says it: whoever goes by an alias has no page."""
    person = {"@type": "Person", "name": by.name}
    if by.handle:
        person["url"] = f"{settings.BASE_URL}/p/{by.handle}"
    return person
