"""A file is read by whoever may read a post it hangs on; on a draft by its owner alone."""

import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import (
    edit_post,
    forget_file,
    keep_file,
    remove_post,
    reply,
    restore_post,
    save_draft,
    sweep_files,
)
from tertulia.core.threads.models import Attachment, File, Post, Thread
from tertulia.core.threads.permissions import files_visible_to
from tertulia.core.threads.queries.files import file_for, files_on_draft
from tertulia.kit.media import FileRefused
from tertulia.kit.media.storing import GRACE_SECONDS, path_of
from tertulia.kit.media.uses import erase_unused
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, TooLarge, TooMany
from tests.programs import place


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


def changed(settings, **values: object) -> None:
    settings.TERTULIA = settings.TERTULIA.model_copy(update=values)


def bring(actor: Actor, content: bytes = b"words", name: str = "note.txt", draft: str = "") -> File:
    return keep_file(actor=actor, file=BytesIO(content), name=name, draft=draft)


def picture() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((1000, 500)).save(out, "PNG")
    return out.getvalue()


def link(file: File) -> str:
    return f"See [it]({file.address})."


def sees(actor: Actor, file: File) -> bool:
    found = file_for(actor, file.pk) is not None
    assert found == files_visible_to(actor).filter(pk=file.pk).exists()
    return found


def test_on_a_draft_it_is_its_owners_alone(workshop) -> None:
    file = bring(workshop.ben, draft="thread-1")
    assert [row.id for row in files_on_draft(workshop.ben, "thread-1")] == [file.pk]
    assert files_on_draft(workshop.ana, "thread-1") == []
    assert sees(workshop.ben, file)
    for other in (workshop.ana, workshop.eve, ANONYMOUS):
        assert not sees(other, file)


def test_on_a_post_it_is_read_with_its_words(workshop) -> None:
    file = bring(workshop.ben, draft="new")
    post = workshop.start(workshop.ben, link(file))
    assert f'href="{file.address}"' in post.html
    for other in (workshop.ana, workshop.eve, ANONYMOUS, workshop.ben):
        assert sees(other, file)
    assert file_for(ANONYMOUS, file.pk)[1]
    assert files_on_draft(workshop.ben, "new") == []


def test_where_only_members_read_others_do_not(workshop) -> None:
    closed = place("closed", coordinator=someone(workshop.ana), visibility="secret")
    file = bring(workshop.ana)
    workshop.start(workshop.ana, link(file), community=closed)
    assert sees(workshop.ana, file)
    assert not file_for(workshop.ana, file.pk)[1]
    for other in (workshop.ben, workshop.eve, ANONYMOUS):
        assert not sees(other, file)


def someone(actor: Actor):
    from tertulia.core.people.models import Person

    return Person.objects.get(pk=actor.person_id)


def test_a_number_in_anothers_post_opens_nothing(workshop) -> None:
    closed = place("closed", coordinator=someone(workshop.ana), visibility="secret")
    file = bring(workshop.ana, picture(), "secret.png")
    shows = f"![x]({file.address})"
    workshop.start(workshop.ana, shows, community=closed)
    stolen = workshop.start(workshop.ben, shows)  # who cannot read it
    assert "<img" not in stolen.html
    quoted = workshop.start(workshop.ana, shows)  # who brought it, and opens it thereby
    assert sees(workshop.ben, file)
    assert set(Attachment.objects.values_list("post", flat=True)) >= {quoted.pk}
    assert stolen.pk not in Attachment.objects.values_list("post", flat=True)


def test_who_reads_it_may_show_it_and_opens_it_to_nobody(workshop) -> None:
    closed = place("closed", someone(workshop.ben), coordinator=someone(workshop.ana))
    Community.objects.filter(pk=closed.pk).update(visibility="secret")
    file = bring(workshop.ana, picture(), "secret.png")
    workshop.start(workshop.ana, f"![x]({file.address})", community=closed)
    shown = workshop.start(workshop.ben, f"> ![x]({file.address})")
    assert "<img" in shown.html
    assert not sees(workshop.eve, file)
    assert not sees(ANONYMOUS, file)


def test_moved_to_a_secret_place_it_is_gone_for_others_at_once(workshop) -> None:
    file = bring(workshop.ben)
    post = workshop.start(workshop.ben, link(file))
    closed = place("closed", coordinator=someone(workshop.ana), visibility="secret")
    assert sees(workshop.eve, file)
    Thread.objects.filter(pk=post.thread_id).update(community=closed)
    assert not sees(workshop.eve, file)
    assert not sees(ANONYMOUS, file)
    assert sees(workshop.ana, file)


def test_with_a_removed_post_it_is_hidden_and_comes_back_with_it(workshop) -> None:
    first = workshop.start()
    file = bring(workshop.ben)
    post = reply(actor=workshop.ben, thread_id=first.thread_id, source=link(file))
    remove_post(actor=workshop.ana, post_id=post.pk)
    assert not sees(workshop.eve, file)
    assert sees(workshop.ana, file)  # who moderates
    restore_post(actor=workshop.ana, post_id=post.pk)
    assert sees(workshop.eve, file)


