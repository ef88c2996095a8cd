"""What the desk counts of itself, for Prometheus: one registry a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from belegg.errors import BeleggError

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_SIZES = {
    "articles": "Articles in the ledger.",
    "statements": "Statements of their current versions.",
    "claims": "Claims.",
    "decisions": "Decisions that hold.",
    "size": "Bytes of the ledger.",
}


class Metrics:
    """Requests by route as it is written in code (never by address, so the number of series is bounded), status and
    time; sizes of the ledger, asked when somebody looks."""

    def __init__(self, info: Callable[[], Mapping[str, Any]]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "belegg_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "belegg_request_seconds", "Time until the answer was sent.", ("route",),
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.registry.register(_Sizes(info))

    def seen(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self.registry)


class _Sizes(Collector):
    def __init__(self, info: Callable[[], Mapping[str, Any]]) -> None:
        self._info = info

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            found = self._info()
        except BeleggError:
            # A ledger that is busy just now: the other figures are still worth having.
            return
        for key, says in _SIZES.items():
            if isinstance(found.get(key), int):
                yield GaugeMetricFamily(f"belegg_ledger_{'bytes' if key == 'size' else key}", says, float(found[key]))
