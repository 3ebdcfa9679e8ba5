"""Callbacks to clients: what they say, how they are signed, when they are due (CONTRACT 10).

A callback is a row (`Delivery`) with its time; the courier sends it. Scripted webhook faults act
when the row is written. The body shows the task as it is when it is sent.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from apps.sandbox import faults
from apps.sandbox.models import Delivery, Task
from apps.sandbox.shapes import shape_of
from apps.sandbox.shapes.common import Json
from apps.sandbox.signatures import webhook_signature
from apps.sandbox.viewing import Links, view

COMPLETED = "song.completed"
STREAMING = "song.streaming"
FAILED = "song.failed"


@dataclass(frozen=True)
class Callback:
    """One HTTP request to a client's webhook address."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def announce(*, task: Task, event: str, at: datetime) -> None:
    """Queue a callback about a task, if it asked for callbacks."""
    if not task.webhook_url:
        return
    if faults.strike("webhook_forged", event):
        Delivery.objects.create(
            task=task, event_id=uuid.uuid4(), event=event, due_at=at, forged=True
        )
    if faults.strike("webhook_lost", event):
        return
    late = faults.strike("webhook_late", event)
    stale = faults.strike("webhook_stale", event)
    event_id = uuid.uuid4()
    for _ in range(2 if faults.strike("webhook_doubled", event) else 1):
        Delivery.objects.create(
            task=task,
            event_id=event_id,
            event=event,
            due_at=at + timedelta(seconds=float(late.options["seconds"]) if late else 0.0),
            signed_age_s=int(stale.options["seconds"]) if stale else 0,
        )


def written(delivery: Delivery, *, now: datetime) -> Callback:
    """Write the request of one delivery, as of now."""
    task = delivery.task
    body = json.dumps(_payload(delivery, now), separators=(",", ":")).encode()
    # Without a secret of the client the service signs with one that nobody else knows.
    secret = task.webhook_secret or f"own {task.account.link_secret}"
    timestamp = str(int(now.timestamp()) - delivery.signed_age_s)
    headers = {
        "Content-Type": "application/json",
        "X-Webhook-Id": str(delivery.event_id),
        "X-Webhook-Event": delivery.event,
        "X-Webhook-Timestamp": timestamp,
        "X-Webhook-Signature": webhook_signature(
            "not the secret" if delivery.forged else secret, timestamp, body
        ),
        "Idempotency-Key": str(delivery.event_id),
    }
    return Callback(task.webhook_url, headers, body)


def _payload(delivery: Delivery, now: datetime) -> Json:
    task = delivery.task
    if delivery.forged:
        return _lie(delivery)
    lifetime = timedelta(seconds=settings.SANDBOX_LINK_LIFETIME_S)
    links = Links(task.base_url, now + lifetime)
    return shape_of(task.family).announced(view(task, now=now), links, delivery.event)


def _lie(delivery: Delivery) -> Json:
    clip = {"clip_id": str(uuid.uuid4()), "state": "succeeded", "audio_url": "http://forged/"}
    return {
        "code": 200,
        "message": "success",
        "data": [clip],
        "task_id": str(delivery.task_id),
        "platform": "suno",
        "event": delivery.event,
    }
