import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tertulia.core.people.actions import rename_person
from tertulia.core.people.models import FormerHandle, Person
from tertulia.core.people.names import RESERVED, checked_handle, checked_name, handle_from
from tertulia.core.people.queries import moved_handle, profile
from tertulia.kit.web.refusals import Refused
from tests.programs import acting, somebody


@pytest.mark.parametrize(
    "handle",
    [
        "ada",
        "Ada",
        "ada.lovelace",
        "ada_l",
        "a",
        "42",
        "Ængus",
        "мария",
        "李雷",
        "さくら木",
        "x" * 40,
    ],
)
def test_handles_that_can_be(handle):
    assert checked_handle(f" @{handle} ") == unicodedata.normalize("NFC", handle)


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        ("", "at least one letter"),
        ("x" * 41, "at most 40"),
        ("ß" * 21, "at most 40"),  # 42 letters when folded
        ("a b", "letters and digits"),
        ("-a", "letters and digits"),
        ("a\nb", "letters and digits"),
        ("a\x00", "letters and digits"),
        ("a\u202eb", "letters and digits"),
        ("a\u200bb", "letters and digits"),
        ("\ud800", "letters and digits"),
        ("me", "reserved"),
        ("Everyone", "reserved"),
        ("аda", "mixes no alphabets"),  # the first letter is Cyrillic
        ("αda", "mixes no alphabets"),
        ("асе", "looks like"),  # Cyrillic altogether
        ("ａｄａ", "looks like"),  # full width
        ("𝐚𝐝𝐚", "looks like"),  # mathematical
        ("ﬁn", "looks like"),  # a ligature
    ],
)
def test_handles_that_cannot_be(handle, why):
    with pytest.raises(Refused, match=why) as refusal:
        checked_handle(handle)
    assert refusal.value.field == "handle"


@given(st.text(max_size=60))
@example("ΐ" * 40)
@example("admin")
@example("__ß__" * 9)
def test_every_name_gives_a_handle_that_can_be(name):
    assert checked_handle(handle_from(name))


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_nobodys(word):
    with pytest.raises(Refused):
        checked_handle(word.upper())


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u200b", "a\nb", "a\u202eb", "x" * 101, "ㅤ"])
def test_names_that_cannot_be(name):
    with pytest.raises(Refused):
        checked_name(name)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_handles_are_found_in_any_case_on_both_databases(handle):
    try:
        handle = checked_handle(handle)
    except Refused:
        return
    Person.objects.filter(handle_key=handle.casefold()).delete()
    person = Person.objects.create(handle=handle, name="X")
    for spelled in (handle, handle.upper(), handle.casefold()):
        if spelled.casefold() == handle.casefold():
            assert profile(acting(person), spelled).id == person.pk
    person.delete()


@pytest.mark.django_db
def test_one_handle_is_one_persons_in_any_case():
    ben, ana = somebody("Ben"), somebody("Ana")
    rename_person(actor=acting(ben), person=ben, handle="Straße")
    for taken in ("STRASSE", "strasse", "straße"):
        with pytest.raises(Refused, match="taken"):
            rename_person(actor=acting(ana), person=ana, handle=taken)
    assert Person.objects.get(pk=ana.pk).handle == "ana"


@pytest.mark.django_db
def test_two_forms_of_one_letter_are_one_handle():
    ana = somebody("Ana")
    rename_person(actor=acting(ana), person=ana, handle="Ame\u0301lie")
    assert ana.handle == "Am\u00e9lie"
    ben = somebody("Ben")
    with pytest.raises(Refused, match="taken"):
        rename_person(actor=acting(ben), person=ben, handle="AM\u00c9LIE")


@pytest.mark.django_db
def test_a_former_handle_leads_on_and_is_kept_for_a_year():
    ana, ben = somebody("Ana"), somebody("Ben")
    rename_person(actor=acting(ana), person=ana, handle="Anna")
    rename_person(actor=acting(ana), person=ana, handle="Anne")
    assert [moved_handle(old) for old in ("ana", "ANNA", "anne")] == ["Anne", "Anne", None]
    with pytest.raises(Refused, match="taken"):
        rename_person(actor=acting(ben), person=ben, handle="ANA")
    rename_person(actor=acting(ana), person=ana, handle="ana")
    assert moved_handle("ana") is None  # it is theirs again
    rename_person(actor=acting(ana), person=ana, handle="Anne")
    FormerHandle.objects.update(given_up_at=timezone.now() - timedelta(days=366))
    rename_person(actor=acting(ben), person=ben, handle="ana")
    assert profile(acting(ana), "ana").id == ben.pk


@pytest.mark.django_db
def test_another_spelling_of_ones_own_handle_is_no_change_of_address():
    ana = somebody("Ana")
    rename_person(actor=acting(ana), person=ana, handle="ANA")
    assert Person.objects.get(pk=ana.pk).handle == "ANA"
    assert not FormerHandle.objects.exists()
