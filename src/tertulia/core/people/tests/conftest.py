from collections.abc import Iterator

import pytest

from tertulia.kit.limits import forget_spending


@pytest.fixture(autouse=True)
def nothing_spent() -> Iterator[None]:
    forget_spending()
    yield
    forget_spending()
