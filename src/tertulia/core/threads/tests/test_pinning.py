from datetime import timedelta

import pytest
from django.utils import timezone

from tertulia.core.activity.actors import system
from tertulia.core.activity.models import Activity
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import merge_threads, move_thread, pin_thread, unpin_thread
from tertulia.core.threads.actions.pinning import MOST_PINNED, end_due_pins
from tertulia.core.threads.models import Pin, Thread
from tertulia.kit.web.refusals import NotAllowed, NotHere, Refused
from tests.programs import Program, assert_problem, place

pytestmark = pytest.mark.django_db
JOB = system("job")


def soon(**more):
    return timezone.now() + timedelta(**more)


def pinned(thread: int) -> bool:
    until = Thread.objects.get(pk=thread).pinned_until
    return until is not None and until > timezone.now()


def test_a_moderator_pins_and_unpins_and_who_did_is_kept(workshop):
    thread = workshop.start(by=workshop.ben).thread_id
    with pytest.raises(NotAllowed):
        pin_thread(actor=workshop.ben, thread_id=thread)
    with pytest.raises(NotHere):
        pin_thread(actor=workshop.ana, thread_id=thread + 99)
    pin_thread(actor=workshop.ana, thread_id=thread)
    assert pinned(thread)
    unpin_thread(actor=workshop.ana, thread_id=thread)
    unpin_thread(actor=workshop.ana, thread_id=thread)
    assert not pinned(thread)
    held = Pin.objects.get(thread=thread)
    assert held.pinner_id == held.ender_id == workshop.ana.person_id
    verbs = Activity.objects.filter(thread=thread, verb__contains="pinned").values_list("verb")
    assert sorted(verbs) == [("thread.pinned",), ("thread.unpinned",)]


def test_a_pin_can_be_given_another_end_and_none_that_is_over(workshop):
    thread = workshop.start().thread_id
    with pytest.raises(Refused):
        pin_thread(actor=workshop.ana, thread_id=thread, until=soon(seconds=-1))
    pin_thread(actor=workshop.ana, thread_id=thread)
    pin_thread(actor=workshop.ana, thread_id=thread, until=soon(hours=1))
    assert Thread.objects.get(pk=thread).pinned_until < soon(hours=2)
    assert Pin.objects.filter(thread=thread, ended_at=None).count() == 1


def test_the_job_takes_down_what_is_over_and_nothing_else(workshop):
    over, held, forever = (workshop.start().thread_id for _ in range(3))
    pin_thread(actor=workshop.ana, thread_id=over, until=soon(hours=1))
    pin_thread(actor=workshop.ana, thread_id=held, until=soon(hours=2))
    pin_thread(actor=workshop.ana, thread_id=forever)
    Thread.objects.filter(pk=over).update(pinned_until=soon(seconds=-1))
    end_due_pins(actor=JOB)
    end_due_pins(actor=JOB)
    assert [pinned(one) for one in (over, held, forever)] == [False, True, True]
    assert Activity.objects.filter(thread=over, verb="thread.unpinned").count() == 1


def test_no_more_are_pinned_than_a_list_bears(workshop):
    threads = [workshop.start().thread_id for _ in range(MOST_PINNED + 1)]
    for thread in threads[:-1]:
        pin_thread(actor=workshop.ana, thread_id=thread)
    with pytest.raises(Refused):
        pin_thread(actor=workshop.ana, thread_id=threads[-1])
    pin_thread(actor=workshop.ana, thread_id=threads[0], until=soon(hours=1))
    Thread.objects.filter(pk=threads[0]).update(pinned_until=soon(seconds=-1))
    pin_thread(actor=workshop.ana, thread_id=threads[-1])


def test_a_thread_that_goes_elsewhere_is_pinned_no_longer(workshop):
    away = place("away", coordinator=Person.objects.get(pk=workshop.ana.person_id))
    moved, merged, into = (workshop.start().thread_id for _ in range(3))
    for thread in (moved, merged):
        pin_thread(actor=workshop.ana, thread_id=thread)
    move_thread(actor=workshop.ana, thread_id=moved, community=away)
    merge_threads(actor=workshop.ana, thread_id=merged, into=into)
    assert not pinned(moved)
    assert not pinned(merged)
    assert not pinned(into)
    assert not Pin.objects.filter(ended_at=None).exists()


def test_programs_pin_too(workshop):
    thread = workshop.start(by=workshop.ben).thread_id
    ana, ben = (Program(Person.objects.get(handle=name)) for name in ("ana", "ben"))
    address = f"/api/v1/threads/{thread}/pin"
    assert_problem(ben.put(address, {}), 403)
    until = soon(days=1).replace(microsecond=0)
    told = ana.put(address, {"until": until.isoformat()}).json()
    assert told["is_pinned"] is True
    assert told["pinned_until"].startswith(until.strftime("%Y-%m-%dT%H:%M"))
    assert ana.put(address, {}).json()["pinned_until"] is None
    assert ana.delete(address).status_code == 204
    assert ana.get(f"/api/v1/threads/{thread}").json()["is_pinned"] is False
