"""Code written for django-tasks uses the same outbox."""

import pytest
from django_tasks import task

from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.running import drain

seen: list[object] = []


@task()
def note(word: str, *, times: int) -> None:
    seen.append((word, times))


@pytest.mark.django_db
def test_a_task_goes_through_the_outbox(settings):
    settings.TASKS = {"default": {"BACKEND": "tertulia.kit.jobs.tasks.OutboxTasks"}}
    result = note.enqueue("hello", times=2)
    assert Errand.objects.get().pk == int(result.id)
    assert drain() == 1
    assert seen == [("hello", 2)]
