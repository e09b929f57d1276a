"""What follows from activity for people: news for each, one module a part of the product."""

from tertulia.lenses.notifications.telling import (
    answers,
    belonging,
    moderation,
    posts,
    reactions,
    reminders,
)

TELLERS = (posts, answers, reactions, belonging, moderation, reminders)
