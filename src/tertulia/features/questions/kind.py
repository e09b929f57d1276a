"""A question: a thread that waits for an answer, and says which one helped."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tertulia.core.threads.kinds import Kind
from tertulia.features.questions.models import Question
from tertulia.features.questions.queries import acts_of, people_with_it


def write_question(thread_id: int, fields: dict[str, Any]) -> None:
    """Write the row beside a thread that is being started: nobody else has the question yet."""
    Question.objects.create(thread_id=thread_id)


KIND = Kind(
    name="question",
    label=_("Question"),
    plural=_("Questions"),
    icon="circle-help",
    statuses=("open", "answered", "resolved", "closed"),
    accepts_answers=True,
    waiting_people=people_with_it,
    detail_model=Question,
    create_detail=write_question,
    acts_of=acts_of,
    acts_template="questions/acts.html",
    body_template="questions/body.html",
    list_template="questions/line.html",
    import_words=("question",),
    notification_line=_("asked a question"),
    has_reply_clock=True,
)
