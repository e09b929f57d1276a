"""A discussion: a thread that is nothing but its conversation."""

from django.utils.translation import gettext_lazy as _

from tertulia.core.threads.kinds import Kind

KIND = Kind(
    name="discussion",
    label=_("Discussion"),
    plural=_("Discussions"),
    icon="message-circle",
    statuses=("open", "resolved", "closed"),
    import_words=("topic", "discussion"),
    notification_line=_("started a discussion"),
)
