"""What an operator chooses on the page, what the environment holds against it, and who is told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.activity.models import Activity
from tertulia.core.site import force
from tertulia.core.site.actions import choose_settings
from tertulia.core.site.models import SiteSetting
from tertulia.core.site.queries import settings_shown
from tertulia.kit.web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
OPERATOR = Actor(person_id=1, is_operator=True)


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """Leave the settings of the other tests as they were."""
    before, sender = django_settings.TERTULIA, django_settings.DEFAULT_FROM_EMAIL
    force._own.clear()
    yield
    force._own.clear()
    django_settings.TERTULIA, django_settings.DEFAULT_FROM_EMAIL = before, sender


def in_environment(**values: Any) -> None:
    django_settings.TERTULIA = django_settings.TERTULIA.model_copy(update=values)


def test_what_is_chosen_comes_into_force_and_is_told() -> None:
    changed = choose_settings(
        actor=OPERATOR, given={"site_name": " The mill ", "email_from": "Mill <m@example.org>"}
    )
    assert changed == {"site_name", "email_from"}
    force.bring_into_force()
    assert django_settings.TERTULIA.site_name == "The mill"
    assert django_settings.DEFAULT_FROM_EMAIL == "Mill <m@example.org>"
    happened = Activity.objects.get(verb="site.changed")
    assert happened.actor == 1
    assert happened.data["told"]["site_name"] == ["Tertulia", "The mill"]


def test_the_environment_wins_also_over_what_was_chosen_before() -> None:
    choose_settings(actor=OPERATOR, given={"site_name": "The mill"})
    in_environment(site_name="From outside")
    force.bring_into_force()
    assert django_settings.TERTULIA.site_name == "From outside"
    with pytest.raises(Refused, match="environment"):
        choose_settings(actor=OPERATOR, given={"site_name": "Again"})


def test_the_default_is_not_kept() -> None:
    choose_settings(actor=OPERATOR, given={"site_look": "leaf"})
    assert choose_settings(actor=OPERATOR, given={"site_look": "terracotta"}) == {"site_look"}
    assert not SiteSetting.objects.exists()
    assert choose_settings(actor=OPERATOR, given={"site_look": "terracotta"}) == set()
    assert Activity.objects.filter(verb="site.changed").count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("site_name", "  "),
        ("site_name", "x" * 61),
        ("site_name", "two\nlines"),
        ("site_look", "mauve"),
        ("limits", "reply=often"),
        ("limits", "nothing=1/minute"),
        ("email_from", "nobody"),
        ("email_from", "A <a@example.org>\nBcc: b@example.org"),
        ("email_url", "gopher://mail"),
        ("email_url", "smtp://host:notaport"),
        ("sign_up", "whoever"),
        ("founding", ""),
        ("upload_megabytes", "0"),
        ("upload_megabytes", "many"),
        ("retention_days", "-1"),
        ("retention_days", "99999999999"),
        ("secret_key", "mine"),
        ("debug", "true"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_stored(
    name: str, value: str
) -> None:
    with pytest.raises(Refused) as refused:
        choose_settings(actor=OPERATOR, given={"site_welcome": "Come in", name: value})
    assert refused.value.field == name
    assert str(refused.value.sentence)
    assert not SiteSetting.objects.exists()


def test_numbers_come_into_force_as_numbers() -> None:
    choose_settings(
        actor=OPERATOR, given={"upload_megabytes": " 7 ", "retention_days": "0", "sign_up": "open"}
    )
    force.bring_into_force()
    now = django_settings.TERTULIA
    assert (now.upload_megabytes, now.retention_days, now.sign_up) == (7, 0, "open")
    assert choose_settings(actor=OPERATOR, given={"upload_megabytes": "25"}) == {"upload_megabytes"}
    assert not SiteSetting.objects.filter(pk="upload_megabytes").exists()


def test_a_password_is_never_shown_nor_told() -> None:
    choose_settings(actor=OPERATOR, given={"email_url": "smtp://me:hush@mail.example.org"})
    force.bring_into_force()
    assert django_settings.TERTULIA.email_url.endswith("mail.example.org")
    assert "hush" not in repr(settings_shown(OPERATOR))
    assert "hush" not in json.dumps(list(Activity.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(person_id=2)])
def test_others_neither_see_nor_choose(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        settings_shown(actor)
    with pytest.raises(NotAllowed):
        choose_settings(actor=actor, given={"site_name": "Mine"})
    choose_settings(actor=system("command"), given={"site_name": "Ours"})
