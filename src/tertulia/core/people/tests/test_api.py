import pytest

from tertulia.core.people.actions import deactivate_person, rename_person
from tests.programs import SYSTEM, Program, assert_problem, place, somebody

pytestmark = pytest.mark.django_db


def test_a_program_learns_whose_token_it_has():
    ana = somebody("Ana")
    me = Program(ana, "read").get("/me").json()
    assert (me["id"], me["handle"], me["name"]) == (ana.id, "ana", "Ana")
    assert me["email"] == "ana@example.org"
    assert me["is_operator"] is False
    assert me["joined_at"].endswith("Z")


def test_without_a_valid_token_nobody_is_anybody():
    assert_problem(Program().get("/me"), 401)
    ana = somebody("Ana")
    program = Program(ana)
    deactivate_person(actor=SYSTEM, person=ana)
    assert_problem(program.get("/me"), 401)


def test_an_operator_acts_as_one_only_with_a_token_of_the_widest_scope():
    olga = somebody("Olga", is_operator=True)
    place("quiet", visibility="secret")
    for scope, sees in [("read", False), ("write", False), ("admin", True)]:
        program = Program(olga, scope)
        assert program.get("/me").json()["is_operator"] is sees
        assert program.get("/communities/quiet").status_code == (200 if sees else 404)
        wanted = {"slug": f"new-{scope}", "name": "New"}
        assert program.post("/communities", wanted).status_code == (201 if sees else 403)


def test_a_person_is_read_by_anyone_in_any_case_of_letters_and_without_their_address():
    somebody("Ana")
    answer = Program().get("/people/ANA")
    assert answer.json()["name"] == "Ana"
    assert "email" not in answer.json()
    assert answer.json()["path"] == "/p/ana"
    assert_problem(Program().get("/people/nobody-of-this-name"), 404)


def test_a_former_handle_leads_to_the_present_one():
    ana = somebody("Ana")
    rename_person(actor=SYSTEM, person=ana, handle="anabel")
    answer = Program().get("/people/ana")
    assert answer.status_code == 308
    assert Program().get(answer["Location"]).json()["id"] == ana.id
