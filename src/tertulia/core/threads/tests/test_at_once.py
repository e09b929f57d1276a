import itertools
import random
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import (
    give_roles,
    join_community,
    leave_community,
    write_charter,
)
from tertulia.core.communities.models import Community, Membership, Role
from tertulia.core.people.actions import change_profile
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    close_thread,
    edit_post,
    remove_post,
    reopen_thread,
    reply,
    restore_post,
    retitle_thread,
    start_thread,
)
from tertulia.core.threads.models import Post, Thread
from tertulia.kit.limits import forget_spending
from tertulia.kit.web.refusals import Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, EACH = 4, 12


@pytest.fixture
def plaza():
    forget_spending()
    return place("plaza", coordinator=somebody("Cora"))


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    """Do all of it in threads of their own, begun together; return what went wrong."""
    together, wrong = threading.Barrier(len(jobs)), []

    def go(job: Callable[[], object]) -> None:
        try:
            together.wait(10)
            job()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(job,)) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return wrong


def start(actor, community) -> Post:
    return start_thread(
        actor=actor, community=community, kind="discussion", title="T", source="Words."
    )


def test_numbers_are_given_once(plaza):
    people = [acting(somebody()) for _hand in range(HANDS)]
    thread = start(people[0], plaza).thread_id

    def write(actor) -> Callable[[], object]:
        return lambda: [reply(actor=actor, thread_id=thread, source="Me.") for _ in range(EACH)]

    assert at_once(*map(write, people)) == []
    numbers = list(Post.objects.filter(thread=thread).order_by("number").values_list("number"))
    assert numbers == [(n + 1,) for n in range(1 + HANDS * EACH)]
    row = Thread.objects.get(pk=thread)
    assert (row.post_count, row.last_number, row.next_number) == (49, 49, 50)
    # Everybody came in by writing, and is counted once.
    assert Community.objects.get(pk=plaza.pk).member_count == 1 + HANDS


def deeds(community: Community, me: Person, post: Post) -> list[Callable[[], object]]:
    """Return what `me` and the coordinator do in the community and in the thread of `post`."""
    actor, thread = acting(me), post.thread_id
    boss = acting(Person.objects.get(handle="cora"))
    roles = Role.MEMBER | Role.LEADER
    return [
        lambda: start(actor, community),
        lambda: reply(actor=actor, thread_id=thread, source="Me too."),
        lambda: join_community(actor=actor, community=community),
        lambda: leave_community(actor=actor, community=community),
        lambda: give_roles(actor=boss, community=community, person=me.pk, roles=roles),
        lambda: write_charter(actor=SYSTEM, community=community, norms="Be kind."),
        lambda: retitle_thread(actor=boss, thread_id=thread, title="U", topics=["x"]),
        lambda: (
            remove_post(actor=boss, post_id=last(thread)),
            restore_post(actor=boss, post_id=last(thread)),
        ),
        lambda: (
            close_thread(actor=boss, thread_id=thread),
            reopen_thread(actor=boss, thread_id=thread),
        ),
        lambda: change_profile(actor=actor, person=me, name="New", about=""),
        lambda: edit_post(actor=actor, post_id=last(thread), source="Better."),
    ]


def test_whatever_people_do_at_once_nobody_waits_for_ever(plaza):
    """Every write takes thread, community and the order of commits in this order."""
    posts = [start(acting(somebody()), plaza) for _number in range(2)]

    def some(seed: int) -> Callable[[], object]:
        acts = deeds(plaza, somebody(), posts[seed % 2])
        chosen = itertools.cycle(random.Random(seed).sample(acts, 9))

        def go() -> None:
            for act in itertools.islice(chosen, 3 * EACH):
                with suppress(Refused):
                    act()

        return go

    assert at_once(*map(some, range(HANDS))) == []
    ids = list(Activity.objects.order_by("id").values_list("id", flat=True))
    assert len(ids) == len(set(ids)) > HANDS * EACH
    members = Membership.objects.filter(community=plaza).count()
    assert Community.objects.get(pk=plaza.pk).member_count == members
    for thread in Thread.objects.all():
        standing = Post.objects.filter(thread=thread, is_removed=False).count()
        assert thread.post_count == standing
    assert Community.objects.get(pk=plaza.pk).thread_count == Thread.objects.count()


def last(thread: int) -> int:
    return Post.objects.filter(thread=thread).order_by("-number").values_list("id", flat=True)[0]
