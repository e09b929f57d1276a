import pytest

from tertulia.core.activity.models import Activity
from tertulia.core.communities.actions import change_community, decide_request, give_roles
from tertulia.core.communities.models import JoinRequest, Membership, Role
from tests.programs import SYSTEM, Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


def slugs(program: Program, query: str = "") -> list[str]:
    return [item["slug"] for item in program.all_of(f"/communities{query}")]


def test_each_sees_the_communities_that_they_may_know_of():
    ana, eve = somebody("Ana"), somebody("Eve")
    for visibility in ("public", "site", "members", "secret"):
        place(f"of-{visibility}", ana, visibility=visibility)
    known = ["of-public", "of-site", "of-members"]
    assert slugs(Program()) == slugs(Program(eve)) == known
    assert slugs(Program(ana)) == [*known, "of-secret"]
    assert slugs(Program(eve), "?mine=true") == slugs(Program(), "?mine=true") == []
    assert len(slugs(Program(ana), "?mine=true")) == 4
    assert Program().get("/communities/of-members").json()["name"] == "Of-Members"
    for program in (Program(), Program(eve)):
        for path in ("", "/members", "/threads"):
            assert_problem(program.get(f"/communities/of-secret{path}"), 404)
            assert_problem(program.get(f"/communities/no-such-place{path}"), 404)
        assert_problem(program.get("/communities/of-members/members"), 404)
        assert_problem(program.get("/communities/of-members/threads"), 404)


def test_a_circle_is_on_no_list_and_open_to_its_members_alone():
    ana, olga = somebody("Ana"), somebody("Olga", is_operator=True)
    circle = place("circle-1", ana)
    type(circle).objects.filter(pk=circle.pk).update(is_circle=True, visibility="secret")
    assert slugs(Program(ana)) == slugs(Program(olga, "admin")) == []
    assert Program(ana).get("/communities/circle-1").status_code == 200
    for path in ("", "/members", "/threads"):
        assert_problem(Program(olga, "admin").get(f"/communities/circle-1{path}"), 404)


def test_an_operator_founds_a_community_with_its_charter():
    olga = somebody("Olga", is_operator=True)
    wanted = {
        "slug": "masons",
        "name": "Stone masons",
        "visibility": "site",
        "join": "request",
        "charter": {"domain_statement": "Stone.", "key_questions": ["Which lime?"]},
    }
    answer = Program(olga, "admin").post("/communities", wanted)
    assert answer.status_code == 201
    assert answer["Location"] == "/api/v1/communities/masons"
    it = Program(olga).get(answer["Location"]).json()
    assert it == answer.json()
    assert (it["visibility"], it["join"], it["domain_statement"]) == ("site", "request", "Stone.")
    assert it["charter"]["key_questions"] == ["Which lime?"]
    assert it["membership"]["roles"] == ["member", "coordinator"]
    below = {"slug": "lime", "name": "Lime", "parent": "masons", "visibility": "public"}
    assert_problem(Program(olga, "admin").post("/communities", below), 422, "visibility")
    del below["visibility"]
    assert Program(olga, "admin").post("/communities", below).json()["parent"] == "masons"
    assert Program(olga).get("/communities/lime").json()["visibility"] == "site"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Masons!"),
        ("slug", "taken"),
        ("slug", "api"),
        ("name", " "),
        ("visibility", "all"),
        ("join", "never"),
        ("parent", "no-such-place"),
        ("slug", 7),
    ],
)
def test_what_cannot_be_founded_names_the_field(field, value):
    place("taken")
    wanted = {"slug": "masons", "name": "Stone masons", field: value}
    program = Program(somebody(is_operator=True), "admin")
    assert_problem(program.post("/communities", wanted), 422, field)
    assert slugs(program) == ["taken"]


def test_its_coordinators_change_it_and_nobody_else():
    ana, ben, cleo = somebody("Ana"), somebody("Ben"), somebody("Cleo")
    place("masons", ben, coordinator=ana)
    wanted = {"name": "Masons and more", "join": "invitation", "charter": {"norms": "Be kind."}}
    for person in (ben, cleo):
        assert_problem(Program(person).patch("/communities/masons", wanted), 403)
        assert_problem(Program(person).patch("/communities/masons", {}), 403)
    assert_problem(Program(ana, "read").patch("/communities/masons", wanted), 403)
    assert_problem(Program().patch("/communities/masons", wanted), 401)
    answer = Program(ana).patch("/communities/masons", wanted)
    assert (answer.json()["name"], answer.json()["join"]) == ("Masons and more", "invitation")
    assert answer.json()["charter"]["norms"] == "Be kind."
    both = {"name": "Half", "charter": {"key_questions": ["?"] * 8}}
    assert_problem(Program(ana).patch("/communities/masons", both), 422, "key_questions")
    assert Program(ana).get("/communities/masons").json()["name"] == "Masons and more"


