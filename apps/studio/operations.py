"""Whether the studio could do its work now: what /readyz tells, found out by trying."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

log = structlog.get_logger(__name__)

STORAGE_TRIED_EVERY = timedelta(seconds=30)
BROKER_PATIENCE_S = 2


def readiness(*, now: datetime) -> dict[str, str]:
    """Return what is wrong with each thing that we stand on; empty text where nothing is.

    Names no address and no secret: the details are in the log.
    """
    return {
        "database": _trouble("database", _try_database),
        "migrations": _trouble("migrations", _try_migrations),
        "broker": _trouble("broker", _try_broker),
        "storage": _trouble("storage", lambda: _try_storage(now)),
    }


class NotReady(Exception):
    """Something is there but not as it must be; the message is fit to show."""


def _trouble(name: str, attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except NotReady as trouble:
        return str(trouble)
    except Exception as trouble:
        log.exception("not_ready", part=name)
        return f"unreachable ({type(trouble).__name__})"
    return ""


def _try_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _try_migrations() -> None:
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(f"{len(waiting)} not applied")


def _try_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_S)


def _try_storage(now: datetime) -> None:
    """Write and delete a small file; a success counts for a while, as buckets bill each write."""
    tried_at = cache.get("storage-tried-at")
    if tried_at and now - tried_at < STORAGE_TRIED_EVERY:
        return
    name = default_storage.save(f"health/{uuid.uuid4()}", ContentFile(b"ready"))
    default_storage.delete(name)
    cache.set("storage-tried-at", now)
