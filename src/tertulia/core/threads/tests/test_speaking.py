import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import add_member
from tertulia.core.communities.models import Role
from tertulia.core.threads.actions import edit_post, reply, speaking
from tertulia.core.threads.models import Mention, Quotation
from tertulia.kit.web.refusals import Refused
from tests.programs import SYSTEM, acting, place, somebody

pytestmark = pytest.mark.django_db


def told(post) -> dict:
    return Activity.objects.filter(post=post.id).latest("id").data


def mentioned(post) -> dict:
    return dict(Mention.objects.filter(post=post).values_list("person__handle", "by"))


def test_people_are_mentioned_once_and_an_edit_adds_only_the_new(workshop):
    post = workshop.start(source="@ben and @ana and @nobody, see `@eve`.")
    assert mentioned(post) == {"ben": "handle"}  # not whoever writes, not in code
    assert told(post) == {"number": 1, "mentioned": [workshop.ben.person_id]}
    edit_post(actor=workshop.ana, post_id=post.id, source="@ben and now @eve.")
    assert mentioned(post) == {"ben": "handle", "eve": "handle"}
    assert told(post) == {"number": 1, "mentioned": [workshop.eve.person_id]}
    edit_post(actor=workshop.ana, post_id=post.id, source="Nobody.")
    edit_post(actor=workshop.ana, post_id=post.id, source="@ben again.")
    assert told(post) == {"number": 1}


def test_roles_and_here_call_those_they_mean(workshop):
    cleo = somebody("Cleo")
    add_member(actor=SYSTEM, community=workshop.plaza, person=cleo.id, roles=Role.EXPERT | 1)
    post = workshop.start(source="Dear @Experts, @coordinators and @ben: @here!")
    # Ben wrote nothing this week, so that only his name calls him; Cleo has just come in.
    assert mentioned(post)["ben"] == "handle"
    assert mentioned(post)["cleo"] == "role"
    assert '<strong class="mention">@here</strong>' in post.html
    later = reply(actor=workshop.ben, thread_id=post.thread_id, source="Thanks, @coordinators.")
    assert mentioned(later) == {"ana": "role"}
    assert told(later)["mentioned"] == [workshop.ana.person_id]


def test_words_that_one_may_not_use_stay_words(workshop):
    post = workshop.start()
    later = reply(actor=workshop.ben, thread_id=post.thread_id, source="@here and @stewards")
    assert ">@here and <strong" in later.html
    assert mentioned(later) == {}
    guest = somebody("Gus")
    add_member(actor=SYSTEM, community=workshop.plaza, person=guest.id, roles=Role.GUEST | 1)
    said = reply(actor=acting(guest), thread_id=post.thread_id, source="@coordinators, hello")
    assert "mention" not in said.html


def test_nobody_is_called_too_often_or_too_many_at_once(workshop, monkeypatch):
    post = workshop.start(source="@here")
    reply(actor=workshop.ben, thread_id=post.thread_id, source="I am here.")
    for _ in range(3):
        reply(actor=workshop.ana, thread_id=post.thread_id, source="@here again")
    with pytest.raises(Refused, match="often today"):
        reply(actor=workshop.ana, thread_id=post.thread_id, source="@here once more")
    reply(actor=workshop.ana, thread_id=post.thread_id, source="@ben, you are still called.")
    monkeypatch.setattr(speaking, "MOST_CALLED", 0)
    with pytest.raises(Refused, match="more than 0 people"):
        reply(actor=workshop.ben, thread_id=post.thread_id, source="@coordinators")


def test_a_role_is_not_called_above_or_beside(workshop):
    beside = place("beside", coordinator=somebody("Zoe"))
    post = workshop.start(source="@coordinators", by=workshop.ben)
    assert mentioned(post) == {"ana": "role"}
    assert beside.memberships.count() == 1


def test_a_quotation_is_known_by_its_link(workshop):
    post = workshop.start(source="Lime is warm.")
    address = f"/t/{post.thread_id}/{post.thread.slug}/1"
    words = f"[Ana wrote]({address}#p1):\n\n> Lime is warm.\n\nIs it?"
    later = reply(actor=workshop.ben, thread_id=post.thread_id, source=words)
    assert list(Quotation.objects.values_list("post", "quoted")) == [(later.id, post.id)]
    assert told(later) == {"number": 2, "quoted": [workshop.ana.person_id]}
    plain = reply(actor=workshop.ben, thread_id=post.thread_id, source=f"See [this]({address}).")
    assert told(plain) == {"number": 3}


def test_what_one_does_not_see_is_not_quoted(workshop):
    hidden = place("hidden", coordinator=somebody("Zoe"), visibility="secret")
    from tertulia.core.threads.actions import start_thread

    zoe = acting(hidden.memberships.get().person)
    there = start_thread(
        actor=zoe, community=hidden, kind="discussion", title="Secret", source="Psst."
    )
    post = workshop.start(source=f"[Zoe wrote](/t/{there.thread_id}/secret/1):\n\n> Psst.")
    assert not Quotation.objects.exists()
    assert told(post) == {"number": 1}
