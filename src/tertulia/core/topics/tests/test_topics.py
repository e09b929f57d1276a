import pytest

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.topics.actions import find_or_name_topics
from tertulia.core.topics.models import Topic
from tertulia.kit.web.refusals import Refused, SignInFirst
from tests.programs import SYSTEM, place

pytestmark = pytest.mark.django_db


def named(community, *names: str) -> list[int]:
    return find_or_name_topics(actor=SYSTEM, community_id=community.pk, names=names)


def test_a_topic_is_named_once_however_it_is_spelled():
    plaza = place("plaza")
    first = named(plaza, "Wood glue")
    assert named(plaza, "wood  GLUE", " Wood-Glue ") == first
    assert Topic.objects.get().name == "Wood glue"
    assert named(place("other"), "Wood glue") != first


def test_topics_keep_their_order():
    plaza = place("plaza")
    one, two, three = named(plaza, "a", "b", "c")
    assert named(plaza, "c", "new", "a")[::2] == [three, one]
    assert two not in named(plaza, "c", "a")


@pytest.mark.parametrize("name", ["C++", "東京", "🙂", "naïve", "x" * 60, "क" * 30])
def test_topics_of_any_letters(name):
    plaza = place("plaza")
    assert named(plaza, name)
    topic = Topic.objects.get()
    assert (topic.name, bool(topic.slug)) == (name, True)


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 61, "a\nb", "\x00", "\ud800", "\u200b", "\u0958" * 31]
)
def test_topics_that_cannot_be(name):
    with pytest.raises(Refused) as refusal:
        named(place("plaza"), name)
    assert refusal.value.field == "topics"
    assert not Topic.objects.exists()


def test_nobody_in_particular_names_no_topic():
    with pytest.raises(SignInFirst):
        find_or_name_topics(actor=ANONYMOUS, community_id=place("plaza").pk, names=["a"])
