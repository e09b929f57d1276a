from datetime import UTC, datetime, timedelta

import pytest

from tertulia.core.threads.models import Thread
from tests.programs import Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db
HOME = "/communities/masons/threads"


@pytest.fixture
def masons():
    return place("masons")


@pytest.fixture
def ana(masons) -> Program:
    return Program(somebody("Ana"))


def start(program: Program, title: str = "Which lime?", body: str = "Hello.", **more) -> dict:
    answer = program.post(HOME, {"kind": "discussion", "title": title, "body": body, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def titles(program: Program, query: str = "") -> list[str]:
    return [item["title"] for item in program.all_of(HOME + query)]


def test_a_thread_is_started_and_read(ana):
    wanted = {
        "kind": "discussion",
        "title": "  Which lime? ",
        "body": "*Hot* or cold?",
        "topics": ["Lime", "Old walls"],
        "lane": "lounge",
    }
    answer = ana.post(HOME, wanted)
    it = answer.json()
    assert answer["Location"] == f"/api/v1/threads/{it['id']}"
    assert Program().get(answer["Location"]).json() == it
    assert it["title"] == "Which lime?"
    assert it["community"] == {"slug": "masons", "name": "Masons"}
    assert (it["kind"], it["status"], it["lane"]) == ("discussion", "open", "lounge")
    assert it["topics"] == ["Lime", "Old walls"]
    assert it["byline"] == {"name": "Ana", "handle": "ana"}
    assert (it["post_count"], it["last_number"], it["closed_reason"]) == (1, 1, None)
    assert it["fields"] == {}
    assert it["created_at"].endswith("Z")
    assert it["path"] == f"/t/{it['id']}/which-lime"
    (post,) = Program().all_of(f"/threads/{it['id']}/posts")
    assert (post["number"], post["body"]) == (1, "*Hot* or cold?")
    assert "<em>Hot</em>" in post["html"]
    assert ana.get("/communities/masons").json()["membership"]["state"] == "member"


def test_without_a_kind_it_is_the_plainest(ana):
    answer = ana.post(HOME, {"title": "Which lime?", "body": "Hello."})
    assert answer.json()["kind"] == "discussion"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "two\nlines"),
        ("title", None),
        ("title", 7),
        ("body", "  "),
        ("body", "x" * 200_001),
        ("kind", "novel"),
        ("topics", ["a", "b", "c", "d", "e", "f", "g", "h", "i"]),
        ("topics", "Lime"),
        ("topics", [""]),
        ("lane", "corridor"),
    ],
)
def test_what_cannot_be_started_names_the_field(ana, field, value):
    wanted = {"kind": "discussion", "title": "Which lime?", "body": "Hello.", field: value}
    assert_problem(ana.post(HOME, wanted), 422, field)
    assert titles(ana) == []


def test_who_may_not_start_is_told_so_only_where_they_may_read(ana):
    eve = Program(somebody("Eve"))
    wanted = {"title": "Which lime?", "body": "Hello."}
    place("invited", join_policy="invitation")
    place("hidden", visibility="members")
    assert_problem(Program().post(HOME, wanted), 401)
    assert_problem(Program().post("/communities/no-such-place/threads", wanted), 401)
    assert_problem(eve.post("/communities/invited/threads", wanted), 403)
    assert_problem(eve.post("/communities/hidden/threads", wanted), 404)
    assert_problem(eve.post("/communities/no-such-place/threads", wanted), 404)
    assert_problem(Program(somebody(), "read").post(HOME, wanted), 403)
    assert not Thread.objects.exists()


