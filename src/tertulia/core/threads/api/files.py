"""Files for programs: bringing them, reading them, letting them go."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from tertulia.core.threads.actions import forget_file, keep_file
from tertulia.core.threads.api.shapes import FileOut, file_out
from tertulia.core.threads.queries.files import file_for, file_row
from tertulia.kit.api.door import anyone
from tertulia.kit.api.json import created_reply, json_reply
from tertulia.kit.api.places import ROOT, Id
from tertulia.kit.media.serving import send_kept
from tertulia.kit.media.storing import content_of
from tertulia.kit.web.refusals import NotHere

router = Router(tags=["files"])

Width = Annotated[int, Field(ge=0, le=10_000)]


class FileIn(Schema):
    """What comes with a file: the draft that it is brought for."""

    draft: str = Field("", max_length=80)


@router.post("/files", response={201: FileOut}, summary="Bring a file")
def bring_file(request: HttpRequest, file: File[UploadedFile], about: Form[FileIn]) -> HttpResponse:
    """Keep a file; only the caller can read it until a post of theirs has its address.

    Sent as `multipart/form-data`. Write its `markdown` into the body of a post within a day. The
    same file for the same `draft` is kept once, so sending it again does no harm.
    """
    kept = keep_file(
        actor=request.actor, file=content_of(file), name=file.name or "", draft=about.draft
    )
    return created_reply(file_out(file_row(kept)), f"{ROOT}/files/{kept.pk}")


@router.get("/files/{file_id}", response=FileOut, auth=anyone, summary="Describe a file")
def read_file(request: HttpRequest, file_id: Id) -> HttpResponse:
    """Return what a file is, to whoever may read it."""
    found = file_for(request.actor, file_id)
    if found is None:
        raise NotHere
    return json_reply(file_out(found[0]))


_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/files/{file_id}/content",
    auth=anyone,
    summary="Read a file",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": _BYTES}}}},
)
def read_content(request: HttpRequest, file_id: Id, w: Width = 0) -> HttpResponseBase:
    """Return the bytes, or a part of them (`Range`); a picture about `w` pixels wide."""
    found = file_for(request.actor, file_id)
    if found is None:
        raise NotHere
    row, for_all = found
    drawn = row.drawn(w)
    try:
        return send_kept(
            request,
            drawn.digest,
            content_type=drawn.content_type,
            name=row.name,
            is_public=for_all,
        )
    except FileNotFoundError:
        raise NotHere from None


@router.delete("/files/{file_id}", response={204: None}, summary="Let a file go")
def let_file_go(request: HttpRequest, file_id: Id) -> HttpResponse:
    """Let go of a file of one's own that no post carries."""
    forget_file(actor=request.actor, file_id=file_id)
    return HttpResponse(status=204)
