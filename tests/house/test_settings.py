"""Settings that depend on one another."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.profile_free


def test_a_step_is_over_before_its_lease():
    times = [
        settings.LEASE_S,
        settings.CELERY_TASK_TIME_LIMIT,
        settings.CELERY_TASK_SOFT_TIME_LIMIT,
        settings.HTTP_TIMEOUT_S,
    ]

    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)


def test_a_tick_that_nobody_took_is_forgotten():
    ticks = settings.CELERY_BEAT_SCHEDULE.values()

    assert all(tick["options"]["expires"] for tick in ticks)


def test_every_scheduled_task_exists():
    from musicstudio.celery import app

    app.loader.import_default_modules()
    scheduled = {tick["task"] for tick in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(app.tasks)
