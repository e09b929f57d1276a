"""Reporting posts, and deciding about reports, for programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tertulia.engage.reports.actions import report_post, settle_report
from tertulia.engage.reports.queries import ReportRow, report_at, reports_open
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, page_of
from tertulia.kit.api.places import Id
from tertulia.kit.web.refusals import NotHere, SignInFirst

router = Router(tags=["moderation"])


class ReportIn(Schema):
    """What is wrong with a post."""

    reason: Literal["off_domain", "unkind", "confidential", "spam", "unsafe"]
    words: str = Field("", max_length=2_000)


class OutcomeIn(Schema):
    """What becomes of a report; the words are for the author of the post."""

    outcome: Literal["dismissed", "noted", "edit_asked", "hidden"]
    words: str = Field("", max_length=2_000)


@dataclass(frozen=True, slots=True)
class ReportOut:
    """A report, for who may decide about it. `outcome` is empty while it is open."""

    id: int
    post: int
    thread: int
    community: str
    reason: str
    words: str
    said: str
    reporter: str
    made_at: datetime
    outcome: str
    settled_at: datetime | None


def _out(it: ReportRow) -> ReportOut:
    return ReportOut(
        it.id,
        it.post_id,
        it.thread_id,
        it.community_slug,
        it.reason,
        it.words,
        it.said,
        it.reporter_handle,
        it.made_at,
        it.outcome,
        it.settled_at,
    )


@router.post("/posts/{post_id}/reports", response={204: None}, summary="Report a post")
def report(request: HttpRequest, post_id: Id, given: ReportIn) -> HttpResponse:
    """Tell those who moderate that something is wrong with a post; its author is not told."""
    report_post(actor=request.actor, post_id=post_id, reason=given.reason, words=given.words)
    return HttpResponse(status=204)


@router.get("/reports", response=Page[ReportOut], summary="List the reports that wait")
def list_reports(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Return the open reports about which the caller may decide, the longest waiting first."""
    if not request.actor.signed_in:
        raise SignInFirst
    rows = reports_open(request.actor, after=query.after_number(), limit=query.limit + 1)
    page = page_of(rows, query.limit, lambda row: (row.id,))
    page["items"] = [_out(row) for row in page["items"]]
    return json_reply(page)


@router.post("/reports/{report_id}/outcome", response=ReportOut, summary="Decide about a report")
def settle(request: HttpRequest, report_id: Id, given: OutcomeIn) -> HttpResponse:
    """Decide about every open report of a post, and do what was decided."""
    settle_report(actor=request.actor, report=report_id, outcome=given.outcome, words=given.words)
    it = report_at(request.actor, report_id)
    if it is None:
        raise NotHere
    return json_reply(_out(it))
