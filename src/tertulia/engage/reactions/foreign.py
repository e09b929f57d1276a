"""What an importer hands in, and the words of other places for what can be said here."""

from dataclasses import dataclass
from datetime import datetime

from tertulia.engage.reactions.names import BY_NAME

_ELSEWHERE = {
    "like": "thanks",
    "heart": "thanks",
    "love": "thanks",
    "pray": "thanks",
    "+1": "helpful",
    "thumbsup": "helpful",
    "thumbs_up": "helpful",
    "eyes": "same",
    "bulb": "insightful",
    "light_bulb": "insightful",
    "tada": "celebrate",
    "hooray": "celebrate",
}


@dataclass(frozen=True, slots=True)
class ForeignReaction:
    """Somebody said a word to a post; `post` and `author` are foreign keys."""

    line: int
    key: str
    post: str
    author: str
    name: str
    created_at: datetime
    word: str = "reaction"


def name_here(word: str) -> str:
    """Return the reaction that `word` of elsewhere is; empty where there is none like it."""
    word = word.strip(":").casefold()
    return word if word in BY_NAME else _ELSEWHERE.get(word, "")
