"""Figures of a running service for Prometheus: how fast it decides and commits, and how it answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """Counters and durations of one site; labels are names of the program, never of people or places."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._work = Histogram(
            "noriai_desk_seconds",
            "Time at a desk, by step: decide or commit",
            ("area", "step"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._events = Counter(
            "noriai_events", "Events committed, by kind", ("area", "kind"), registry=self.registry
        )
        self._answers = Histogram(
            "noriai_http_seconds",
            "Time to the beginning of an answer, by route and status",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._serving = self._gauge("noriai_desk_serving", "Whether an area's desk takes orders here", "area")
        self._waiting = self._gauge("noriai_desk_waiting", "Orders in an area's line", "area")
        self._codes = self._gauge("noriai_codes_sent_last_hour", "One-time codes sent in the last hour")
        self._most_codes = self._gauge(
            "noriai_codes_most_an_hour", "So many codes may be sent in an hour now"
        )
        self._stopped = self._gauge(
            "noriai_codes_stopped", "Whether no more codes are sent until the hour has passed"
        )
        self._alarming = self._gauge(
            "noriai_codes_alarming", "Whether codes are asked for as in an attack: far more, or left unused"
        )

    @contextmanager
    def timed(self, area: str, step: str) -> Iterator[None]:
        """Time a step of a desk."""
        began_s = perf_counter()
        yield
        self._work.labels(area, step).observe(perf_counter() - began_s)

    def committed(self, area: str, kind: str) -> None:
        """Count an event."""
        self._events.labels(area, kind).inc()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Time an answer."""
        self._answers.labels(method, route, str(status)).observe(seconds)

    def desk(self, area: str, *, serving: bool, waiting: int) -> None:
        """How an area's desk stands."""
        self._serving.labels(area).set(serving)
        self._waiting.labels(area).set(waiting)

    def codes(self, sent_last_hour: int, most_an_hour: int, *, alarming: bool, stopped: bool) -> None:
        """How one-time codes are asked for."""
        self._codes.set(sent_last_hour)
        self._most_codes.set(most_an_hour)
        self._alarming.set(alarming)
        self._stopped.set(stopped)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(name, says, labels, registry=self.registry)


class TimedAnswers:
    """Middleware that times every answer by its route, not by its path, which may name people."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and time the beginning of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began_s = perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                self._metrics.answered(scope["method"], route, message["status"], perf_counter() - began_s)
            await send(message)

        await self._app(scope, receive, timed)
