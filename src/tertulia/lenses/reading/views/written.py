"""What somebody wrote in a form, with the files that came along."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tertulia.core.threads.actions import keep_file
from tertulia.core.threads.queries.files import file_row
from tertulia.kit.media.storing import content_of
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.views.forms import posted_text


def written_with_files(request: HttpRequest) -> str:
    """Return the words of a form, and below them the files that it brought.

    Keeps the files for the form's draft; a refusal names the file that it is about.
    """
    source = posted_text(request, "source")
    if request.content_type != "multipart/form-data":
        return source
    given = request.FILES.getlist("file")
    if not given:
        return source
    if not request.actor.signed_in:
        raise SignInFirst
    if len(given) > settings.TERTULIA.files_per_post:
        most = {"most": settings.TERTULIA.files_per_post}
        raise Refused(_("A post carries at most %(most)d files.") % most, "file")
    draft = request.POST.get("draft", "")
    kept = []
    for one in given:
        try:
            kept.append(
                keep_file(
                    actor=request.actor, file=content_of(one), name=one.name or "", draft=draft
                )
            )
        except Refused as refusal:
            refusal.sentence = f"{one.name}: {refusal.sentence}"
            raise
    lines = "\n\n".join(file_row(file).markdown for file in kept)
    return f"{source.rstrip()}\n\n{lines}\n".lstrip()


def taken_out(source: str, file_id: int) -> str:
    """Return the words without what shows the file or leads to it."""
    speaks = rf"!?\[(?:[^\[\]\\]|\\.)*\]\(/files/{file_id}/[^()\s]*(?:\s+\"[^\"]*\")?\)"
    return re.sub(rf"\n*{speaks}", "", source)
