import json
import random

import pytest

from tertulia.core.threads.models import ForeignRecord, Post
from tertulia.lenses.exchange.tests.conftest import Bring, reply, topic

BAD = {
    "broken JSON": b'{"kind": "topic", "id": ',
    "not UTF-8": b'{"kind": "topic", "id": "x", "text": "\xe9t\xe9"}',
    "a list": b"[1, 2]",
    "a number": b"17",
    "not a number": b'{"kind": "topic", "id": "x", "created": "2017-01-01", "score": NaN}',
    "nested without end": b'{"a":' * 100_000,
    "a number without end": b'{"kind": "topic", "id": ' + b"9" * 10_000 + b"}",
    "no kind": json.dumps({"id": "x", "text": "?"}).encode(),
    "a kind that is a list": json.dumps({"kind": ["topic"], "id": "x"}).encode(),
    "no id": json.dumps(topic(id=None)).encode(),
    "an id that is an object": json.dumps(topic(id={"a": 1})).encode(),
    "an id that is true": json.dumps(topic(id=True)).encode(),
    "an id with a nul": json.dumps(topic(id="a\0b")).encode(),
    "no time": json.dumps(topic("x", created=None)).encode(),
    "a time that is none": json.dumps(topic("x", created="yesterday")).encode(),
    "a time that is a number": json.dumps(topic("x", created=1491585420)).encode(),
    "a time before all": json.dumps(topic("x", created="0001-01-01T00:00:00+14:00")).encode(),
    "a time before computers": json.dumps(topic("x", created="1848-03-18")).encode(),
    "a time to come": json.dumps(topic("x", created="9999-12-31T23:59:59-14:00")).encode(),
    "words that are a number": json.dumps(topic("x", text=17)).encode(),
    "html that is a list": json.dumps(topic("x", html=["<p>"])).encode(),
    "an author that is a list": json.dumps(topic("x", author=["ana"])).encode(),
    "a reply without words": json.dumps(reply("x", text=None)).encode(),
    "a reply without thread": json.dumps(reply("x", thread=None)).encode(),
    "a reply to no thread": json.dumps(reply("x", thread="nowhere")).encode(),
    "a second row of this id": json.dumps(topic("1", text="Other words")).encode(),
    "a second opening": json.dumps(topic("x", thread="1")).encode(),
    "a role there is not": json.dumps(
        {"kind": "membership", "id": 1, "person": "ana", "roles": ["king"]}
    ).encode(),
    "a person without id": json.dumps({"kind": "person", "name": "Ana"}).encode(),
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_a_bad_line_is_listed_and_stops_nothing(bring: Bring, line: bytes) -> None:
    report = bring(topic(), line, reply("2"))

    assert [reason.lines for reason in report.left_out.values()] == [[2]]
    assert sum(tally.left for tally in report.kinds.values()) == 1
    assert dict(Post.objects.values_list("number", "source")) == {1: "Which wool?", 2: "Answer 2"}


def test_fields_of_a_wrong_form_are_no_reason_to_lose_words(bring: Bring) -> None:
    odd = {
        "pos": "two", "title": 7, "tags": "wool", "edited": 3, "reply_to": [], "score": 10**30,
        "removed": {"at": "never"}, "revisions": [{"text": 1}], "anchor": "there", "closed": 4,
        "alias": {}, "lane": "attic", "language": "x" * 99, "root": {}, "big": "1e999",
    }  # fmt: skip
    rows = (topic(**odd), reply("2", **{**odd, "pos": -4}))
    report = bring(*(json.dumps(row).replace('"1e999"', "1e999").encode() for row in rows))
    assert not report.left_out
    assert Post.objects.count() == 2
    aside = json.loads(ForeignRecord.objects.get(kind="topic").aside["as_json"])
    assert aside.keys() >= odd.keys() - {"lane"}


def test_very_long_keys_stay_apart(bring: Bring) -> None:
    long = "k" * 1_000
    bring(topic(long, author=long + "a"), topic(long + "b", author=long + "c"), reply("2", long))
    assert Post.objects.count() == 3
    assert Post.objects.values("author").distinct().count() == 3
    assert bring(topic(long)).kinds["topic"].known == 1


def test_naughty_strings_are_kept_as_they_are(bring: Bring, shared_data) -> None:
    strings = json.loads((shared_data / "text" / "blns-npm-1.0.0.json").read_bytes())
    rows = [topic(str(n), title=s, text=s, author=s or None) for n, s in enumerate(strings)]
    report = bring(*rows)

    kept = dict(ForeignRecord.objects.filter(kind="topic").values_list("key", "post__source"))
    lost = {line - 1 for reason in report.left_out.values() for line in reason.lines}
    assert kept == {str(n): s for n, s in enumerate(strings) if n not in lost}
    # Only where the string is no name of anybody: blank.
    assert all(not strings[n].strip() for n in lost)


def test_any_order_of_the_lines_comes_to_the_same(bring: Bring) -> None:
    rows = [topic(str(t), text=f"topic {t}") for t in range(9)]
    rows += [reply(f"{t}-{n}", str(t), pos=n) for t in range(9) for n in range(2, 9)]
    random.Random(4).shuffle(rows)
    report = bring(*rows)
    assert not report.left_out
    found = ForeignRecord.objects.filter(kind="reply").values_list("key", "post__number")
    assert all(key.split("-")[1] == str(number) for key, number in found)
    assert len(found) == 63
