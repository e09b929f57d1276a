import threading

import pytest
from django.db import connection, transaction

from tertulia.core.activity import record as recording
from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.activity.models import Activity
from tertulia.core.activity.queries import entries_about, entries_after, last_id
from tertulia.core.activity.record import Happened, after, on_commit_nudge, record, within

ANA = Actor(person_id=7, handle="ana", name="Ana")


@pytest.fixture
def told(monkeypatch):
    """What handlers of the verb `tried` were told, and how often the reader was nudged."""
    heard: dict[str, list] = {"within": [], "after": [], "nudges": []}
    monkeypatch.setattr(recording, "_within", type(recording._within)(list))
    monkeypatch.setattr(recording, "_after", type(recording._after)(list))
    monkeypatch.setattr(recording, "_nudges", [])
    within("tried")(lambda happened: heard["within"].append(happened))
    after("tried")(lambda happened: heard["after"].append(happened))
    on_commit_nudge(lambda: heard["nudges"].append(1))
    return heard


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction(told):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("tried", actor=ANA)
    assert (last_id(), told["within"]) == (0, [])


@pytest.mark.django_db
def test_what_is_recorded_is_all_there(told, django_capture_on_commit_callbacks):
    actor = Actor(person_id=7, on_behalf_of=8, door="api")
    with django_capture_on_commit_callbacks(execute=True):
        number = record(
            "tried", actor=actor, community=1, thread=2, post=3, person=4, data={"number": 5}
        )
        assert (told["after"], told["nudges"]) == ([], [])
    row = Activity.objects.get()
    shown = (row.actor, row.on_behalf_of, row.door, row.community, row.thread, row.post, row.person)
    assert shown == (7, 8, "api", 1, 2, 3, 4)
    assert row.data == {"number": 5}
    expected = Happened(number, "tried", 7, "api", 1, 2, 3, 4, {"number": 5})
    assert told["after"] == [expected]
    assert told["within"][0].id == 0  # it has no number yet
    assert told["nudges"] == [1]


@pytest.mark.django_db
def test_nobody_in_particular_may_act_too():
    with transaction.atomic():
        record("tried", actor=ANONYMOUS)
        record("tried", actor=system("job"))
    assert list(Activity.objects.values_list("actor", "door")) == [(None, "page"), (None, "job")]


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_told_to_nobody(told):
    with transaction.atomic():
        record("tried", actor=ANA)
        transaction.set_rollback(True)
    assert (last_id(), told["after"], told["nudges"]) == (0, [], [])


@pytest.mark.django_db(transaction=True)
def test_a_handler_within_may_refuse_and_one_after_hurts_nobody(told):
    def fail(happened):
        raise ValueError("not today")

    after("tried")(fail)
    after("tried")(lambda happened: told["after"].append("last"))
    with transaction.atomic():
        record("tried", actor=ANA)
    assert told["after"][-1] == "last"
    within("tried")(fail)
    before = last_id()
    with pytest.raises(ValueError, match="not today"), transaction.atomic():
        record("tried", actor=ANA)
    assert last_id() == before


@pytest.mark.django_db
def test_reading_on_after_an_id():
    with transaction.atomic():
        ids = [record("tried", actor=ANA, thread=n % 2, community=9) for n in range(6)]
    assert [entry.id for entry in entries_after(ids[2])] == ids[3:]
    found = entries_about(
        ids[0], until=ids[4], verbs=["tried"], threads={1}, communities=set(), limit=9
    )
    assert [entry.id for entry in found] == [ids[1], ids[3]]
    assert not entries_about(
        0, until=ids[5], verbs=["other"], threads={1}, communities={9}, limit=9
    )


@pytest.mark.django_db(transaction=True)
def test_ids_are_in_the_order_of_commits():
    """Whoever has read up to an id has seen everything below it: no lower one comes later."""
    first_holds, second_tries, ids = threading.Event(), threading.Event(), {}
    seen_between: list[int] = []

    def first():
        with transaction.atomic():
            ids["first"] = record("tried", actor=ANA)
            first_holds.set()
            second_tries.wait(5)
            # The other one has had every chance to overtake.
            assert not second_done.wait(0.3)
        connection.close()

    second_done = threading.Event()

    def second():
        first_holds.wait(5)
        second_tries.set()
        with transaction.atomic():
            ids["second"] = record("tried", actor=ANA)
        seen_between.extend(entry.id for entry in entries_after(0))
        second_done.set()
        connection.close()

    both = [threading.Thread(target=one) for one in (first, second)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert ids["first"] < ids["second"]
    assert seen_between == [ids["first"], ids["second"]]


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap_behind_a_reader():
    """A reader that follows, as the live channel does, sees each activity once and in order."""
    stop, read = threading.Event(), []

    def write():
        for _number in range(15):
            with transaction.atomic():
                record("tried", actor=ANA)
        connection.close()

    def follow():
        last = 0
        while not stop.is_set() or entries_after(last):
            for entry in entries_after(last):
                read.append(entry.id)
                last = entry.id
        connection.close()

    reader, writers = (
        threading.Thread(target=follow),
        [threading.Thread(target=write) for _ in "xyz"],
    )
    for one in (reader, *writers):
        one.start()
    for one in writers:
        one.join(60)
    stop.set()
    reader.join(20)
    assert read == list(Activity.objects.order_by("id").values_list("id", flat=True))
    assert len(read) == 45
