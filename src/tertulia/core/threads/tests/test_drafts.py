import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.threads.actions import discard_draft, discard_words_beside, save_draft
from tertulia.core.threads.actions.drafts import MOST_BESIDE, NewerDraft, Window, Words
from tertulia.core.threads.models import DraftBeside
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


def texts(actor) -> list[str]:
    """Return what is kept under the key: the draft, then what stands beside it."""
    row = draft_of(actor, KEY)
    return [row.source, *(one.source for one in row.beside)]


def write(actor, name: str, turn: int, sequence: int, source: str, **more) -> int:
    """Save as a window of this name; return the sequence that it then knows."""
    try:
        return save(actor, sequence, source, window=Window(name, turn), **more)
    except NewerDraft as newer:
        return newer.draft.sequence


def test_words_of_a_second_window_stand_beside_until_they_change_places(workshop):
    write(workshop.ana, "desk", 1, 0, "Of ash")
    known = write(workshop.ana, "train", 1, 0, "Of beech")
    assert texts(workshop.ana) == ["Of ash", "Of beech"]
    write(workshop.ana, "train", 2, known, "Of beech and elm")
    assert texts(workshop.ana) == ["Of beech and elm", "Of ash"]
    write(workshop.ana, "desk", 2, 1, "Of ash and oak")  # it has not seen any of that
    assert texts(workshop.ana) == ["Of beech and elm", "Of ash and oak"]


def test_savings_of_one_window_may_arrive_in_another_order(workshop):
    last = write(workshop.ana, "desk", 2, 0, "Half a thought")
    assert write(workshop.ana, "desk", 1, 0, "Half a") == last
    assert texts(workshop.ana) == ["Half a thought"]
    write(workshop.ana, "train", 2, 0, "Other words")
    write(workshop.ana, "train", 1, 0, "Other")
    assert texts(workshop.ana) == ["Half a thought", "Other words"]


def test_the_answer_to_a_saving_was_lost_and_the_window_goes_on(workshop):
    write(workshop.ana, "desk", 1, 0, "Half a thought")
    assert write(workshop.ana, "desk", 2, 0, "Half a word") == 2
    assert texts(workshop.ana) == ["Half a word"]


def test_words_that_hold_all_that_is_kept_take_its_place(workshop):
    save(workshop.ana, 0, "Half", title="T")
    assert save(workshop.ana, 0, "Half a thought", title="T") == 2
    with pytest.raises(NewerDraft):
        save(workshop.ana, 0, "Half a thought and more", title="Other")
    assert texts(workshop.ana) == ["Half a thought"]


def test_what_a_window_holds_besides_is_kept_and_may_be_let_go(workshop):
    save(workshop.ana, 0, "Mine", beside=[Words("Other"), Words("Other"), Words("Min")])
    assert texts(workshop.ana) == ["Mine", "Other"]
    number = draft_of(workshop.ana, KEY).beside[0].id
    for actor, key in ((workshop.ben, KEY), (workshop.ana, "thread-2"), (ANONYMOUS, KEY)):
        discard_words_beside(actor=actor, key=key, number=number)
    assert texts(workshop.ana) == ["Mine", "Other"]
    discard_words_beside(actor=workshop.ana, key=KEY, number=number)
    assert texts(workshop.ana) == ["Mine"]


def test_what_was_sent_goes_and_what_stands_beside_takes_its_place(workshop):
    write(workshop.ana, "desk", 1, 0, "Of ash")
    write(workshop.ana, "train", 1, 0, "Of beech")
    discard_draft(actor=workshop.ana, key=KEY, sequence=0, window="train")
    assert texts(workshop.ana) == ["Of ash"]
    write(workshop.ana, "train", 2, 0, "Of elm")
    discard_draft(actor=workshop.ana, key=KEY, sequence=1, window="desk")
    assert texts(workshop.ana) == ["Of elm"]
    discard_draft(actor=workshop.ana, key=KEY)
    assert texts(workshop.ana) == [""]


def test_fields_are_words_too(workshop):
    save(workshop.ana, 0, "A", extra={"poll_question": "Which beam?"})
    assert draft_of(workshop.ana, KEY).fields == {"poll_question": "Which beam?"}
    with pytest.raises(NewerDraft):
        save(workshop.ana, 0, "A", extra={"poll_question": "Which loom?"})
    with pytest.raises(Refused):
        save(workshop.ana, 1, "A", extra={"topics": "x" * 20_001})


def test_there_is_an_end_to_what_stands_beside(workshop):
    save(workshop.ana, 0, "Mine")
    for number in range(MOST_BESIDE + 5):
        save(workshop.ana, number + 1, "Mine", beside=[Words(f"[{number}]")])
    assert DraftBeside.objects.count() == MOST_BESIDE
    assert texts(workshop.ana)[1] == f"[{MOST_BESIDE + 4}]"
