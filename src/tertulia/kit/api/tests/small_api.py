"""A small API with notes, to try the conventions on."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.http import Http404, HttpRequest
from django.urls import path
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tertulia.kit.api.door import anyone
from tertulia.kit.api.factory import make_api
from tertulia.kit.api.pages import Page, PageQuery, key_of, page_of
from tertulia.kit.web.refusals import Conflict, NotAllowed, NotHere, Refused, TooLarge, TooMany

router = Router(tags=["notes"])
written: list[str] = []
NOTES = [(number, datetime(2030, 1, 1, 12, number // 2, tzinfo=UTC)) for number in range(10)]


@dataclass(frozen=True)
class Somebody:
    person_id: int | None

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None


@dataclass(frozen=True)
class Token:
    actor: Somebody
    scope: str


class NoteIn(Schema):
    title: str = Field(min_length=2, max_length=20)
    stars: int = 0


class Note(Schema):
    """A note, and when it was made."""

    id: int
    created: datetime


@router.get("/notes", response=Page[Note], auth=anyone)
def list_notes(request: HttpRequest, query: Query[PageQuery]):
    """The notes, newest first."""
    rows = sorted(NOTES, key=lambda note: (note[1], note[0]), reverse=True)
    if query.cursor:
        start = key_of(query.cursor, datetime, int)
        rows = [row for row in rows if (row[1], row[0]) < start]
    page = page_of(rows[: query.limit + 1], query.limit, lambda row: (row[1], row[0]))
    page["items"] = [Note(id=number, created=made) for number, made in page["items"]]
    return page


@router.post("/notes", response={201: NoteIn})
def write_note(request: HttpRequest, note: NoteIn):
    if note.title == "refuse":
        raise Refused("Not that title.", "title")
    written.append(note.title)
    keep(note.title)
    if note.title == "break":
        raise RuntimeError("secret detail")
    return Status(201, note)


def keep(title: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into api_test_notes (title) values (%s)", [title])


REFUSALS = {
    "allowed": NotAllowed,
    "here": NotHere,
    "conflict": Conflict,
    "large": TooLarge,
    "absent": Http404,
    "many": lambda: TooMany("Slowly.", retry_after=7),
}


@router.get("/refusals/{word}")
def refuse(request: HttpRequest, word: str):
    raise REFUSALS[word]()


@router.get("/notes/{number}", response=Note)
def read_note(request: HttpRequest, number: int):
    return Note(id=number, created=NOTES[number][1])


def authenticate(token: str) -> Token | None:
    known = {"ana": (1, "write"), "bea": (2, "write"), "reader": (3, "read")}
    if token not in known:
        return None
    person, scope = known[token]
    return Token(Somebody(person), scope)


api = make_api(authenticate=authenticate, anonymous=Somebody(None), routers=[("", router)])
urlpatterns = [path("api/v1/", api.urls)]
