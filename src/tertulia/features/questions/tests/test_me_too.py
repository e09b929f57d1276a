import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.threads.kinds import kind_named
from tertulia.core.threads.models import Thread
from tertulia.features.questions.models import MeToo, Question
from tests.programs import Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Program:
    place("masons")
    return Program(somebody("Ana"))


@pytest.fixture
def ben() -> Program:
    return Program(somebody("Ben"))


def ask(program: Program, kind: str = "question") -> int:
    wanted = {"kind": kind, "title": "Which lime?", "body": "Hot or cold?"}
    answer = program.post("/communities/masons/threads", wanted)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_saying_me_too_counts_once_and_is_taken_back(ana, ben):
    thread = ask(ana)
    version = Thread.objects.get(pk=thread).version
    for _twice in range(2):
        answer = ben.put(f"/threads/{thread}/me-too")
        assert answer.json() == {"me_too": True, "me_too_count": 1}
    assert ana.get(f"/threads/{thread}").json()["fields"] == {"me_too_count": 1}
    assert Thread.objects.get(pk=thread).version > version
    waiting = kind_named("question").waiting_people(thread)
    assert list(waiting) == list(MeToo.objects.values_list("person_id", flat=True))
    for _twice in range(2):
        assert ben.delete(f"/threads/{thread}/me-too").status_code == 204
    assert Question.objects.get(pk=thread).me_too_count == 0
    verbs = Activity.objects.filter(verb__startswith="question.").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["question.me_too", "question.not_me_too"]


def test_who_asked_has_the_question_anyway(ana):
    assert_problem(ana.put(f"/threads/{ask(ana)}/me-too"), 403)


def test_a_discussion_is_no_question(ana, ben):
    assert_problem(ben.put(f"/threads/{ask(ana, 'discussion')}/me-too"), 404)
    assert_problem(ben.delete(f"/threads/{ask(ana, 'discussion')}/me-too"), 404)


def test_the_anonymous_sign_in_first(ana):
    assert_problem(Program().put(f"/threads/{ask(ana)}/me-too"), 401)


def test_accepting_by_program(ana, ben):
    thread = ask(ana)
    post = ben.post(f"/threads/{thread}/posts", {"body": "Hot."}).json()
    address = f"/threads/{thread}/acceptance"
    assert_problem(ben.put(address, {"number": 2}), 403)
    it = ana.put(address, {"number": 2}).json()
    assert (it["status"], it["answer"]["number"], it["answer"]["post"]) == (
        "answered",
        2,
        post["id"],
    )
    assert it["answer"]["accepted_by"]["name"] == "Ana"
    assert ana.put(address, {"post": post["id"]}).json() == it
    elsewhere = ana.post(f"/threads/{ask(ana)}/posts", {"body": "Elsewhere."}).json()["id"]
    for wrong in ({"post": elsewhere}, {}, {"number": 77}):
        assert_problem(ana.put(address, wrong), 422)
    assert ana.patch(f"/threads/{thread}", {"status": "resolved"}).json()["status"] == "resolved"
    assert ana.patch(f"/threads/{thread}", {"status": "open"}).json()["status"] == "answered"
    assert ana.delete(address).status_code == 204
    it = ana.get(f"/threads/{thread}").json()
    assert (it["status"], it["answer"]) == ("open", None)
