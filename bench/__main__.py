"""`make bench`: measure one server core, and print every figure beside its bar and its rulers.

Ratios come from one run; absolute figures depend on the machine and on what else it does.
"""

import argparse
import json
import os
import re
import tempfile
import time
from itertools import cycle
from pathlib import Path

from bench.data import folder
from bench.fanout import Readers
from bench.load import Figures, Request, get, post, run
from bench.servers import LOAD_CORE, pin, resident, ruler, running, tertulia

FORM = "application/x-www-form-urlencoded"


class Bench:
    """One run of everything."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.seconds = options.seconds
        self.folder = folder(options.threads, options.posts, options.largest)
        self.facts = json.loads((self.folder / "facts.json").read_text())
        self.missed: list[str] = []
        threads = self.facts["threads"]
        self.paths = [f"/t/{number}/{slug}" for number, slug, _posts in threads]

    def cookie(self, reader: int) -> str:
        """Return a reader's cookies: a session and a form key."""
        key = self.facts["sessions"][reader]
        return f"tertulia_session={key}; tertulia_csrf={'k' * 32}"

    def say(self, name: str, figure: float, unit: str, bar: float, *, least: bool = True) -> None:
        """Print one figure beside its bar."""
        holds = figure >= bar if least else figure <= bar
        sign = ">=" if least else "<="
        print(f"{name:<46}{figure:>10,.1f} {unit:<8} bar {sign} {bar:<8,g} "
              f"{'ok' if holds else 'MISSED'}", flush=True)  # fmt: skip
        if not holds:
            self.missed.append(name)

    def load(self, port: int, requests: list[Request], connections: int = 8) -> Figures:
        """Send `requests` in turn, each connection from its own place on."""

        def source(number: int):
            start = number * len(requests) // connections
            return cycle(requests[start:] + requests[:start])

        found = run(("127.0.0.1", port), source, connections=connections, seconds=self.seconds)
        wrong = {status: n for status, n in found.statuses.items() if status not in (200, 201)}
        if wrong:
            raise SystemExit(f"Not all were answered well: {wrong}")
        return found

    def signed_in(self, paths: list[str], **headers: str) -> list[Request]:
        """Return the requests of eight readers, mixed."""
        return [
            get(path, {"Cookie": self.cookie(place % 8), **headers})
            for place, path in enumerate(paths)
        ]

    def pages(self, port: int) -> dict[str, float]:
        """Measure the pages."""
        rates = {}
        self.load(port, self.signed_in(self.paths))  # a server that has just started begins much
        signed = self.load(port, self.signed_in(self.paths))
        rates["signed"] = signed.rate
        self.say("thread page, signed in", signed.rate, "/s", 1_000)
        zipped = self.load(port, self.signed_in(self.paths, **{"Accept-Encoding": "gzip"}))
        self.say("thread page, signed in, gzip", zipped.rate, "/s", 900)
        listed = self.load(port, self.signed_in(["/c/bench"] * 8))
        self.say("thread list, signed in", listed.rate, "/s", 1_000)
        home = self.load(port, self.signed_in(["/"] * 8))
        self.say("home, signed in", home.rate, "/s", 700)
        inbox = self.load(port, self.signed_in(["/inbox?show=all"] * 8))
        print(f"{'  inbox of fifty, signed in':<46}{inbox.rate:>10,.1f} /s")
        caught = self.load(port, self.signed_in(["/catch-up?view=unread"] * 8))
        print(f"{'  catch-up, unread, signed in':<46}{caught.rate:>10,.1f} /s")
        anonymous = self.load(port, [get(path) for path in self.paths])
        rates["anonymous"] = anonymous.rate
        self.say("thread page, anonymous", anonymous.rate, "/s", 4_000)
        number, slug = self.facts["largest"]
        deep = [f"/t/{number}/{slug}/{place}" for place in range(1, 2_000, 97)]
        largest = self.load(port, self.signed_in(deep))
        print(f"{'  the thread of 2,000, anywhere, signed in':<46}{largest.rate:>10,.1f} /s")
        short = [f"/t/{at}/{name}" for at, name, size in self.facts["threads"] if size <= 20]
        opened = self.load(port, self.signed_in([f"/t/{number}/{slug}"] * 8))
        brief = self.load(port, self.signed_in(short or self.paths))
        self.say("the longest thread opens / a short one", opened.rate / brief.rate, "x", 0.5)
        return rates

    def search(self, port: int) -> None:
        """Measure search: pairs with 100 to 1,000 hits, then the commonest words, alone."""
        pairs = [f"/find?q={pair.replace(' ', '+')}" for pair in self.facts["pairs"]]
        found = self.load(port, self.signed_in(pairs))
        self.say("search, two words, 100-1,000 hits", found.rate, "/s", 200)
        words = self.facts["commonest"]
        common = [f"/find?q={a}+{b}" for a, b in zip(words, words[1:], strict=False)]
        alone = self.load(port, self.signed_in(common), connections=1)
        self.say("search, the commonest words, p95", alone.at(0.95), "ms", 120, least=False)

    def reply(self, place: int, reader: int, words: str) -> Request:
        """Return a reply as the composer's form sends it."""
        number = self.facts["threads"][place % len(self.facts["threads"])][0]
        body = f"csrfmiddlewaretoken={'k' * 32}&source={words}".encode()
        headers = {"Cookie": self.cookie(reader), "Content-Type": FORM}
        headers |= {"Accept": "application/json"}
        return post(f"/t/{number}/reply", body, headers)

    def writes(self, port: int) -> None:
        """Measure replies: alone, then eight writers."""
        text = "A+reply+of+some+words,+with+*emphasis*+and+%60code%60." * 4
        alone = self.load(port, [self.reply(place, 0, text) for place in range(50)], 1)
        print(f"{'  one fsync of this folder':<46}{fsync_time(self.folder):>10,.2f} ms")
        self.say("reply, alone, p50", alone.at(0.5), "ms", 6, least=False)
        print(f"{'  p95':<46}{alone.at(0.95):>10,.1f} ms")
        eight = self.load(port, [self.reply(place, place % 8, text) for place in range(200)])
        self.say("replies, eight writers", eight.rate, "/s", 300)
        print(f"{'  p95':<46}{eight.at(0.95):>10,.1f} ms")

    def live(self, port: int) -> None:
        """Measure from the POST of a reply to its frame."""
        for count, rounds in ((100, 25), (2_000, 5)):
            readers = Readers(port, self.facts["threads"][0][0], count)
            halves, last = [], []
            for turn in range(rounds):
                word = f"signal{count}x{turn}x"
                request = self.reply(0, 0, word)
                times = readers.times(lambda r=request: send_alone(port, r), word.encode())
                if len(times) < count:
                    raise SystemExit(f"only {len(times)} of {count} readers heard of it")
                halves.append(1000 * times[len(times) // 2])
                last.append(1000 * times[-1])
                time.sleep(0.1)
            readers.close()
            middle = sorted(halves)[len(halves) // 2]
            if count == 100:
                self.say("POST to frame, 100 readers, p50", middle, "ms", 15, least=False)
                print(f"{'  the last of them, p50':<46}{sorted(last)[len(last) // 2]:>10,.1f} ms")
            else:
                self.say("POST to frame, 2,000 readers, the last", max(last), "ms", 1_000,
                         least=False)  # fmt: skip

    def rulers(self, port: int, rates: dict[str, float]) -> None:
        """Measure the two rulers in this very run and print the ratios."""
        page = fetch(port, self.signed_in(self.paths)[0])
        with tempfile.NamedTemporaryFile("wb", suffix=".html") as file:
            file.write(page)
            file.flush()
            path, database = Path(file.name), self.folder / "tertulia.sqlite3"
            bare = [get(p, {"Cookie": f"s={self.facts['sessions'][i % 8]}"})
                    for i, p in enumerate(self.paths)]  # fmt: skip
            with ruler("plain", path, database) as other:
                plain = self.load(other, bare).rate
            with ruler("memory", path, database) as other:
                memory = self.load(other, [get(p) for p in self.paths]).rate
        print(f"{'ruler (a), written by hand, no cache':<46}{plain:>10,.1f} /s")
        print(f"{'ruler (b), the same bytes from memory':<46}{memory:>10,.1f} /s")
        self.say("signed in / ruler (a)", rates["signed"] / plain, "x", 0.6)
        self.say("anonymous / ruler (b)", rates["anonymous"] / memory, "x", 0.2)


def fsync_time(where: Path) -> float:
    """Return the median milliseconds of writing and syncing 4 KB in `where`."""
    times = []
    with tempfile.NamedTemporaryFile(dir=where) as file:
        for _turn in range(50):
            file.write(os.urandom(4096))
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    return 1000 * sorted(times)[25]


def send_alone(port: int, request: Request) -> None:
    """Send one request on a connection of its own and leave the answer."""
    import socket

    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(request)
    send_alone.open = one  # type: ignore[attr-defined]  # closed when the next one is sent


def fetch(port: int, request: Request) -> bytes:
    """Return the body of one answer."""
    import socket

    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        whole = b""
        while piece := one.recv(1 << 16):
            whole += piece
    return whole.split(b"\r\n\r\n", 1)[1]


def main() -> int:
    """Run everything; 1 when a bar was missed and `--strict` was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--largest", type=int, default=2_000)
    parser.add_argument("--only", default="", help="pages, rulers, search, writes or live")
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    bench = Bench(options)
    pin(LOAD_CORE)
    parts = re.split(r"[ ,]+", options.only) if options.only else []
    with tertulia(bench.folder) as port:
        server = running.process
        print(f"{'resident at the start':<46}{resident(server):>10,.1f} MB")
        if not parts or {"pages", "rulers"} & set(parts):
            rates = bench.pages(port)
            if not parts or "rulers" in parts:
                bench.rulers(port, rates)
        for name in ("search", "live", "writes"):
            if not parts or name in parts:
                getattr(bench, name)(port)
        print(f"{'resident at the end':<46}{resident(server):>10,.1f} MB")
    print(f"missed: {', '.join(bench.missed)}" if bench.missed else "every bar holds")
    return 1 if bench.missed and options.strict else 0


if __name__ == "__main__":
    raise SystemExit(main())
