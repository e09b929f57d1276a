"""Who decides about the whole place."""

from tertulia.core.activity.actors import Actor

RULES = {"choose_settings": "Operators, and the system at the command line."}


def can_choose_settings(actor: Actor) -> bool:
    """Whether `actor` may read and choose the settings of the place."""
    return actor.is_system or actor.is_operator
