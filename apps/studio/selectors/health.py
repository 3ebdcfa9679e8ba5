"""How much work there is and how it stands, for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily

from apps.archive.models import Asset
from apps.archive.states import AssetState
from apps.generation.models import Job
from apps.generation.states import JobState


def work_in_numbers(now: datetime) -> list[GaugeMetricFamily]:
    """Return jobs and assets by state and how long the oldest due one waits. Four queries."""
    oldest_job = Job.objects.due(now).values_list("due_at", flat=True).first()
    oldest_asset = Asset.objects.due(now).values_list("due_at", flat=True).first()
    return [
        _by_state("musicstudio_jobs", "Jobs by state.", JobState, _count(Job)),
        _by_state("musicstudio_assets", "Archived files by state.", AssetState, _count(Asset)),
        _age(
            "musicstudio_oldest_due_job_seconds", "Since the oldest job was due.", oldest_job, now
        ),
        _age("musicstudio_oldest_due_asset_seconds", "Likewise for files.", oldest_asset, now),
    ]


def _count(model: type[Job] | type[Asset]) -> dict[str, int]:
    rows = model.objects.order_by().values_list("state").annotate(Count("id"))
    return dict(rows)


def _by_state(
    name: str, text: str, states: Iterable[str], counts: dict[str, int]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state in states:
        family.add_metric([str(state)], counts.get(state, 0))
    return family


def _age(name: str, text: str, due_at: datetime | None, now: datetime) -> GaugeMetricFamily:
    age_s = (now - due_at).total_seconds() if due_at else 0.0
    return GaugeMetricFamily(name, text, value=age_s)
