"""What the demonstration knows while it happens: people, places and threads by their names."""

from dataclasses import dataclass, field

from tertulia.config.demo.scripts import Event
from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.people.models import Person
from tertulia.core.threads.models import Post

VISITOR = "robin"


@dataclass
class Stage:
    """What is there so far, by the names that the content uses."""

    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Community] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)

    def actor(self, handle: str) -> Actor:
        """Return somebody at the page that they write on."""
        person = self.people[handle]
        return Actor(
            person_id=person.id,
            handle=person.handle,
            name=person.name,
            is_operator=person.is_operator,
            language=person.language,
        )

    def actors(self, handles: str) -> list[Actor]:
        """Return several who do the same, as their handles with commas between."""
        return [self.actor(handle) for handle in handles.split(",")]

    def post(self, name: str, event: Event) -> int:
        """Return the post that something is done to: by its number in a thread, else the first."""
        number = event.number or 1
        return Post.objects.get(thread=self.threads[name], number=number).id
