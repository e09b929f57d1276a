"""Whatever is logged, by whichever way, comes out as one line of one form."""

import json
import logging
import time

import pytest
import structlog

from tertulia.kit.web import logs
from tertulia.kit.web.trace import request_id


class Output:
    """What has been written so far."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self._text = ""

    def lines(self) -> list[str]:
        self._text += self._captured.readouterr().err
        return self._text.splitlines()


@pytest.fixture
def output(capsys, settings):
    yield Output(capsys)
    logs.configure(settings.LOGGING)


def read(output):
    logs.flush()
    return [json.loads(line) for line in output.lines()]


def test_both_ways_of_logging_become_json(output):
    logs.configure({"format": "json", "level": "INFO"})
    token = request_id.set("r-1")
    structlog.get_logger().info("imported", rows=3, place="Lérida\nsecond")
    logging.getLogger("some.library").warning("took %d ms", 7)
    request_id.reset(token)
    logging.getLogger("some.library").debug("not wanted")
    structlog.get_logger().debug("not wanted")
    ours, theirs = read(output)
    assert (ours["event"], ours["rows"], ours["place"]) == ("imported", 3, "Lérida\nsecond")
    assert (theirs["event"], theirs["level"]) == ("took 7 ms", "warning")
    assert ours["request"] == theirs["request"] == "r-1"
    assert ours["time"].endswith("+00:00")


def test_exceptions_are_told_whole(output):
    logs.configure({"format": "json", "level": "INFO"})
    for log in (structlog.get_logger().exception, logging.getLogger("x").exception):
        try:
            raise ValueError("flour is out")
        except ValueError:
            log("baking failed")
    lines = read(output)
    assert len(lines) == 2
    for line in lines:
        assert line["level"] == "error"
        assert "ValueError: flour is out" in line["exception"]


def test_people_read_one_line_each(output):
    logs.configure({"format": "console", "level": "INFO"})
    structlog.get_logger().warning("disk is nearly full", left="3 MB")
    logs.flush()
    (line,) = output.lines()
    assert "warning disk is nearly full  left=3 MB" in line


def test_what_cannot_be_written_ends_nothing(output):
    logs.configure({"format": "json", "level": "INFO"})

    class Unspeakable:
        def __str__(self):
            raise RuntimeError("no")

    structlog.get_logger().info("odd", thing=Unspeakable())
    structlog.get_logger().info("next")
    logs.flush()
    first, second = output.lines()
    assert first.startswith("log line lost")
    assert json.loads(second)["event"] == "next"


def test_lines_keep_their_order_and_come_by_themselves(output):
    logs.configure({"format": "json", "level": "INFO"})
    for number in range(500):
        logs.access_line({"time": 0.0, "level": "info", "event": "request", "number": number})
    deadline = time.monotonic() + 3
    while len(output.lines()) < 500 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [json.loads(line)["number"] for line in output.lines()] == list(range(500))
