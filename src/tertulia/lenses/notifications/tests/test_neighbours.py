from tertulia.core.profiles.actions import mute_person
from tertulia.core.threads.actions import accept_answer, start_thread
from tertulia.core.threads.actions.conversing import start_conversation
from tertulia.core.threads.models import Post
from tertulia.engage.reactions.actions import react
from tertulia.features.questions.actions import say_me_too
from tertulia.lenses.notifications.actions import mark_notifications_read
from tertulia.lenses.notifications.queries import notifications_of
from tertulia.lenses.notifications.wording import sentence
from tests.programs import acting


def test_who_is_blocked_or_muted_tells_nothing(square):
    thread = square.begin(square.ana)
    square.say(square.cleo, thread, "@ben")
    assert square.told(square.ben) == [("mention", 2)]
    mute_person(actor=acting(square.ben), person=square.cleo.pk)
    square.say(square.cleo, thread, "@ben, again")
    assert square.told(square.ben) == []
    assert square.stored(square.ben) == 1


def test_reactions_are_one_and_name_the_latest(square):
    thread = square.begin(square.ana)
    post = Post.objects.get(thread=thread, number=1).pk
    for who in (square.ben, square.cleo, square.ana):
        react(actor=acting(who), post_id=post, name="thanks")
        square.tell()
    (told,) = notifications_of(acting(square.ana))
    assert (told.cause, told.count, told.by.name) == ("reaction", 2, "Cleo")
    assert "Cleo and 1 other reacted" in sentence(told)
    mark_notifications_read(actor=acting(square.ana))
    react(actor=acting(square.ben), post_id=post, name="helpful")
    assert square.told(square.ana, unread=True) == [("reaction", 1)]


def test_an_accepted_answer_is_told_to_all_whom_it_concerns(square):
    thread = start_thread(
        actor=acting(square.ana), community=square.masons, kind="question", title="Which lime?",
        source="Hot?",
    ).thread_id  # fmt: skip
    say_me_too(actor=acting(square.cleo), thread_id=thread)
    number = square.say(square.ben, thread)
    accept_answer(actor=acting(square.ana), thread_id=thread, number=number)
    assert square.told(square.ben) == [("accepted", 2)]
    assert square.told(square.cleo) == [("accepted", 2)]
    assert square.told(square.ana) == [("watched", 2)]
    words = [sentence(notifications_of(acting(who))[0]) for who in (square.ben, square.cleo)]
    assert words[0].startswith("Ana accepted your answer")
    assert "your question too" in words[1]


def test_whoever_is_taken_into_a_conversation_reads_who_wants_to_talk(square):
    start_conversation(actor=acting(square.ana), handles=["ben"], source="A word?")
    square.tell()
    (told,) = notifications_of(acting(square.ben))
    assert sentence(told) == "Ana wants to talk with you."
    assert told.address == "/conversations"
