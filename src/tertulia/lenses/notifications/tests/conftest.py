import pytest

from tertulia.core.activity.actors import system
from tertulia.core.activity.queries import last_id
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import reply, start_thread
from tertulia.lenses.notifications.actions import tell_what_happened
from tertulia.lenses.notifications.models import Notification, Progress
from tertulia.lenses.notifications.queries import notifications_of
from tests.programs import acting, place, somebody


class Square:
    """Ana begins threads, Ben and Cleo are members, Eve belongs nowhere."""

    def __init__(self) -> None:
        self.ana, self.ben, self.cleo, self.eve = map(somebody, ("Ana", "Ben", "Cleo", "Eve"))
        self.masons = place("masons", self.ben, self.cleo, coordinator=self.ana)
        self.forget()

    def forget(self) -> None:
        """Begin to tell from here on."""
        Progress.objects.update_or_create(name="told", defaults={"activity": last_id()})

    def begin(self, who: Person, where: Community | None = None, **more: object) -> int:
        given = {"title": "Which lime?", "source": "Hello.", **more}
        post = start_thread(
            actor=acting(who), community=where or self.masons, kind="discussion", **given
        )
        return post.thread_id

    def say(self, who: Person, thread: int, words: str = "Hydraulic.", **more: object) -> int:
        return reply(actor=acting(who), thread_id=thread, source=words, **more).number

    def tell(self) -> int:
        return tell_what_happened(actor=system("job"))

    def told(self, who: Person, *, unread: bool = False) -> list[tuple[str, int | None]]:
        """Tell what happened, and return (cause, post number) of what somebody sees."""
        self.tell()
        return [(it.cause, it.number) for it in notifications_of(acting(who), unread=unread)]

    def stored(self, who: Person) -> int:
        self.tell()
        return Notification.objects.filter(person=who).count()


@pytest.fixture
def square(db: None) -> Square:
    return Square()
