from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from tertulia.core.activity.actors import system
from tertulia.core.threads.actions import (
    AnchorGiven,
    edit_post,
    keep_file,
    remove_post,
    remove_thread,
    reply,
    restore_post,
    restore_thread,
)
from tertulia.core.threads.actions.erasing import erase_removed
from tertulia.core.threads.jobs import erase
from tertulia.core.threads.models import Anchor, Attachment, File, Post, Removal, Revision
from tertulia.kit.web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
JOB = system("job")


@pytest.fixture
def gone(workshop) -> Post:
    """A post that was edited, spoken about and removed."""
    thread = workshop.start().thread_id
    post = reply(actor=workshop.ben, thread_id=thread, source="First words.")
    edit_post(actor=workshop.ben, post_id=post.pk, source="Later words.")
    words = AnchorGiven(number=2, exact="Later")
    reply(actor=workshop.eve, thread_id=thread, source="About that.", anchor=words)
    remove_post(actor=workshop.ben, post_id=post.pk, reason="Too much.")
    return post


def later(days: int = 1):
    return timezone.now() + timedelta(days=days)


def test_what_was_hidden_for_long_is_gone_for_good(workshop, gone):
    assert erase_removed(actor=JOB, before=timezone.now() - timedelta(days=1)) == 0
    assert erase_removed(actor=JOB, before=later()) == 1
    assert erase_removed(actor=JOB, before=later()) == 0
    gone.refresh_from_db()
    assert (gone.source, gone.html, gone.text, gone.is_removed) == ("", "", "", True)
    assert not Revision.objects.filter(post=gone).exists()
    assert Anchor.objects.get().exact == ""
    assert Removal.objects.get(post=gone).reason == "Too much."
    with pytest.raises(Refused):
        restore_post(actor=workshop.ana, post_id=gone.pk)


def test_what_was_brought_back_stays(workshop, gone):
    restore_post(actor=workshop.ben, post_id=gone.pk)
    assert erase_removed(actor=JOB, before=later()) == 0
    gone.refresh_from_db()
    assert gone.source == "Later words."


def test_a_whole_thread_goes_with_its_posts(workshop):
    first = workshop.start()
    reply(actor=workshop.ben, thread_id=first.thread_id, source="Words.")
    remove_thread(actor=workshop.ana, thread_id=first.thread_id)
    assert erase_removed(actor=JOB, before=later()) == 1
    assert set(Post.objects.values_list("source", "text")) == {("", "")}
    with pytest.raises(Refused):
        restore_thread(actor=workshop.ana, thread_id=first.thread_id)


def test_the_job_waits_as_long_as_the_operator_says(workshop, gone, settings):
    Removal.objects.update(removed_at=timezone.now() - timedelta(days=40))
    for days, erased in ((0, False), (60, False), (30, True)):
        settings.TERTULIA = settings.TERTULIA.model_copy(update={"retention_days": days})
        erase()
        gone.refresh_from_db()
        assert (gone.source == "") is erased


def test_nobody_erases_by_hand(workshop):
    with pytest.raises(NotAllowed):
        erase_removed(actor=workshop.ana, before=later())


def test_its_files_go_with_it_but_for_those_that_another_post_carries(workshop, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    one, both = (
        keep_file(actor=workshop.ben, file=BytesIO(words), name="note.txt")
        for words in (b"one", b"both")
    )
    first, second = (f"[x]({file.address})" for file in (one, both))
    thread = workshop.start().thread_id
    gone = reply(actor=workshop.ben, thread_id=thread, source=f"{first} {second}")
    kept = reply(actor=workshop.ben, thread_id=thread, source=second)
    remove_post(actor=workshop.ben, post_id=gone.pk)
    assert erase_removed(actor=JOB, before=later()) == 1
    assert list(File.objects.all()) == [both]
    assert list(Attachment.objects.values_list("post", flat=True)) == [kept.pk]
