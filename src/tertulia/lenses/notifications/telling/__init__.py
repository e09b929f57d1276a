"""What follows from activity for people: news for each, one module a part of the product."""

from tertulia.lenses.notifications.telling import belonging, moderation, posts

TELLERS = (posts, belonging, moderation)
