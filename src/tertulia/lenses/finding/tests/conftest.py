import itertools
from types import SimpleNamespace

import pytest

from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.communities.actions import add_member, found_community
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.core.threads.models import Post
from tertulia.lenses.finding import queries


class Town:
    """A few people and communities to write in, through the actions that everybody uses."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.ada = self.person("ada", "Ada Lovelace")
        self.ben = self.person("ben", "Ben Okri")
        self.eve = self.person("eve", "Eve Outside")
        self.boss = self.person("olga", "Olga Operator", is_operator=True)
        self.open = self.community("open", "The open house", "public")

    def person(self, handle: str, name: str, **more) -> Actor:
        row = Person.objects.create(email=f"{handle}@example.org", handle=handle, name=name, **more)
        return Actor(row.id, handle, name, is_operator=row.is_operator)

    def community(self, slug: str, name: str, visibility: str, **more) -> Community:
        made = found_community(
            actor=system("command"), slug=slug, name=name, visibility=visibility, **more
        )
        for actor in (self.ada, self.ben):
            add_member(actor=system("command"), community=made, person=actor.person_id)
        return made

    def start(self, title: str, body: str = "Hello.", *, by=None, where=None, **more) -> Post:
        return start_thread(
            actor=by or self.ada,
            community=where or self.open,
            kind="discussion",
            title=title,
            source=body,
            **more,
        )

    def answer(self, starter: Post, body: str, *, by=None) -> Post:
        return reply(actor=by or self.ben, thread_id=starter.thread_id, source=body)

    def found(self, text: str, *, by=ANONYMOUS, **more) -> list[tuple[str, int]]:
        """Return (title, number) of what is found."""
        queries.forget_languages()
        return [(hit.title, hit.number) for hit in queries.search(by, text, **more).hits]


@pytest.fixture
def town(db, settings) -> Town:
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": "off"})
    queries.forget_languages()
    return Town()


@pytest.fixture
def everybody(town: Town) -> SimpleNamespace:
    return SimpleNamespace(anonymous=ANONYMOUS, outside=town.eve, member=town.ada, boss=town.boss)
