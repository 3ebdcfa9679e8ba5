"""Files are deleted after a while; what was paid stays in the book."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from tests.sandbox.conftest import Body, balance, fetch, finished_song, own_sandbox, wait_for

pytestmark = pytest.mark.slow
_DAY_S = 86_400


def backdate(data: Path, days: int) -> None:
    """Let everything in a stopped sandbox's data have happened days ago."""

    with sqlite3.connect(data / "sandbox.sqlite3") as database:
        rows = database.execute("SELECT id, finished_at FROM sandbox_clip").fetchall()
        for clip_id, _ in rows:
            database.execute(
                "UPDATE sandbox_clip SET finished_at = datetime(finished_at, ?) WHERE id = ?",
                (f"-{days} days", clip_id),
            )
    database.close()
    for name in ("tapes", "incoming", "phrases"):
        (data / name).mkdir(exist_ok=True)
        (data / name / "old").touch()
        os.utime(data / name / "old", (time.time() - days * _DAY_S,) * 2)


def test_old_clips_lose_their_files_and_say_so(tmp_path: Path, song: Body):
    with own_sandbox(tmp_path, keep_days=30, credits=100) as sandbox:
        clip = finished_song(sandbox, song)[0]
        data = sandbox.folder / "data"
        paid = balance(sandbox)
        sandbox.stop()
        backdate(data, 31)
        sandbox.start()
        files = data / "clips" / clip["clip_id"]
        wait_for(lambda: not files.exists(), within_s=30)

        answers = [
            sandbox.post("/sonic/wav", clip_id=clip["clip_id"]).status_code,
            sandbox.post("/sonic/bpm", clip_id=clip["clip_id"]).status_code,
        ]

        assert fetch(sandbox, clip["audio_url"]).status_code == 404
        assert answers == [404, 404]
        assert not any((data / name / "old").exists() for name in ("tapes", "phrases"))
        assert balance(sandbox) == paid
