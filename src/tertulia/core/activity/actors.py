"""Who acts. An actor is passed from the door to the action, never looked up on the way."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at a door: a person, nobody yet known, or the system itself.

    `door` is one of page, api, mail, import, job, command, live.
    """

    person_id: int | None = None
    handle: str = ""
    name: str = ""
    is_operator: bool = False
    language: str = ""
    time_zone: str = ""
    door: str = "page"
    on_behalf_of: int | None = None
    session_key: str = ""
    is_system: bool = False
    # Not 0 where they block or mute somebody; another number each time that this changes.
    hides: int = 0

    @property
    def signed_in(self) -> bool:
        """Whether a person stands behind this actor."""
        return self.person_id is not None

    def at(self, door: str) -> "Actor":
        """Return the same actor at another door."""
        return replace(self, door=door)


ANONYMOUS = Actor()


def system(door: str) -> Actor:
    """Return the actor of work that nobody in particular asked for."""
    return Actor(name="Tertulia", door=door, is_system=True)
