"""`python -m tests.serving.deactivating EMAIL`: close an account, from another process."""

import sys

from tertulia.config.commands.instance import open_instance, operator, person_called


def main(email: str) -> None:
    """Deactivate the person with this address."""
    open_instance()
    from tertulia.core.people.actions import deactivate_person

    deactivate_person(actor=operator(), person=person_called(email))


if __name__ == "__main__":
    main(sys.argv[1])
