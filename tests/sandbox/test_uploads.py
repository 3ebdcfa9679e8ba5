"""Recordings from elsewhere: what they cost, and what is refused. Their sound: `meaning/`."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.sandbox import library
from tests.sandbox.conftest import Body, balance, fetch
from tests.sandbox.engine import tapes
from tests.support.sandbox import PROJECT_DIR, Sandbox

HOSTILE = ("short.wav", "noise.mp3", "list.m3u8", "endless.wav", "page.mp3", "huge.wav", "no.wav")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    band = tapes.write(folder / "band.wav", tapes.band(4)).read_bytes()
    short = tapes.write(folder / "short.wav", np.zeros((2, 2 * tapes.FS))).read_bytes()
    answers = {
        "/My_band.wav": library.file(band),
        "/short.wav": library.file(short),
        "/noise.mp3": library.file(bytes(range(256)) * 400, "audio/mpeg"),
        "/list.m3u8": library.file(b"#EXTM3U\nfile:///etc/hostname\n", "audio/mpegurl"),
        "/page.mp3": library.file(b"<html>", "text/html"),
        "/endless.wav": library.endless(),
        "/huge.wav": library.huge,
    }
    with library.serving(answers) as address:
        yield address


@pytest.fixture(scope="module")
def upload(server: Sandbox, files: str) -> str:
    server.control("faults/clear")
    server.control("credits", credits=1000)
    answer = server.post("/sonic/upload", url=f"{files}/My_band.wav")
    assert answer.status_code == 200, answer.text
    assert balance(server) == (998, 0)
    clip_id: str = answer.json()["clip_id"]
    return clip_id


def test_a_call_in_steps_costs_its_own_price_and_tells_of_both(sandbox: Sandbox, files: str):
    steps = {"custom_mode": True, "mv": "sonic-v5", "prompt": "[hang] la"}

    answer = sandbox.post("/sonic/upload-extend", url=f"{files}/My_band.wav", **steps).json()

    assert answer["steps"]["upload"]["success"]
    assert answer["steps"]["extend"]["task_id"] == answer["task_id"]
    assert balance(sandbox) == (985, 0)


def test_what_is_no_recording_is_refused_for_nothing_and_leaves_nothing(
    sandbox: Sandbox, files: str
):
    kept = files_of(sandbox)
    steps = {"custom_mode": True, "mv": "sonic-v5"}

    for name in HOSTILE:
        answer = sandbox.post("/sonic/upload", url=f"{files}/{name}")
        assert (answer.status_code, set(answer.json())) == (400, {"error"}), name
    failed = sandbox.post("/sonic/upload-cover", url=f"{files}/noise.mp3", **steps)

    assert failed.status_code == 400
    assert failed.json()["failed_step"] == "upload"
    assert failed.json()["steps"]["upload"]["success"] is False
    assert balance(sandbox) == (1000, 0)
    assert files_of(sandbox) == kept


# From a small process, since a child's peak begins with the memory of the one that starts it.
MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
os._exit(0)
"""


@pytest.mark.parametrize("name", ["noise.mp3", "endless.wav", "huge.wav"])
def test_a_refusal_takes_little_time_and_little_memory(tmp_path: Path, files: str, name: str):
    job = {"url": f"{files}/{name}", "private": True, "shortest_s": 6.0, "tape": "tape.wav"}
    (tmp_path / "job.json").write_text(json.dumps(job))

    command = ["-m", "apps.sandbox.listener", str(tmp_path / "job.json")]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, *command],
        cwd=PROJECT_DIR,
        capture_output=True,
        check=True,
        text=True,
    )
    status, cpu_s, memory_kb = map(float, measured.stdout.split())

    assert status == 0
    assert json.loads((tmp_path / "heard.json").read_text())["error"]
    assert cpu_s < 15
    assert memory_kb < 300_000


def test_an_upload_and_a_song_do_not_stand_in_for_each_other(sandbox: Sandbox, upload: str):
    base = {"custom_mode": True, "mv": "sonic-v5", "continue_clip_id": upload}
    tasks: list[Body] = [{"task_type": "extend_music", "continue_at": 3}, {"task_type": "remaster"}]

    for task in tasks:
        answer = sandbox.post("/sonic/create", **base, **task)
        assert answer.status_code == 400
        assert "a generated clip" in answer.json()["error"]


def test_credits_are_looked_at_before_anything_is_fetched(sandbox: Sandbox):
    sandbox.control("credits", credits=1)
    url = "http://127.0.0.1:1/a.mp3"

    answers = [
        sandbox.post("/sonic/upload", url=url),
        sandbox.post("/producer/upload", audio_url=url),
        sandbox.post("/sonic/create-voice", audio_url=url),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 402]


def files_of(sandbox: Sandbox) -> set[str]:
    data = sandbox.folder / "data"
    found = [path for path in data.rglob("*") if path.is_file() and "sqlite" not in path.name]
    return {str(path.relative_to(data)) for path in found}


def test_a_song_comes_as_m4a(sandbox: Sandbox, upload: str):
    answers = [sandbox.post("/sonic/download", clip_id=upload, formats=["m4a"]) for _ in range(2)]

    [url, again] = [answer.json()["data"]["files"][0]["file_url"] for answer in answers]
    assert url.split("?")[0] == again.split("?")[0]
    file = fetch(sandbox, url)
    assert file.headers["Content-Type"] == "audio/mp4"
    assert io.BytesIO(file.content).read(12)[4:8] == b"ftyp"
