import pytest

from tertulia.core.communities.models import Community
from tertulia.core.threads.models import Post, Thread
from tests.programs import Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db
BODY = "Lime is burnt stone.\n\nSand comes from the river."


class Talk:
    """A thread that Ana started, and its posts."""

    def __init__(self) -> None:
        self.mo = somebody("Mo")
        place("masons", coordinator=self.mo)
        self.ana = Program(somebody("Ana"))
        wanted = {"title": "Which lime?", "body": BODY}
        self.id = self.ana.post("/communities/masons/threads", wanted).json()["id"]
        self.posts = f"/threads/{self.id}/posts"

    def reply(self, body: str, program: Program | None = None, **more) -> dict:
        answer = (program or self.ana).post(self.posts, {"body": body, **more})
        assert answer.status_code == 201, answer.content
        return answer.json()


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_a_reply_is_added_and_read(talk):
    ben = Program(somebody("Ben"))
    answer = ben.post(talk.posts, {"body": "The *white* one.", "reply_to": 1})
    post = answer.json()
    assert answer["Location"] == f"/api/v1/posts/{post['id']}"
    assert Program().get(answer["Location"]).json() == post
    assert (post["thread"], post["number"], post["reply_to"]) == (talk.id, 2, 1)
    assert (post["body"], post["format"]) == ("The *white* one.", "markdown")
    assert "<em>white</em>" in post["html"]
    assert post["byline"] == {"name": "Ben", "handle": "ben"}
    assert (post["revision"], post["edited_at"], post["anchor"]) == (0, None, None)
    assert post["path"] == f"/t/{talk.id}/which-lime/2"
    assert ben.get("/communities/masons").json()["membership"]["state"] == "member"
    thread = ben.get(f"/threads/{talk.id}").json()
    assert (thread["post_count"], thread["last_number"]) == (2, 2)


def test_a_remark_speaks_about_a_place_and_answers_belong_to_its_talk(talk):
    anchor = {"number": 1, "exact": "from the river"}
    remark = talk.reply("Which river?", anchor=anchor)
    assert remark["anchor"]["exact"] == "from the river"
    assert remark["anchor"]["prefix"].endswith("Sand comes ")
    assert (remark["anchor"]["number"], remark["anchor"]["state"]) == (1, "found")
    answer = talk.reply("The big one.", reply_to=remark["number"])
    assert (remark["talk"], answer["talk"]) == (2, 2)
    second = talk.reply("Here.", anchor={"seconds_from": 12.5, "seconds_to": 14})
    assert (second["anchor"]["seconds_from"], second["anchor"]["seconds_to"]) == (12.5, 14.0)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": None}, "body"),
        ({}, "body"),
        ({"body": "x", "reply_to": 99}, "reply_to"),
        ({"body": "x", "reply_to": 2**40}, "reply_to"),
        ({"body": "x", "reply_to": "1"}, "reply_to"),
        ({"body": "x", "anchor": {}}, "anchor"),
        ({"body": "x", "anchor": {"exact": "no such words"}}, "anchor"),
        ({"body": "x", "anchor": {"exact": "Lime", "number": 9}}, "anchor"),
        ({"body": "x", "anchor": {"exact": "Lime", "start": -1}}, "anchor.start"),
        ({"body": "x", "anchor": {"seconds_from": 9, "seconds_to": 8}}, "anchor"),
        ({"body": "x", "anchor": []}, "anchor"),
    ],
)
def test_what_cannot_be_added_names_the_field(talk, wanted, field):
    assert_problem(talk.ana.post(talk.posts, wanted), 422, field)
    assert Post.objects.count() == 1


def test_posts_come_in_pages_by_their_number(talk):
    for number in range(6):
        talk.reply(f"No {number}")
    found = list(Program().all_of(talk.posts, limit=3))
    assert [post["number"] for post in found] == [1, 2, 3, 4, 5, 6, 7]
    assert_problem(talk.ana.get(f"{talk.posts}?cursor=WyJhIl0"), 422, "cursor")


def test_words_are_changed_and_what_stood_before_is_kept(talk):
    post = talk.reply("First.")
    address = f"/posts/{post['id']}"
    changed = talk.ana.patch(address, {"body": "Second.", "revision": 0}).json()
    assert (changed["body"], changed["revision"]) == ("Second.", 1)
    assert changed["edited_at"].endswith("Z")
    assert_problem(talk.ana.patch(address, {"body": "Third.", "revision": 0}), 409)
    assert talk.ana.patch(address, {"body": "Third."}).json()["revision"] == 2
    assert talk.ana.patch(address, {}).json()["revision"] == 2
    states = list(Program().all_of(f"{address}/revisions"))
    assert [(state["number"], state["body"]) for state in states] == [
        (2, "Third."),
        (1, "Second."),
        (0, "First."),
    ]
    assert {state["byline"]["handle"] for state in states} == {"ana"}
    for person in (somebody("Eve"), talk.mo):
        assert_problem(Program(person).patch(address, {"body": "Mine."}), 403)
    assert_problem(Program().patch(address, {"body": "Mine."}), 401)


