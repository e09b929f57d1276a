import pytest

from tests.programs import Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


def test_a_read_mark_goes_forward_and_not_beyond_the_end():
    ana, ben = Program(somebody("Ana")), Program(somebody("Ben"))
    place("masons")
    wanted = {"title": "Which lime?", "body": "Hello."}
    it = ana.post("/communities/masons/threads", wanted).json()
    for number in range(4):
        ana.post(f"/threads/{it['id']}/posts", {"body": f"No {number}"})
    address = f"/threads/{it['id']}/read"
    assert ana.get(address).json() == {"number": 5}
    assert ben.get(address).json() == {"number": 0}
    assert ben.put(address, {"number": 3}).json() == {"number": 3}
    assert ben.put(address, {"number": 2}).json() == {"number": 3}
    assert ben.put(address).json() == ben.put(address, {"number": 99}).json() == {"number": 5}
    assert_problem(ben.put(address, {"number": -1}), 422, "number")
    assert_problem(Program().put(address), 401)
    assert_problem(Program().get("/threads/999999/read"), 401)


def test_a_thread_that_one_does_not_see_has_no_mark():
    ana, eve = somebody("Ana"), Program(somebody("Eve"))
    place("masons", ana, visibility="secret")
    wanted = {"title": "Which lime?", "body": "Hello."}
    it = Program(ana).post("/communities/masons/threads", wanted).json()
    for number in (it["id"], 999999):
        assert_problem(eve.put(f"/threads/{number}/read"), 404)
        assert_problem(eve.get(f"/threads/{number}/read"), 404)