def test_a_former_address_leads_to_the_present_one_for_those_who_may_know():
    ana = somebody("Ana")
    it = place("old", ana, visibility="secret")
    change_community(actor=SYSTEM, community=it, slug="newer")
    answer = Program(ana).get("/communities/old")
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/communities/newer")
    assert_problem(Program().get("/communities/old"), 404)


def test_one_joins_and_leaves_and_twice_is_the_same_as_once():
    place("masons")
    ana = Program(somebody("Ana"))
    for _ in range(2):
        answer = ana.put("/communities/masons/membership")
        assert answer.json()["state"] == "member"
        assert answer.json()["roles"] == ["member"]
    assert ana.get("/communities/masons").json()["member_count"] == 1
    for _ in range(2):
        assert ana.delete("/communities/masons/membership").status_code == 204
    assert ana.get("/communities/masons").json()["membership"]["state"] == "none"
    assert_problem(Program().put("/communities/masons/membership"), 401)


def test_one_asks_to_join_and_may_think_better_of_it():
    it = place("masons", join_policy="request")
    person = somebody("Ana")
    ana, address = Program(person), "/communities/masons/membership"
    answer = ana.put(address, {"message": "I cut stone."})
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert ana.delete(address).status_code == 204
    assert JoinRequest.objects.get().state == "withdrawn"
    assert ana.get("/communities/masons").json()["membership"]["state"] == "none"
    ana.put(address, {"message": "I do want to."})
    waiting = JoinRequest.objects.get(state="waiting")
    assert waiting.message == "I do want to."
    decide_request(actor=SYSTEM, request=waiting, accept=True)
    assert (ana.put(address).status_code, ana.put(address).json()["state"]) == (200, "member")
    assert Membership.objects.filter(community=it, person=person).count() == 1


def test_where_one_is_invited_one_does_not_join_and_what_is_secret_is_not_there():
    place("by-invitation", join_policy="invitation")
    place("secret", visibility="secret")
    ana = Program(somebody("Ana"))
    assert_problem(ana.put("/communities/by-invitation/membership"), 403)
    for verb in (ana.put, ana.delete):
        assert_problem(verb("/communities/secret/membership"), 404)


def test_a_member_of_a_secret_community_leaves_it_and_the_last_coordinator_stays():
    ana, ben = somebody("Ana"), somebody("Ben")
    place("secret", ben, coordinator=ana, visibility="secret")
    assert Program(ben).delete("/communities/secret/membership").status_code == 204
    assert_problem(Program(ben).get("/communities/secret"), 404)
    assert_problem(Program(ana).delete("/communities/secret/membership"), 422)


def test_members_are_listed_with_their_roles_to_those_who_read():
    people = [somebody() for _ in range(5)]
    it = place("masons", *people, visibility="members")
    roles = Role.MEMBER | Role.EXPERT
    give_roles(actor=SYSTEM, community=it, person=people[2].id, roles=roles)
    members = list(Program(people[0]).all_of("/communities/masons/members"))
    assert [one["handle"] for one in members] == [person.handle for person in people]
    assert members[2]["roles"] == ["member", "expert"]
    assert "email" not in members[0]


def test_joining_too_often_is_slowed_down(settings):
    settings.TERTULIA = settings.TERTULIA.model_copy(update={"limits": "join=2/minute"})
    place("masons")
    ana = Program(somebody())
    statuses = [ana.put("/communities/masons/membership").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_asking_for_nothing_records_nothing():
    ana = somebody("Ana")
    place("masons", coordinator=ana)
    before = Activity.objects.count()
    assert Program(ana).patch("/communities/masons", {}).status_code == 200
    assert Activity.objects.count() == before


def test_a_list_costs_the_same_however_long_it_is():
    ana = somebody("Ana")
    for number in range(3):
        place(f"place-{number}", ana)
    few = Program(ana).queries("/communities")
    for number in range(3, 30):
        place(f"place-{number}", ana)
    assert Program(ana).queries("/communities") == few <= 3
    full = place("full", *[somebody() for _ in range(3)])
    few = Program(ana).queries("/communities/full/members")
    for _ in range(27):
        Membership.objects.create(community=full, person=somebody())
    assert Program(ana).queries("/communities/full/members") == few <= 5
