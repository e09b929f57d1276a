import re

import pytest
from django.test import Client

from tertulia.core.people.actions import set_password
from tests.programs import acting, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["localhost:6666", "127.0.0.1"])
def test_the_link_leads_to_our_own_address_wherever_it_was_asked_for(host, settings, mailoutbox):
    settings.BASE_URL = "https://plaza.example"
    ana = somebody("Ana")
    set_password(actor=acting(ana), person=ana, password="a long and quiet word")
    client = Client(headers={"host": host})
    asked = client.post("/account/password/reset/", {"email": "ana@example.org"})
    assert asked.status_code == 302
    text = mailoutbox[0].body
    link = re.search(r"https?://\S+/key/\S+", text)
    assert link
    assert link.group().startswith("https://plaza.example/account/password/reset/key/")
    assert host not in text + mailoutbox[0].subject
    assert settings.TERTULIA.site_name in text
    path = link.group().removeprefix("https://plaza.example")
    assert client.get(path, follow=True).status_code == 200


def test_whoever_has_no_account_is_told_so_from_our_own_address(settings, mailoutbox):
    settings.BASE_URL = "https://plaza.example"
    client = Client(headers={"host": "localhost:6666"})
    client.post("/account/password/reset/", {"email": "nobody@example.org"})
    for letter in mailoutbox:
        assert "localhost" not in letter.body + letter.subject
    links = re.findall(r"https?://\S+", mailoutbox[0].body)
    assert all(link.startswith("https://plaza.example/") for link in links)
