import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.threads.actions import discard_draft, save_draft
from tertulia.core.threads.actions.drafts import NewerDraft
from tertulia.core.threads.queries.drafts import draft_of
from tertulia.kit.web.refusals import Refused, SignInFirst

KEY = "thread-1"


def save(actor, sequence: int, source: str, **more) -> int:
    return save_draft(actor=actor, key=KEY, sequence=sequence, source=source, **more)


def test_a_draft_is_kept_and_is_ones_own(workshop):
    assert save(workshop.ana, 0, "Half a ", title="T") == 1
    assert save(workshop.ana, 1, "Half a thought", title="T") == 2
    row = draft_of(workshop.ana, KEY)
    assert (row.seq, row.source, row.title) == (2, "Half a thought", "T")
    for other in (workshop.ben, ANONYMOUS):
        assert draft_of(other, KEY).source == ""
    assert save(workshop.ben, 0, "Ben's") == 1
    assert draft_of(workshop.ana, KEY).source == "Half a thought"


def test_the_later_words_of_another_window_are_not_overwritten(workshop):
    first_window = save(workshop.ana, 0, "From the desk")
    with pytest.raises(NewerDraft) as newer:
        save(workshop.ana, 0, "From the train")  # it never saw what the desk saved
    assert (newer.value.draft.source, newer.value.draft.sequence) == ("From the desk", first_window)
    assert save(workshop.ana, first_window, "Both") == 2
    with pytest.raises(NewerDraft):
        save(workshop.ana, first_window, "The desk goes on")
    assert draft_of(workshop.ana, KEY).source == "Both"


def test_who_sends_does_not_throw_away_what_another_window_wrote(workshop):
    mine = save(workshop.ana, 0, "Sent")
    save(workshop.ana, mine, "Written elsewhere meanwhile")
    discard_draft(actor=workshop.ana, key=KEY, sequence=mine)
    assert draft_of(workshop.ana, KEY).source == "Written elsewhere meanwhile"
    discard_draft(actor=workshop.ben, key=KEY)
    assert draft_of(workshop.ana, KEY).seq == 2
    discard_draft(actor=workshop.ana, key=KEY, sequence=2)
    assert draft_of(workshop.ana, KEY).seq == 0


def test_a_window_that_goes_on_after_a_draft_was_let_go_is_kept(workshop):
    last = save(workshop.ana, 0, "Sent")
    discard_draft(actor=workshop.ana, key=KEY)
    assert save(workshop.ana, last, "And another thing") == last + 1


@pytest.mark.parametrize(
    "wrong", [{"source": "x" * 400_001}, {"source": "\x00"}, {"title": "x" * 1_001}]
)
def test_drafts_that_cannot_be_kept(workshop, wrong):
    with pytest.raises(Refused):
        save(workshop.ana, 0, **{"source": "A", **wrong})
    with pytest.raises(Refused):
        save_draft(actor=workshop.ana, key="x" * 81, sequence=0, source="A")
    assert draft_of(workshop.ana, KEY).seq == 0


def test_nobody_in_particular_keeps_no_draft(workshop):
    with pytest.raises(SignInFirst):
        save(ANONYMOUS, 0, "A")
