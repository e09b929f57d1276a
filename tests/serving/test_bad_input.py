"""What no browser sends: answered with a sentence, soon, and never by a failure of ours."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.serving.asking import Answer, Caller, page_headers
from tests.serving.bad_input import Case, cases
from tests.serving.instance import Founded, Instance
from tests.serving.processes import Server

LONGEST_SECONDS = 5.0  # on a machine that is busy with other tests; 1 is what is aimed at
AT_ONCE = 4


@pytest.fixture(scope="module")
def server(instance: Instance, founded: Founded) -> Iterator[Server]:
    running = instance.serve()
    yield running
    running.terminate()


def test_bad_input_is_answered_with_a_sentence(
    server: Server, founded: Founded, capsys: pytest.CaptureFixture
) -> None:
    person = founded.people[3]
    tried = list(cases(person, founded.commons.threads[0]))
    answers = asyncio.run(_ask_all(server.port, tried))
    slowest = sorted(zip(tried, answers, strict=True), key=lambda pair: -pair[1].seconds)
    with capsys.disabled():
        shown = ", ".join(f"{case.name} {answer.seconds:.2f} s" for case, answer in slowest[:5])
        print(f"\n{len(tried)} bad requests; the slowest: {shown}")
    wrong = [fault for pair in zip(tried, answers, strict=True) if (fault := _fault(*pair))]
    assert not wrong, "\n".join(wrong)
    assert slowest[0][1].seconds < LONGEST_SECONDS
    assert '"status":500' not in server.said()


async def _ask_all(port: int, tried: list[Case]) -> list[Answer]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(case: Case) -> Answer:
        async with gate:
            caller = Caller(port)
            try:
                return await caller.ask(case.method, case.target, case.body, case.headers)
            finally:
                caller.close()

    return await asyncio.gather(*map(one, tried))


def _fault(case: Case, answer: Answer) -> str:
    """Return what is wrong with an answer, nothing when it is as it should be."""
    said = f"{case.name}: {answer.status} {answer.headers.get('content-type')}"
    if answer.status not in case.statuses:
        return f"{said}, not one of {case.statuses}: {answer.text[:300]}"
    if answer.status < 400 or answer.body == b"Invalid HTTP request received.":
        return ""
    if not case.sentence_in(answer):
        return f"{said} says nothing: {answer.text[:300]}"
    return ""


def test_the_words_come_back_in_the_form(server: Server, founded: Founded) -> None:
    """Who is refused loses nothing of what was typed."""

    async def ask() -> Answer:
        headers = page_headers(founded.people[3].session)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        caller = Caller(server.port)
        thread = founded.commons.threads[0]
        body = b"source=" + b"%3E" * 60 + b"my+many+words"
        answer = await caller.ask("POST", f"/t/{thread}/reply", body, headers)
        caller.close()
        return answer

    answer = asyncio.run(ask())
    assert answer.status == 422
    assert "my many words" in answer.text
    assert "nested too deeply" in answer.text
