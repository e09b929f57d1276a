import pytest
from django.test import Client

from tertulia.core.threads.actions import save_draft, start_thread
from tertulia.core.threads.models import Draft
from tertulia.kit.limits import forget_spending
from tests.programs import acting, place, somebody

pytestmark = pytest.mark.django_db


def test_one_finds_everything_one_has_begun_and_nobody_else_does(db):
    forget_spending()
    person, other = somebody("Ana"), somebody("Ben")
    ana = acting(person)
    home = place("masons", person)
    thread = start_thread(
        actor=ana, community=home, kind="discussion", title="Damp walls", source="Words."
    ).thread_id
    save_draft(actor=ana, key=f"thread-{thread}", sequence=0, source="Half a reply")
    save_draft(actor=ana, key=f"new-{home.pk}", sequence=0, source="Half a thread", title="Lime")
    save_draft(actor=ana, key="odd", sequence=0, source="Of nowhere")
    client = Client()
    client.force_login(person)
    page = client.get("/drafts").content.decode()
    for text in ("Damp walls", "Half a reply", f'href="/t/{thread}"', 'href="/c/masons/new"'):
        assert text in page
    client.post("/drafts", {"key": "odd", "seq": "0"})
    assert Draft.objects.filter(key="odd").exists()  # another window wrote later words
    client.post("/drafts", {"key": "odd", "seq": "1"})
    assert not Draft.objects.filter(key="odd").exists()
    stranger = Client()
    stranger.force_login(other)
    assert "Half a" not in stranger.get("/drafts").content.decode()
    assert Client().get("/drafts").status_code in (302, 401)
