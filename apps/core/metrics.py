"""What is counted while the studio works, and how it is told to Prometheus.

Web and worker processes each count for themselves in files below METRICS_DIR, from which any of
them can tell the sum; a folder shared by several machines works too. Without METRICS_TOKEN nobody
may ask, so nothing is written and the counters stay in memory.
"""

import os
import socket
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun
from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from structlog.contextvars import bind_contextvars, clear_contextvars


def process_name() -> str:
    """Return a name that no other process has, on this machine or beside it."""
    return f"{socket.gethostname().replace('_', '-')}-{os.getpid()}"


if settings.METRICS_TOKEN:
    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)
    values.ValueClass = values.MultiProcessValue(process_name)  # type: ignore[no-untyped-call]

REQUEST_SECONDS = Histogram(
    "musicstudio_request_duration_seconds",
    "Time until the answer to a request was ready.",
    ["view", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
TASK_SECONDS = Histogram(
    "musicstudio_task_duration_seconds",
    "Time that a Celery task took.",
    ["task", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 200),
)
_began_s: dict[str, float] = {}


class Snapshot(Collector):
    """Numbers read from the database at the moment somebody asks."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Sequence[Metric]:
        """Return the numbers as they were given."""
        return self._metrics


def exposition(now_metrics: Sequence[Metric]) -> bytes:
    """Return all counters and `now_metrics` in Prometheus' text format."""
    registry = CollectorRegistry()
    if settings.METRICS_TOKEN:
        MultiProcessCollector(registry, path=str(settings.METRICS_DIR))  # type: ignore[no-untyped-call]
    registry.register(Snapshot(now_metrics))
    return generate_latest(registry)


def time_tasks() -> None:
    """Let Celery tell when each task begins and ends."""
    task_prerun.connect(task_began, dispatch_uid="metrics")
    task_postrun.connect(task_ended, dispatch_uid="metrics")


def task_began(task_id: str, task: Task[Any, Any], **_: object) -> None:
    """Note the moment, and put the task's name into its log lines."""
    clear_contextvars()
    bind_contextvars(task=task.name, task_id=task_id)
    _began_s[task_id] = perf_counter()


def task_ended(task_id: str, task: Task[Any, Any], state: str | None = None, **_: object) -> None:
    """Count how long the task took and how it ended."""
    began_s = _began_s.pop(task_id, None)
    if began_s is not None:
        TASK_SECONDS.labels(task.name, state or "UNKNOWN").observe(perf_counter() - began_s)
    clear_contextvars()
