"""The answers to a question beside one another."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.queries.posts import PostRow, answers_in, remarks_on
from tertulia.engage.reactions.names import SORTS
from tertulia.engage.reactions.queries import totals_of
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.thread_acts import found_thread

MOST = 60
ORDERS = {"helped": _("What helped most"), "first": _("First said"), "newest": _("Newest")}
# What says that it was of use; that others saw the same says nothing of the answer.
_HELPED = ("helpful", "thanks", "insightful")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the post, its reactions as (sort, number), how many posts speak about it."""

    row: PostRow
    said: list[tuple]
    helped: int
    remarks: int


@require_safe
def answers(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show the answers side by side in an order one chooses; at first what helped most."""
    it = found_thread(request, thread_id)
    kind = kind_named(it.kind)
    if kind is None or not kind.accepts_answers:
        return HttpResponseRedirect(it.address())  # nothing that could be compared
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "helped"
    rows = answers_in(it.id, MOST)
    context = {
        "t": it,
        "here_slug": it.community_slug,
        "answers": _in_order(_with_reactions(rows), order),
        "orders": ORDERS,
        "order": order,
        "is_capped": len(rows) >= MOST,
    }
    return page(request, "reading/answers.html", context)


def _with_reactions(rows: list[PostRow]) -> list[Answer]:
    ids = [row.id for row in rows]
    totals, remarks = totals_of(ids), remarks_on(ids)
    found = []
    for row in rows:
        mine = totals.get(row.id, {})
        said = [(sort, mine[sort.name]) for sort in SORTS if mine.get(sort.name)]
        helped = sum(mine.get(name, 0) for name in _HELPED)
        found.append(Answer(row, said, helped, remarks.get(row.id, 0)))
    return found


def _in_order(found: list[Answer], order: str) -> list[Answer]:
    """Return them in the order of that name; `found` is in the order in which they were said."""
    if order == "newest":
        return found[::-1]
    if order == "first":
        return found
    return sorted(found, key=lambda each: (not each.row.is_answer, -each.helped))
