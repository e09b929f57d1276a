"""The world of the matrix, built once and taken back; and a kind that only these tests know."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tertulia.core.communities.models import JoinPolicy
from tertulia.core.threads import kinds
from tertulia.kit.limits import forget_spending
from tests.matrix.world import World

TRIAL = kinds.Kind(name="trial", label="Trial", plural="Trials")


@pytest.fixture(scope="session")
def trial_kind() -> Iterator[kinds.Kind]:
    """A second kind in the registry, as a feature would add it."""
    kinds._registry.kinds[TRIAL.name] = TRIAL
    yield TRIAL
    del kinds._registry.kinds[TRIAL.name]


@pytest.fixture(scope="module")
def policies() -> tuple[str, ...]:
    """The joining policies that the world is made with."""
    return tuple(JoinPolicy.values)


@pytest.fixture(scope="module")
def world(
    policies: tuple[str, ...],
    trial_kind: kinds.Kind,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """Everything the matrix asks about."""
    forget_spending()
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(policies)
        transaction.set_rollback(True)
