"""The outbox as a backend of django-tasks, for code that is written against that interface."""

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

from tertulia.kit.jobs.outbox import enqueue
from tertulia.kit.jobs.registry import job


@job("jobs.task")
def run_task(path: str, args: list[object], kwargs: dict[str, object]) -> None:
    import_string(path).call(*args, **kwargs)


class OutboxTasks(BaseTaskBackend):
    """`@task` functions whose `.enqueue()` writes an errand; results are not kept."""

    supports_defer = True

    def enqueue(self, task: Task, args: tuple, kwargs: dict) -> TaskResult:  # type: ignore[override]
        """Promise a run of `task`, together with the transaction around if there is one."""
        self.validate_task(task)
        values, kwargs = normalize_json(list(args)), normalize_json(kwargs)
        with transaction.atomic():
            errand_id = enqueue(
                run_task,
                run_after=task.run_after,
                path=task.module_path,
                args=values,
                kwargs=kwargs,
            )
        return TaskResult(
            task=task,
            id=str(errand_id),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=values,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
