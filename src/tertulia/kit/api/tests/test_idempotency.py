"""A write that is sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from tertulia.kit.api.idempotency import forget_replies
from tertulia.kit.api.models import IdempotentReply
from tertulia.kit.api.tests.conftest import Program

pytestmark = pytest.mark.usefixtures("notes_table")


def titles():
    with connection.cursor() as cursor:
        cursor.execute("select title from api_test_notes")
        return [title for (title,) in cursor.fetchall()]


def write(program, title="one", key="k-1"):
    return program.post("/notes", {"title": title}, headers={"idempotency-key": key})


def test_the_first_answer_is_repeated(program):
    first, second = write(program), write(program)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second["Content-Type"] == first["Content-Type"]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert titles() == ["one"]


def test_another_body_under_the_same_key_is_refused(program):
    write(program)
    assert write(program, title="two").status_code == 422
    assert titles() == ["one"]


def test_keys_belong_to_a_person(program):
    write(program)
    assert write(Program("bea"), title="two").status_code == 201
    assert titles() == ["one", "two"]


def test_what_failed_leaves_nothing_and_can_be_tried_again(program):
    assert write(program, title="refuse").status_code == 422
    assert write(program, title="break").status_code == 500
    assert titles() == []
    assert not IdempotentReply.objects.exists()
    assert write(program).status_code == 201


@pytest.mark.parametrize("key", ["", "with space", "ñ", "k" * 256])
def test_a_key_that_is_none_is_refused(program, key):
    assert write(program, key=key).status_code == 422
    assert titles() == []


def test_without_a_token_the_key_changes_nothing(program):
    assert write(Program("")).status_code == 401
    assert not IdempotentReply.objects.exists()


def test_after_a_day_the_key_is_free(program, time_machine):
    time_machine.move_to("2030-01-01T12:00:00Z", tick=False)
    write(program)
    time_machine.shift(timedelta(hours=23))
    assert forget_replies() == 0
    assert "Idempotent-Replayed" in write(program)
    time_machine.shift(timedelta(hours=2))
    assert "Idempotent-Replayed" not in write(program)
    assert titles() == ["one", "one"]
    time_machine.shift(timedelta(hours=25))
    assert forget_replies() == 1


def test_many_at_the_same_moment_are_done_once(program):
    def send(_):
        try:
            return write(Program()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert set(answers) == {201}
    assert titles() == ["one"]
