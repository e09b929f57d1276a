"""`/readyz`: true when database and storage answer, and honest when they do not."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from tertulia.config import health
from tertulia.config.environment import Environment
from tertulia.config.health import Readiness, Ready, readiness, readyz


async def asked(app: Ready, method: str = "GET") -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app({"type": "http", "method": method, "path": "/readyz"}, None, send)
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.django_db(transaction=True)
def test_it_is_ready() -> None:
    assert readiness() == Readiness({"database": "ok", "storage": "ok"})
    answer = readyz(RequestFactory().get("/readyz"))
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"ready": True, "database": "ok", "storage": "ok"}


@pytest.mark.django_db(transaction=True)
def test_storage_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    there = settings.TERTULIA.model_copy(update={"storage_url": f"file:{tmp_path}/file"})
    assert isinstance(there, Environment)
    with override_settings(TERTULIA=there):
        found = readiness()
    assert (found.status, found.parts) == (503, {"database": "ok", "storage": "no answer"})


def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    there = settings.TERTULIA.model_copy(update={"storage_url": f"file:{tmp_path}"})
    with override_settings(TERTULIA=there):
        health.try_storage()
    assert list(tmp_path.iterdir()) == []


async def test_many_questions_are_answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def look() -> Readiness:
        calls.append(1)
        return Readiness({"database": "ok"})

    monkeypatch.setattr(health, "readiness", look)
    app = Ready()
    for _ in range(20):
        assert await asked(app) == (200, b'{"ready": true, "database": "ok"}')
    assert await asked(app, "HEAD") == (200, b"")
    assert len(calls) == 1


async def test_a_database_that_hangs_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(health, "readiness", lambda: time.sleep(0.5))
    status, body = await asked(Ready())
    assert status == 503
    assert json.loads(body)["database"] == "no answer in time"
