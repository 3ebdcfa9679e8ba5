"""Recordings from elsewhere: fetched and heard in a process of their own, kept as clips.

A recording becomes a clip whose score plays it from a tape (`engine/score.py`), so that whatever
works on scores works on it. What is refused leaves nothing behind and costs nothing.
"""

import json
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from apps.sandbox import folders, ledger, listener
from apps.sandbox.models import Account, Clip, File, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.seeds import song_seed
from apps.sandbox.timeline import PACES

OPERATION = "upload"
_AT_ONCE = 2
_TURN_WITHIN_S = 20.0
_DONE_WITHIN_S = 110.0
_places = threading.BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True)
class Heard:
    """What the listener left in a folder about one recording."""

    folder: Path
    tape: str
    title: str
    seed: int
    score: dict[str, Any]
    duration_s: float
    has_clear_line: bool


@dataclass(frozen=True)
class Arrival:
    """Where a recording arrived: the call, its price, and the request to remember."""

    family: str
    path: str
    price: Decimal
    request: Mapping[str, Any]
    base_url: str
    webhook_url: str = ""
    webhook_secret: str = ""


@contextmanager
def heard(
    url: str, *, shortest_s: float = listener.SHORTEST_S, is_rendered: bool = True
) -> Iterator[Heard]:
    """Fetch and hear a recording; its folder is gone afterwards but for what was moved away.

    Raises: Refusal 400 when there is nothing to be heard there, 429 when too many come at once.
    """
    tape, title = f"{secrets.token_hex(16)}.wav", _title_of(url)
    seed = song_seed({"url": url}, number=0, chosen=None)
    job = {
        "url": url,
        "private": settings.SANDBOX_FETCH_PRIVATE,
        "shortest_s": shortest_s,
        "profile": "fast" if settings.SANDBOX_PROFILE == "fast" else "full",
        "is_rendered": is_rendered,
        "tape": tape,
        "title": title,
        "seed": seed,
    }
    with working(job) as (folder, answer):
        yield Heard(
            folder,
            tape,
            title,
            seed,
            score=answer["score"],
            duration_s=answer["duration_s"],
            has_clear_line=answer["has_clear_line"],
        )


@contextmanager
def working(job: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Let a listener do a job in a folder of its own; yield the folder and the answer.

    Raises: Refusal 400 or 429.
    """
    folder = Path(settings.SANDBOX_DATA_DIR) / "incoming" / secrets.token_hex(8)
    if not _places.acquire(timeout=_TURN_WITHIN_S):
        raise Refusal(429, headers={"Retry-After": "10"}, error="too many uploads at once")
    try:
        folder.mkdir(parents=True)
        (folder / "job.json").write_text(json.dumps(job))
        answer = _listened(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _places.release()
    try:
        if "error" in answer:
            raise Refusal(400, error=answer["error"])
        yield folder, answer
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@transaction.atomic
def keep(account: Account, recording: Heard, arrival: Arrival, *, now: datetime) -> Clip:
    """Charge for a recording and keep it as a finished clip. Raises: Refusal 403."""
    task = _task(account, recording, arrival, now=now)
    if arrival.price:
        ledger.charge(
            account=account,
            price=arrival.price,
            path=arrival.path,
            operation=OPERATION if arrival.family == "sonic" else f"{arrival.family}_upload",
            now=now,
            task=task,
        )
    clip = Clip.objects.create(
        account=account,
        task=task,
        position=0,
        title=recording.title,
        score=recording.score,
        duration_s=recording.duration_s,
        progress=1.0,
        created_at=task.created_at,
        started_at=task.created_at,
        finished_at=task.created_at,
    )
    File.objects.bulk_create(_moved(recording, clip))
    return clip


def is_upload(clip: Clip) -> bool:
    """Say whether a clip came from elsewhere."""
    return clip.task.operation == OPERATION


def _task(account: Account, recording: Heard, arrival: Arrival, *, now: datetime) -> Task:
    pace = PACES[settings.SANDBOX_PROFILE]
    # It took its time already, so it can be worked on at once.
    begun = now - timedelta(seconds=pace.not_ready_s + pace.pending_s + pace.stagger_s)
    return Task.objects.create(
        account=account,
        family=arrival.family,
        path=arrival.path,
        operation=OPERATION,
        request=dict(arrival.request),
        seed=recording.seed,
        base_url=arrival.base_url,
        webhook_url=arrival.webhook_url,
        webhook_secret=arrival.webhook_secret,
        created_at=begun,
        ended_at=now,
    )


def _listened(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "apps.sandbox.listener", str(folder / "job.json")]
    try:
        subprocess.run(
            command,
            cwd=settings.PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            timeout=_DONE_WITHIN_S,
            check=True,
        )
        answer: dict[str, Any] = json.loads((folder / listener.ANSWER).read_text())
    except subprocess.TimeoutExpired:
        return {"error": "the audio could not be fetched and read in time"}
    except (subprocess.CalledProcessError, OSError, ValueError):
        return {"error": "not a readable audio file"}
    return answer


def _moved(recording: Heard, clip: Clip) -> list[File]:
    """Move tape and files to where clips keep them, and describe the files."""
    folders.tapes().mkdir(parents=True, exist_ok=True)
    (recording.folder / recording.tape).rename(folders.tapes() / recording.tape)
    home = folders.of_clip(clip.pk) / OPERATION
    home.parent.mkdir(parents=True, exist_ok=True)
    (recording.folder / "clip").rename(home)
    found = sorted(path for path in home.iterdir() if path.suffix in {".mp3", ".wav", ".png"})
    return [folders.described(clip, path.name, path) for path in found]


def _title_of(url: str) -> str:
    name = PurePosixPath(unquote(urlsplit(url).path)).stem.replace("_", " ").strip()
    return name[:80] or "Upload"
