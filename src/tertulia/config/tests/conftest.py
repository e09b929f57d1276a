"""What the tests of the commands ask for by name."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from tertulia.config.cli import main


@pytest.fixture
def tertulia() -> Callable[..., Result]:
    """The command line, run within this process and against the tests' own database."""

    def run(*words: str, given: str = "") -> Result:
        return CliRunner().invoke(main, list(words), input=given)

    return run


@pytest.fixture
def empty_index(transactional_db: None) -> None:
    """A search index without what earlier tests left in it: its tables belong to no model."""
    from tertulia.lenses.finding.upkeep import close_gaps, index_gaps

    close_gaps(index_gaps())
