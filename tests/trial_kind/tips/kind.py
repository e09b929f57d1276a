"""A tip: a thread with a line that says when it applies. Coordinators alone share tips."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tertulia.core.communities.permissions import can_change_community
from tertulia.core.threads.kinds import Kind
from tertulia.features.tips.models import Tip
from tertulia.kit.text.fields import checked_line


def parse_tip(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tip's own fields, or refuse with a sentence."""
    line = checked_line(str(data.get("applies_when", "")), limit=200, field="applies_when")
    return {"applies_when": line}


def write_tip(thread_id: int, fields: dict[str, Any]) -> None:
    """Store the tip's own row."""
    Tip.objects.create(thread_id=thread_id, **fields)


KIND = Kind(
    name="tip",
    label=_("Tip"),
    plural=_("Tips"),
    icon="lightbulb",
    detail_model=Tip,
    parse=parse_tip,
    create_detail=write_tip,
    form_template="tips/form.html",
    body_template="tips/body.html",
    list_template="tips/line.html",
    may_open=can_change_community,
    import_words=("tip",),
    import_row=parse_tip,
    notification_line=_("shared a tip"),
)