def test_threads_are_found_by_what_they_are(ana):
    ben = Program(somebody("Ben"))
    lime = start(ana, "Lime", topics=["Lime", "Old walls"])
    start(ben, "Sand", topics=["Sand"])
    start(ana, "Both", topics=["Sand", "Lime"])
    assert titles(ana) == ["Both", "Sand", "Lime"]
    assert titles(ana, "?author=ANA") == titles(ana, "?author=@ana") == ["Both", "Lime"]
    assert titles(ana, "?author=nobody") == []
    assert titles(ana, "?topic=Old%20walls") == titles(ana, "?topic=old-walls") == ["Lime"]
    assert titles(ana, "?topic=lime&author=ana") == ["Both", "Lime"]
    assert titles(ana, "?kind=discussion") == titles(ana)
    assert titles(ana, "?kind=novel") == titles(ana, "?status=closed") == []
    Thread.objects.filter(pk=lime["id"]).update(last_post_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert titles(ana, "?since=2020-01-01T00:00:00Z") == ["Both", "Sand", "Lime"]
    assert titles(ana, "?since=2020-01-01T00:00:01Z") == ["Both", "Sand"]
    assert titles(ana, "?since=2020-01-01T02:00:01%2B02:00") == ["Both", "Sand"]
    for query in ("status=shut", "since=lately", "since=0001-01-01T00:00:00%2B14:00", "limit=0"):
        assert_problem(ana.get(f"{HOME}?{query}"), 422, query.split("=")[0])


def test_pages_neither_lose_nor_double_threads_of_the_same_moment(ana):
    made = [start(ana, f"No {number}")["id"] for number in range(7)]
    moment = datetime(2030, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
    Thread.objects.filter(pk__in=made[:5]).update(last_post_at=moment)
    Thread.objects.filter(pk__in=made[5:]).update(last_post_at=moment - timedelta(microseconds=1))
    found = [item["id"] for item in ana.all_of(HOME, limit=2)]
    assert found == [*made[4::-1], *made[:4:-1]]
    assert_problem(ana.get(f"{HOME}?cursor=bm9uc2Vuc2U"), 422, "cursor")


def test_nobody_is_found_or_shown_behind_an_alias(ana):
    it = start(ana, "Something I did wrong")
    Thread.objects.filter(pk=it["id"]).update(alias="A mason")
    eve = Program(somebody("Eve"))
    assert titles(eve, "?author=ana") == titles(ana, "?author=ana") == []
    for answer in (eve.get(HOME), eve.get(f"/threads/{it['id']}"), ana.get(HOME)):
        assert "A mason" in answer.text
        assert '"ana"' not in answer.text.lower()
    assert eve.get(f"/threads/{it['id']}").json()["byline"] == {"name": "A mason", "handle": None}


def test_title_and_topics_change_and_the_order_of_topics_too(ana):
    it = start(ana, topics=["Lime", "Sand"])
    address = f"/threads/{it['id']}"
    assert ana.patch(address, {"title": "Which sand?"}).json()["topics"] == ["Lime", "Sand"]
    changed = ana.patch(address, {"topics": ["Sand", "Water", "Lime"]}).json()
    assert changed["topics"] == ["Sand", "Water", "Lime"]
    assert (changed["title"], changed["slug"]) == ("Which sand?", "which-sand")
    assert ana.patch(address, {"topics": []}).json()["topics"] == []
    assert ana.patch(address, {}).status_code == 200
    assert_problem(ana.patch(address, {"title": " "}), 422, "title")
    eve = Program(somebody("Eve"))
    assert_problem(eve.patch(address, {"title": "Mine"}), 403)
    assert_problem(Program().patch(address, {"title": "Mine"}), 401)
    assert_problem(eve.patch("/threads/999999", {"title": "Mine"}), 404)


def test_moderators_close_with_a_reason_and_open_again():
    mo, ana = somebody("Mo"), Program(somebody("Ana"))
    place("masons", coordinator=mo)
    it = start(ana)
    address = f"/threads/{it['id']}"
    assert_problem(ana.patch(address, {"status": "closed"}), 403)
    both = {"title": "Half", "status": "closed"}
    assert_problem(ana.patch(address, both), 403)
    assert ana.get(address).json()["title"] == "Which lime?"
    closed = Program(mo).patch(address, {"status": "closed", "reason": "Settled."}).json()
    assert (closed["status"], closed["closed_reason"]) == ("closed", "Settled.")
    assert titles(ana, "?status=closed") == ["Which lime?"]
    assert_problem(ana.post(f"{address}/posts", {"body": "But"}), 403)
    opened = Program(mo).patch(address, {"status": "open"}).json()
    assert (opened["status"], opened["closed_reason"]) == ("open", None)
    assert ana.post(f"{address}/posts", {"body": "But"}).status_code == 201
    assert_problem(Program(mo).patch(address, {"status": "answered"}), 422, "status")


def test_a_removed_thread_is_gone_but_for_its_author_and_moderators():
    mo, ana, eve = somebody("Mo"), Program(somebody("Ana")), Program(somebody("Eve"))
    place("masons", coordinator=mo)
    it = start(ana)
    address = f"/threads/{it['id']}"
    assert_problem(eve.delete(address), 403)
    eve.post(f"{address}/posts", {"body": "I have replied."})
    assert_problem(ana.delete(address), 403)
    assert Program(mo).delete(f"{address}?reason=Spam").status_code == 204
    for program in (eve, Program()):
        for path in (address, f"{address}/posts"):
            assert_problem(program.get(path), 404)
        assert titles(program) == []
    assert ana.get(address).json()["is_removed"] is True
    assert_problem(eve.put(f"{address}/restoration"), 404)
    assert_problem(ana.put(f"{address}/restoration"), 403)
    assert Program(mo).put(f"{address}/restoration").json()["is_removed"] is False
    assert eve.get(address).status_code == 200


def test_what_stands_in_a_members_community_is_not_there_for_others():
    ana, eve = somebody("Ana"), Program(somebody("Eve"))
    place("masons", ana, visibility="members")
    it = start(Program(ana), "CANARY", "CANARY")
    for program in (eve, Program()):
        for path in (HOME, f"/threads/{it['id']}", f"/threads/{it['id']}/posts"):
            assert "CANARY" not in program.get(path).text
            assert_problem(program.get(path), 404)
    assert_problem(eve.delete(f"/threads/{it['id']}"), 404)
    assert_problem(eve.patch(f"/threads/{it['id']}", {"title": "x"}), 404)
    assert_problem(eve.post(f"/threads/{it['id']}/posts", {"body": "x"}), 404)


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 19, "9" * 400, "1.5"])
def test_an_address_that_no_thread_can_have(ana, number):
    assert_problem(ana.get(f"/threads/{number}"), 404)


def test_a_list_costs_the_same_however_long_it_is(ana):
    for number in range(3):
        start(ana, f"No {number}", topics=["Lime", f"Topic {number}"])
    few = ana.queries(HOME)
    for number in range(27):
        start(Program(somebody()), f"More {number}", topics=["Lime"])
    assert ana.queries(HOME) == few <= 5
    assert ana.queries(f"{HOME}?topic=lime&author=ana") == few
