"""A bridge to the pages of these tests, without any middleware."""

from collections.abc import Iterator

import pytest

from tertulia.kit.web.bridge import Bridge
from tertulia.kit.web.pool import Pool
from tertulia.kit.web.tests import pages


@pytest.fixture
def pool() -> Iterator[Pool]:
    threads = Pool(3, "page")
    threads.start()
    yield threads
    threads.stop(2)


@pytest.fixture
def bridge(settings, pool: Pool) -> Bridge:
    settings.ROOT_URLCONF = "tertulia.kit.web.tests.pages"
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = None
    pages.written.clear()
    pages.may_write.clear()
    return Bridge(pool, body_limit=300_000, memory_limit=50_000)
