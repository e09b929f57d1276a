"""People, tokens and communities from the command line."""

import pytest

from tertulia.core.communities.models import Community, Membership, Role
from tertulia.core.people.models import Person
from tertulia.core.people.queries import bearer_of

pytestmark = pytest.mark.django_db(transaction=True)
ADA = ("person", "create", "--email", "ada@example.org", "--name", "Ada Byron")


def test_a_person_with_a_password_can_sign_in(tertulia) -> None:
    made = tertulia(*ADA, "--admin", "--password-stdin", given="a long enough secret\n")
    assert made.exit_code == 0, made.stderr
    person = Person.objects.get(email="ada@example.org")
    assert person.check_password("a long enough secret")
    assert person.is_operator
    assert f"@{person.handle}" in made.stdout


def test_a_person_without_a_password_has_none_that_works(tertulia) -> None:
    assert tertulia(*ADA, "--handle", "ada").exit_code == 0
    person = Person.objects.get(handle="ada")
    assert not person.has_usable_password()
    assert not person.is_operator


@pytest.mark.parametrize(
    ("more", "given", "said"),
    [
        (("--password-stdin",), "short\n", "too short"),
        (("--password-stdin",), "", "found no password"),
        (("--handle", "no body"), "", "letters and digits"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_made(tertulia, more, given, said) -> None:
    ended = tertulia(*ADA, *more, given=given)
    assert ended.exit_code != 0
    assert said in ended.stderr
    assert not Person.objects.exists()


def test_an_address_is_used_once(tertulia) -> None:
    assert tertulia(*ADA).exit_code == 0
    ended = tertulia(*ADA)
    assert ended.exit_code == 1
    assert "here already" in ended.stderr
    assert Person.objects.count() == 1


def test_a_token_is_printed_alone_and_works(tertulia) -> None:
    tertulia(*ADA)
    made = tertulia("token", "create", "--person", "ADA@example.org", "--scope", "write")
    assert made.exit_code == 0, made.stderr
    token = made.stdout.removesuffix("\n")
    assert token
    assert not set(token) & set(" \n")
    bearer = bearer_of(token)
    assert bearer is not None
    assert bearer.scope == "write"


def test_nobody_has_no_token(tertulia) -> None:
    ended = tertulia("token", "create", "--person", "nobody@example.org", "--scope", "read")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "nobody@example.org" in ended.stderr


def test_a_community_with_a_parent_and_a_coordinator(tertulia) -> None:
    tertulia(*ADA)
    words = ("community", "create", "--name", "Bakers", "--coordinator", "ada@example.org")
    made = tertulia(*words, "--slug", "bakers", "--visibility", "members", "--join", "request")
    assert made.exit_code == 0, made.stderr
    inner = tertulia("community", "create", "--slug", "rye", "--name", "Rye", "--parent", "bakers")
    assert inner.exit_code == 0, inner.stderr
    bakers, rye = Community.objects.get(slug="bakers"), Community.objects.get(slug="rye")
    assert (bakers.visibility, bakers.join_policy, bakers.member_count) == ("members", "request", 1)
    assert (rye.parent, rye.visibility) == (bakers, "members")
    assert Membership.objects.get(community=bakers).roles & Role.COORDINATOR


def test_a_coordinator_who_is_not_here_leaves_no_community_behind(tertulia) -> None:
    words = ("community", "create", "--slug", "bakers", "--name", "Bakers")
    ended = tertulia(*words, "--coordinator", "nobody@example.org")
    assert ended.exit_code == 1
    assert not Community.objects.exists()


def test_a_child_is_not_more_visible_than_its_parent(tertulia) -> None:
    words = ("community", "create", "--name", "X")
    tertulia(*words, "--slug", "inner-circle", "--visibility", "members")
    ended = tertulia(*words, "--slug", "open", "--parent", "inner-circle", "--visibility", "public")
    assert ended.exit_code == 1
    assert "never more visible" in ended.stderr