def test_taken_out_of_a_post_it_is_its_owners_again(workshop) -> None:
    file, other = bring(workshop.ana), bring(workshop.ana, b"more", "more.txt")
    post = workshop.start(source=link(file))
    edit_post(actor=workshop.ana, post_id=post.pk, source=link(other))
    assert not sees(workshop.eve, file)
    assert sees(workshop.eve, other)
    edit_post(actor=workshop.ana, post_id=post.pk, source=link(file) + link(other))
    assert sees(workshop.eve, file)


def test_a_picture_is_shown_with_its_measures(workshop) -> None:
    file = bring(workshop.ana, picture(), "../../Cat & dog.PNG")
    assert (file.name, file.width, file.height) == ("Cat & dog.PNG", 1000, 500)
    post = workshop.start(source=f"![A cat]({file.address})")
    assert 'width="1000" height="500"' in post.html
    assert f'src="/files/{file.pk}/Cat---dog.PNG?w=800"' in post.html
    assert "A cat" in Post.objects.get(pk=post.pk).text


def test_nobody_brings_anything_unknown(workshop) -> None:
    with pytest.raises(SignInFirst):
        bring(ANONYMOUS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<svg><script>1</script></svg>", "SVG"),
        (b"<!doctype html><script>1</script>", "Web pages"),
        (b"\x7fELF" + bytes(40), "Programs"),
        (b"MZ" + bytes(40), "Programs"),
        (bytes(40), "Nobody here knows"),
        (b"%PDF-1.4 /JavaScript", "script"),
        (b"GIF89a" + bytes(20), "broken"),
    ],
)
def test_what_is_not_taken_says_why(workshop, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        bring(workshop.ana, content, "holiday.jpg")
    assert not File.objects.exists()


def test_limits_are_settings(workshop, settings) -> None:
    changed(settings, upload_megabytes=1)
    with pytest.raises(TooLarge, match="at most 1 MB"):
        bring(workshop.ana, b"x" * 1_000_001)
    changed(settings, upload_megabytes=5, upload_day_megabytes=1)
    bring(workshop.ana, b"x" * 600_000)
    with pytest.raises(TooMany, match="within a day"):
        bring(workshop.ana, b"y" * 600_000)
    bring(workshop.ben, b"y" * 600_000)
    changed(settings, file_families="picture")
    with pytest.raises(FileRefused, match="not taken here"):
        bring(workshop.ben)


def test_a_post_carries_so_many_files(workshop, settings) -> None:
    changed(settings, files_per_post=2)
    files = [bring(workshop.ana, f"{n}".encode(), f"{n}.txt") for n in range(3)]
    with pytest.raises(Refused, match="at most 2 files"):
        workshop.start(source=" ".join(map(link, files)))
    assert not Post.objects.exists()
    workshop.start(source=" ".join(map(link, files[:2])))


def test_the_same_again_is_the_same(workshop) -> None:
    first, again = bring(workshop.ana, draft="d"), bring(workshop.ana, draft="d")
    assert first.pk == again.pk
    assert bring(workshop.ana, draft="e").pk != first.pk
    assert bring(workshop.ben, draft="d").pk != first.pk


def test_one_lets_go_of_ones_own_that_no_post_carries(workshop) -> None:
    file, posted = bring(workshop.ana), bring(workshop.ana, b"p")
    post = workshop.start(source=link(posted))
    for other in (workshop.ben, workshop.eve):
        with pytest.raises(NotHere):
            forget_file(actor=other, file_id=file.pk)
    with pytest.raises(SignInFirst):
        forget_file(actor=ANONYMOUS, file_id=posted.pk)
    with pytest.raises(Refused, match="carries this file"):
        forget_file(actor=workshop.ana, file_id=posted.pk)
    forget_file(actor=workshop.ana, file_id=file.pk)
    assert set(File.objects.values_list("pk", flat=True)) == {posted.pk}
    post.delete()
    forget_file(actor=workshop.ana, file_id=posted.pk)


def test_what_was_never_sent_is_swept_after_a_day(workshop) -> None:
    unsent, kept = bring(workshop.ana, draft="thread-1"), bring(workshop.ana, b"k", draft="new")
    save_draft(actor=workshop.ana, key="new", sequence=0, source=link(kept))
    posted = bring(workshop.ana, b"p")
    workshop.start(source=link(posted))
    assert sweep_files(actor=system("job")) == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert sweep_files(actor=system("job")) == 1
    assert not File.objects.filter(pk=unsent.pk).exists()
    assert File.objects.count() == 2


def test_erased_posts_leave_no_bytes(workshop) -> None:
    file = bring(workshop.ana, picture(), "a.png")
    digests = list(file.bytes.values_list("digest", flat=True))
    post = workshop.start(source=f"![x]({file.address})")
    for digest in digests:
        os.utime(path_of(digest), (1, time.time() - GRACE_SECONDS - 60))
    assert len(digests) == 3
    assert erase_unused() == 0
    post.delete()
    assert sweep_files(actor=system("job")) == 0  # a month in which a moderator may want it back
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert sweep_files(actor=system("job")) == 1
    assert erase_unused() == 3
    assert not any(path_of(digest).exists() for digest in digests)


def test_the_system_reads_what_hangs_on_posts_alone(workshop) -> None:
    file, posted = bring(workshop.ana), bring(workshop.ana, b"p")
    workshop.start(source=link(posted))
    assert sees(system("job"), posted)
    assert not sees(system("job"), file)
