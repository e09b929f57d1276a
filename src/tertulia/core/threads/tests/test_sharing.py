import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Membership
from tertulia.core.people.models import Person
from tertulia.core.threads.actions import (
    close_thread,
    edit_post,
    end_wiki,
    open_wiki,
    remove_post,
    reply,
    roll_back_post,
)
from tertulia.core.threads.models import Post, Revision, WikiTerm
from tertulia.core.threads.queries.histories import states_of
from tertulia.kit.web.refusals import Conflict, NotAllowed, NotHere
from tests.programs import Program, assert_problem

pytestmark = pytest.mark.django_db


def source_of(post: Post) -> str:
    return Post.objects.get(pk=post.pk).source


def program(handle: str) -> Program:
    return Program(Person.objects.get(handle=handle))


def test_a_wiki_post_is_edited_by_whoever_may_reply_and_the_history_tells_who(workshop):
    post = workshop.start(source="One.")
    with pytest.raises(NotAllowed):
        open_wiki(actor=workshop.ben, post_id=post.pk)
    open_wiki(actor=workshop.ana, post_id=post.pk)
    edit_post(actor=workshop.ben, post_id=post.pk, source="Two.")
    edit_post(actor=workshop.eve, post_id=post.pk, source="Three.")
    assert Membership.objects.filter(person=workshop.eve.person_id).exists()
    states = states_of(Post.objects.select_related("author").get(pk=post.pk))
    assert [state.by.handle for state in states] == ["eve", "ben", "ana"]
    assert Post.objects.get(pk=post.pk).author_id == workshop.ana.person_id


def test_it_is_left_to_its_author_again(workshop):
    post = reply(actor=workshop.ben, thread_id=workshop.start().thread_id, source="One.")
    open_wiki(actor=workshop.ana, post_id=post.pk)  # who moderates
    open_wiki(actor=workshop.ana, post_id=post.pk)
    edit_post(actor=workshop.ana, post_id=post.pk, source="Two.")
    end_wiki(actor=workshop.ben, post_id=post.pk)
    end_wiki(actor=workshop.ben, post_id=post.pk)
    with pytest.raises(NotAllowed):
        edit_post(actor=workshop.ana, post_id=post.pk, source="Three.")
    term = WikiTerm.objects.get(post=post)
    assert (term.opener_id, term.ender_id) == (workshop.ana.person_id, workshop.ben.person_id)
    verbs = Activity.objects.filter(verb__startswith="post.wiki").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["post.wiki_opened", "post.wiki_ended"]


def test_closed_threads_and_removed_posts_stay_shut(workshop):
    first = workshop.start(source="One.")
    post = reply(actor=workshop.ben, thread_id=first.thread_id, source="One.")
    for each in (first, post):
        open_wiki(actor=workshop.ana, post_id=each.pk)
    remove_post(actor=workshop.ana, post_id=post.pk)
    with pytest.raises(NotHere):
        edit_post(actor=workshop.eve, post_id=post.pk, source="Mine.")
    close_thread(actor=workshop.ana, thread_id=first.thread_id)
    with pytest.raises(NotAllowed):
        edit_post(actor=workshop.ben, post_id=first.pk, source="Mine.")


def test_going_back_is_an_edit_and_keeps_what_stood(workshop):
    post = workshop.start(source="One.")
    edit_post(actor=workshop.ana, post_id=post.pk, source="Two.")
    with pytest.raises(NotAllowed):
        roll_back_post(actor=workshop.ben, post_id=post.pk, number=0)
    with pytest.raises(NotHere):
        roll_back_post(actor=workshop.ana, post_id=post.pk, number=7)
    with pytest.raises(Conflict):
        roll_back_post(actor=workshop.ana, post_id=post.pk, number=0, revision=0)
    roll_back_post(actor=workshop.ana, post_id=post.pk, number=0, revision=1)
    assert source_of(post) == "One."
    kept = Revision.objects.filter(post=post).order_by("number").values_list("source", flat=True)
    assert list(kept) == ["One.", "Two."]


def test_going_back_keeps_the_form_in_which_it_was_written(workshop):
    post = workshop.start(source="One.")
    Post.objects.filter(pk=post.pk).update(source="<b>One</b>", source_format="html")
    edit_post(actor=workshop.ana, post_id=post.pk, source="Two.")
    roll_back_post(actor=workshop.ana, post_id=post.pk, number=0)
    now = Post.objects.get(pk=post.pk)
    assert (now.source, now.source_format) == ("<b>One</b>", "html")
    assert "<b>One</b>" in now.html


def test_programs_do_the_same(workshop):
    post = workshop.start(source="One.")
    ana, ben = program("ana"), program("ben")
    start = f"/api/v1/posts/{post.pk}"
    assert_problem(ben.put(f"{start}/wiki"), 403)
    assert ana.put(f"{start}/wiki").json()["is_wiki"] is True
    assert ben.patch(start, {"body": "Two."}).json()["body"] == "Two."
    back = f"{start}/revisions/0/restoration"
    assert_problem(ben.put(back, {"revision": 0}), 409)
    assert ben.put(back, {"revision": 1}).json()["body"] == "One."
    assert ana.delete(f"{start}/wiki").json()["is_wiki"] is False
    assert_problem(ben.put(back, {}), 403)
