"""Counters of this process, in the text form that Prometheus reads."""

from bisect import bisect_left
from collections.abc import Callable
from time import time

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Requests by route class and status, their durations, and gauges that are asked when read.

    Written by the event loop alone, so nothing here takes a lock.
    """

    def __init__(self) -> None:
        self.started = time()
        self._requests: dict[tuple[str, int], int] = {}
        self._durations: dict[str, list[float]] = {}  # counts per bound, above all, then the sum
        self._gauges: dict[str, tuple[str, Callable[[], float]]] = {}

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show what `read()` returns as `name`; `read` must be quick and is called on the loop."""
        self._gauges[name] = (meaning, read)

    def count(self, route: str, status: int) -> None:
        """Count one answered request."""
        key = (route, status)
        self._requests[key] = self._requests.get(key, 0) + 1

    def time(self, route: str, seconds: float) -> None:
        """Add one duration to the histogram of `route`."""
        row = self._durations.get(route)
        if row is None:
            row = self._durations[route] = [0] * (len(BOUNDS) + 1) + [0.0]
        row[bisect_left(BOUNDS, seconds)] += 1
        row[-1] += seconds

    def text(self) -> str:
        """Return all figures as Prometheus text."""
        return "\n".join(
            [*self._request_lines(), *self._duration_lines(), *self._gauge_lines(), ""]
        )

    def _request_lines(self) -> list[str]:
        lines = [
            "# HELP tertulia_requests_total Answered requests.",
            "# TYPE tertulia_requests_total counter",
        ]
        for (route, status), number in sorted(self._requests.items()):
            lines.append(f'tertulia_requests_total{{route="{route}",status="{status}"}} {number}')
        return lines

    def _duration_lines(self) -> list[str]:
        name = "tertulia_request_seconds"
        lines = [f"# HELP {name} Time to answer.", f"# TYPE {name} histogram"]
        for route, row in sorted(self._durations.items()):
            total = 0.0
            for bound, number in zip((*BOUNDS, "+Inf"), row, strict=False):
                total += number
                lines.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {total:.0f}')
            lines.append(f'{name}_sum{{route="{route}"}} {row[-1]:.6f}')
            lines.append(f'{name}_count{{route="{route}"}} {total:.0f}')
        return lines

    def _gauge_lines(self) -> list[str]:
        lines = [
            "# HELP tertulia_started_seconds When this process began, in seconds since 1970.",
            "# TYPE tertulia_started_seconds gauge",
            f"tertulia_started_seconds {self.started:.0f}",
        ]
        for name, (meaning, read) in sorted(self._gauges.items()):
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {read()}"]
        return lines
