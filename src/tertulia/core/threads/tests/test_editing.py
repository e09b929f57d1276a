import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.threads.actions import AnchorGiven, edit_post, remove_post, reply
from tertulia.core.threads.models import Anchor, Post, Revision
from tertulia.core.threads.queries import post_row
from tertulia.core.threads.queries.histories import revisions_of, states_seen
from tertulia.kit.web.refusals import Conflict, NotAllowed, NotHere, Refused


def kept(post: Post) -> list[tuple[int, str]]:
    return list(Revision.objects.filter(post=post).values_list("number", "source").order_by("pk"))


def test_an_edit_keeps_what_stood_before(workshop):
    post = workshop.start(source="One.")
    edit_post(actor=workshop.ana, post_id=post.pk, source="Two.")
    edit_post(actor=workshop.ana, post_id=post.pk, source="Three.\n")
    post.refresh_from_db()
    assert (post.source, post.text.strip(), post.revision_count) == ("Three.\n", "Three.", 2)
    assert kept(post) == [(0, "One."), (1, "Two.")]
    assert post.edited_at is not None
    states = revisions_of(post)
    assert [state.number for state in states] == [2, 1, 0]
    assert [bool(state.changes) for state in states] == [True, True, False]
    assert states[0].written_at == post.edited_at
    assert states[2].written_at == post.created_at
    assert Activity.objects.filter(verb="post.edited").count() == 2


def test_the_same_words_again_change_nothing(workshop):
    post = workshop.start(source="One.")
    before = Activity.objects.count()
    edit_post(actor=workshop.ana, post_id=post.pk, source="One.", revision=0)
    assert (kept(post), Activity.objects.count()) == ([], before)


def test_of_two_who_edit_from_the_same_state_the_second_is_told(workshop):
    post = workshop.start(source="One.")
    edit_post(actor=workshop.ana, post_id=post.pk, source="Two.", revision=0)
    with pytest.raises(Conflict, match="edited meanwhile"):
        edit_post(actor=workshop.ana, post_id=post.pk, source="Other.", revision=0)
    assert Post.objects.get(pk=post.pk).source == "Two."


def test_who_may_not_edit(workshop):
    post = workshop.start(by=workshop.ben)
    for actor in (workshop.ana, workshop.eve):
        with pytest.raises(NotAllowed):
            edit_post(actor=actor, post_id=post.pk, source="Mine.")
    with pytest.raises(NotHere):
        edit_post(actor=workshop.ben, post_id=10**9, source="Nothing.")
    gone = reply(actor=workshop.ben, thread_id=post.thread_id, source="Gone.")
    remove_post(actor=workshop.ben, post_id=gone.pk)
    with pytest.raises(Refused):
        edit_post(actor=workshop.ben, post_id=gone.pk, source="Still here.")


@pytest.mark.parametrize("source", ["", " \n", "x" * 200_001, "\x00"])
def test_words_that_cannot_be_kept_leave_the_post_as_it_is(workshop, source):
    post = workshop.start(source="One.")
    with pytest.raises(Refused):
        edit_post(actor=workshop.ana, post_id=post.pk, source=source)
    assert (Post.objects.get(pk=post.pk).source, kept(post)) == ("One.", [])


@pytest.fixture
def remark(workshop) -> Post:
    """A remark by Ben on some words of Ana's post."""
    source = "First comes the wood.\n\nThen the *warm glue* is put on.\n\nAt last one waits."
    post = workshop.start(source=source)
    anchor = AnchorGiven(number=1, exact="warm glue")
    return reply(actor=workshop.ben, thread_id=post.thread_id, source="How warm?", anchor=anchor)


def edited(workshop, remark: Post, source: str) -> Anchor:
    target = Post.objects.get(thread=remark.thread_id, number=1)
    edit_post(actor=workshop.ana, post_id=target.pk, source=source)
    return Anchor.objects.get(post=remark)


def test_an_anchor_is_found_again_where_its_words_went(workshop, remark):
    anchor = edited(
        workshop, remark, "New.\n\nFirst the wood.\n\nAnd then the warm glue is put on."
    )
    assert (anchor.state, anchor.paragraph_index, anchor.target_revision) == ("found", 2, 1)
    assert (anchor.exact, anchor.end - anchor.start) == ("warm glue", 9)


def test_an_anchor_follows_words_that_changed_a_little(workshop, remark):
    anchor = edited(
        workshop, remark, "First comes the wood.\n\nThen the warm glues is put on.\n\nWait."
    )
    assert anchor.state in ("found", "moved")
    assert anchor.exact == "warm glue"  # what was spoken about, not what stands there now
    assert post_row(remark.pk).spot.state == anchor.state


def test_an_anchor_whose_words_are_gone_is_orphaned_and_may_come_home(workshop, remark):
    anchor = edited(workshop, remark, "Everything is different now.")
    assert (anchor.state, anchor.exact, anchor.target_revision) == ("orphaned", "warm glue", 0)
    spot = post_row(remark.pk).spot
    assert (spot.state, spot.exact, spot.number) == ("orphaned", "warm glue", 1)
    again = edited(workshop, remark, "Now then.\n\nThen the *warm glue* is put on.")
    assert (again.state, again.target_revision) == ("found", 2)


def test_an_anchor_on_seconds_stays_where_it_is(workshop):
    post = workshop.start()
    anchor = AnchorGiven(number=1, seconds_from=12.5)
    made = reply(actor=workshop.ben, thread_id=post.thread_id, source="Here!", anchor=anchor)
    edit_post(actor=workshop.ana, post_id=post.pk, source="Other words.")
    assert post_row(made.pk).spot.seconds == 12.5
    assert Anchor.objects.get(post=made).state == "found"


def test_what_a_post_said_before_is_for_those_who_see_the_post(workshop):
    post = workshop.start()
    answer = reply(actor=workshop.ben, thread_id=post.thread_id, source="Once.")
    edit_post(actor=workshop.ben, post_id=answer.pk, source="Twice.")
    assert [state.source for state in states_seen(workshop.eve, answer.pk)] == ["Twice.", "Once."]
    remove_post(actor=workshop.ana, post_id=answer.pk)
    assert states_seen(workshop.eve, answer.pk) is None
    assert len(states_seen(workshop.ben, answer.pk)) == len(states_seen(workshop.ana, answer.pk))


def test_edits_under_an_alias_name_nobody(workshop):
    post = workshop.start(by=workshop.ben)
    Post.objects.filter(pk=post.pk).update(alias="A quiet voice")
    edit_post(actor=workshop.ben, post_id=post.pk, source="Quieter.")
    told = str(revisions_of(Post.objects.get(pk=post.pk)))
    assert "A quiet voice" in told
    assert "Ben" not in told
    assert str(workshop.ben.person_id) not in {
        str(state.by.person_id) for state in revisions_of(Post.objects.get(pk=post.pk))
    }