def test_a_removed_post_is_a_tombstone_but_for_its_author_and_moderators(talk):
    ben, eve = Program(somebody("Ben")), Program(somebody("Eve"))
    post = talk.reply("CANARY", ben)
    talk.reply("What?", eve, anchor={"number": post["number"], "exact": "CANARY"})
    ben.patch(f"/posts/{post['id']}", {"body": "CANARY again"})
    address = f"/posts/{post['id']}"
    assert_problem(eve.delete(address), 403)
    assert ben.delete(f"{address}?reason=Too%20early").status_code == 204
    assert ben.delete(address).status_code == 204
    for program in (eve, Program()):
        for path in (address, talk.posts):
            answer = program.get(path)
            assert answer.status_code == 200
            assert "CANARY" not in answer.text
            assert '"ben"' not in answer.text.lower()
        stone = program.get(address).json()
        assert (stone["is_removed"], stone["body"], stone["byline"]) == (True, None, None)
        assert_problem(program.get(f"{address}/revisions"), 404)
    assert_problem(eve.put(f"{address}/restoration"), 404)
    for program in (ben, Program(talk.mo)):
        assert program.get(address).json()["body"] == "CANARY again"
        listed = {one["id"]: one for one in program.all_of(talk.posts)}
        assert listed[post["id"]]["body"] == "CANARY again"
    assert ben.put(f"{address}/restoration").json()["is_removed"] is False
    assert eve.get(address).json()["body"] == "CANARY again"


def test_the_first_post_goes_only_with_its_thread(talk):
    (starter,) = talk.ana.all_of(talk.posts)
    assert_problem(talk.ana.delete(f"/posts/{starter['id']}"), 403)


def test_nobody_is_shown_behind_an_alias(talk):
    ben = Program(somebody("Ben"))
    post = talk.reply("I broke it.", ben)
    ben.patch(f"/posts/{post['id']}", {"body": "I broke it, sorry."})
    Post.objects.filter(pk=post["id"]).update(alias="A mason")
    for program in (talk.ana, ben, Program()):
        for path in (talk.posts, f"/posts/{post['id']}", f"/posts/{post['id']}/revisions"):
            answer = program.get(path)
            assert "A mason" in answer.text
            assert '"ben"' not in answer.text.lower()


def test_posts_of_a_members_community_are_not_there_for_others(talk):
    (starter,) = talk.ana.all_of(talk.posts)
    eve = Program(somebody("Eve"))
    Community.objects.update(visibility="members")
    address = f"/posts/{starter['id']}"
    assert talk.ana.get(address).status_code == 200
    for program in (eve, Program()):
        for path in (address, f"{address}/revisions", talk.posts, "/posts/999999"):
            assert_problem(program.get(path), 404)
    assert_problem(eve.patch(address, {"body": "Mine."}), 404)
    assert_problem(eve.delete(address), 404)
    assert_problem(eve.put(f"{address}/restoration"), 404)


def test_replying_too_often_is_slowed_down(talk, settings):
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": "reply=2/minute"})
    ben = Program(somebody("Ben"))
    answers = [ben.post(talk.posts, {"body": "Hello."}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(assert_problem(answers[2], 429) and answers[2]["Retry-After"]) >= 1


def test_a_reply_sent_twice_with_one_key_is_there_once(talk):
    answers = [
        talk.ana.post(talk.posts, {"body": "Once."}, idempotency_key="k-1") for _ in range(2)
    ]
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].content == answers[1].content
    assert answers[1]["Location"] == answers[0]["Location"]
    assert_problem(talk.ana.post(talk.posts, {"body": "Other."}, idempotency_key="k-1"), 422)
    assert Thread.objects.get(pk=talk.id).post_count == Post.objects.count() == 2


def test_drafts_are_ones_own_and_a_later_one_is_not_overwritten(talk):
    address = f"/drafts/thread-{talk.id}"
    assert_problem(talk.ana.get(address), 404)
    kept = talk.ana.put(address, {"title": "T", "body": "Half a"}).json()
    assert (kept["title"], kept["body"], kept["sequence"]) == ("T", "Half a", 1)
    assert talk.ana.put(address, {"sequence": 1, "body": "Half a word"}).json()["sequence"] == 2
    assert_problem(talk.ana.put(address, {"sequence": 1, "body": "Older"}), 409)
    assert talk.ana.get(address).json()["body"] == "Half a word"
    assert_problem(Program(somebody()).get(address), 404)
    assert_problem(Program().get(address), 401)
    assert talk.ana.delete(address).status_code == 204
    assert_problem(talk.ana.get(address), 404)


def test_a_list_costs_the_same_however_long_it_is(talk):
    for number in range(2):
        talk.reply(f"No {number}")
    few = talk.ana.queries(talk.posts)
    for number in range(27):
        anchor = {"exact": "Lime"} if number % 2 else None
        talk.reply(f"More {number}", Program(somebody()), reply_to=1, anchor=anchor)
    assert talk.ana.queries(talk.posts) == few <= 3


def test_what_the_muted_wrote_comes_without_words_and_their_threads_not_at_all():
    ana, ben, cas = somebody("Ana"), somebody("Ben"), somebody("Cas")
    place("kites", ana, ben, cas)
    wanted = {"title": "Wind", "body": "Ours."}
    thread = Program(ana).post("/communities/kites/threads", wanted).json()["id"]
    Program(ben).post("/communities/kites/threads", {"title": "Knots", "body": "Theirs."})
    Program(ben).post(f"/threads/{thread}/posts", {"body": "Theirs."})
    Program(cas).post(f"/threads/{thread}/posts", {"body": "Another's."})
    quiet = Program(ben).post(f"/threads/{thread}/posts", {"body": "Quiet."}).json()["id"]
    Post.objects.filter(pk=quiet).update(alias="A quiet voice")
    reader = Program(cas)
    assert reader.put("/people/ben/mute").status_code == 204
    told = [one["body"] for one in reader.all_of(f"/threads/{thread}/posts")]
    assert told == ["Ours.", None, "Another's.", "Quiet."]
    titles = {one["title"] for one in reader.all_of("/communities/kites/threads")}
    assert titles == {"Wind"}
    others = [one["body"] for one in Program(ana).all_of(f"/threads/{thread}/posts")]
    assert None not in others
