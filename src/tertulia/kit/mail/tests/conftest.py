from collections.abc import Iterator

import pytest

from tertulia.kit.mail.tests.post_office import PostOffice


@pytest.fixture
def mail_through(settings):
    """Set up mail as an operator would; empty: no way out."""

    def use(url: str) -> None:
        settings.TERTULIA = settings.TERTULIA.model_copy(
            update={"email_url": url, "base_url": "https://tertulia.example"}
        )
        settings.DEFAULT_FROM_EMAIL = "Tertulia <post@tertulia.example>"
        settings.EMAIL_BACKEND = "tertulia.kit.mail.backend.OutboxBackend"

    return use


@pytest.fixture
def post_office(mail_through) -> Iterator[PostOffice]:
    """A mail server that this instance sends through."""
    with PostOffice() as office:
        mail_through(office.url)
        yield office
