import pytest

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.actions import start_thread
from tertulia.core.threads.models import Post
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody


class Workshop:
    """A public community that anybody may join, with Ana in charge and Ben as a member."""

    def __init__(self) -> None:
        self.ana, self.ben, self.eve = (acting(somebody(name)) for name in ("Ana", "Ben", "Eve"))
        people = [somebody_of(actor) for actor in (self.ana, self.ben)]
        self.plaza = place("plaza", people[1], coordinator=people[0])

    def start(self, by: Actor | None = None, source: str = "Hello.", **more) -> Post:
        wish = {"kind": "discussion", "title": "A title", "community": self.plaza, **more}
        return start_thread(actor=by or self.ana, source=source, **wish)


def somebody_of(actor: Actor):
    from tertulia.core.people.models import Person

    return Person.objects.get(pk=actor.person_id)


@pytest.fixture
def workshop(db) -> Workshop:
    forget_spending()
    return Workshop()
