"""The sandbox as processes: they die and come back, and nothing that was accepted is lost."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import Body, balance, fetch, finish, own_sandbox, poll, submit, wait_for
from tests.support.sandbox import PROJECT_DIR, Sandbox, free_port

pytestmark = pytest.mark.slow


def children_of(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listing.stdout.split()]


def descendants_of(pid: int) -> list[int]:
    found = children_of(pid)
    return found + [deeper for child in found for deeper in descendants_of(child)]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def pid_of(sandbox: Sandbox) -> int:
    assert sandbox.process is not None
    return sandbox.process.pid


def child_named(sandbox: Sandbox, word: str) -> int:
    [pid] = [pid for pid in children_of(pid_of(sandbox)) if word in command_of(pid)]
    return pid


def running(sandbox: Sandbox, task_id: str) -> bool:
    clips = poll(sandbox, task_id).get("data", [])
    return any(clip["state"] == "running" for clip in clips)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with own_sandbox(tmp_path_factory.mktemp("processes")) as sandbox:
        yield sandbox


@pytest.fixture
def own(house: Sandbox) -> Sandbox:
    """A sandbox that a test may kill; it runs again for the next one."""
    if house.process is None:
        house.start()
    return house


def test_a_worker_that_dies_is_replaced_and_its_work_is_done(own: Sandbox, song: Body):
    task_id = submit(own, song)
    wait_for(lambda: running(own, task_id))
    worker = child_named(own, "renders")

    os.kill(worker, signal.SIGKILL)
    clips = finish(own, task_id)["data"]

    assert [clip["state"] for clip in clips] == ["succeeded", "succeeded"]
    assert child_named(own, "renders") != worker


def test_the_web_process_is_replaced_without_the_port_being_lost(own: Sandbox):
    os.kill(child_named(own, "gunicorn"), signal.SIGKILL)

    assert balance(own)[0] > 9000


def test_however_often_it_is_killed_it_goes_on_where_it_was(own: Sandbox, song: Body):
    chosen = {**song, "prompt": "[seed:5]" + song["prompt"]}
    calls = len(own.control("ledger")["calls"])
    task_id = submit(own, chosen)
    for _ in range(2):
        wait_for(lambda: running(own, task_id))
        own.kill()
        own.start()
    clips = finish(own, task_id)["data"]
    undisturbed = finish(own, submit(own, chosen))["data"]

    assert [clip["state"] for clip in clips] == ["succeeded", "succeeded"]
    assert len(own.control("ledger")["calls"]) == calls + 2
    audio = [fetch(own, clip["audio_url"]).content for clip in (*clips, *undisturbed)]
    assert audio[:2] == audio[2:]
    for clip in clips:
        [attempt] = (own.folder / "data" / "clips" / clip["clip_id"]).iterdir()
        assert {"song.mp3", "song.wav"} <= {path.name for path in attempt.iterdir()}


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_cleanly(own: Sandbox, signal_number: int):
    pid = pid_of(own)
    processes = descendants_of(pid)
    assert len(processes) == 4

    os.kill(pid, signal_number)
    assert own.process is not None
    status = own.process.wait(timeout=10)
    own.process = None

    assert status == 0
    assert not any(alive(process) for process in processes)
    assert "Traceback" not in own.log


def test_when_the_supervisor_is_killed_nothing_stays_behind(own: Sandbox):
    pid = pid_of(own)
    processes = descendants_of(pid)

    os.kill(pid, signal.SIGKILL)
    assert own.process is not None
    own.process.wait()
    own.process = None

    wait_for(lambda: not any(alive(process) for process in processes), within_s=5)


def test_when_its_starter_dies_the_sandbox_stops(tmp_path):
    command = [sys.executable, "manage.py", "sandbox", "--port", str(free_port())]
    starter = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run({command!r})"],
        cwd=PROJECT_DIR,
        env={**os.environ, "SANDBOX_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert starter.stdout is not None
    with starter.stdout as output:
        assert b"Sandbox: http://127.0.0.1" in output.readline()
        processes = descendants_of(starter.pid)

        starter.kill()
        starter.wait()

        wait_for(lambda: not any(alive(process) for process in processes), within_s=10)


def failed_start(*arguments: str, **settings: str) -> str:
    """Start a sandbox that must not start, and return what it says."""
    answer = subprocess.run(
        [sys.executable, "manage.py", "sandbox", *arguments],
        cwd=PROJECT_DIR,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.returncode == 1
    return answer.stderr.strip().splitlines()[-1]


def test_two_sandboxes_do_not_share_a_folder(server: Sandbox):
    said = failed_start("--port", "0", SANDBOX_DATA_DIR=str(server.folder / "data"))

    assert said.startswith("CommandError: Another sandbox uses")


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = failed_start("--port", port, SANDBOX_DATA_DIR=str(tmp_path))

    assert said.startswith(f"CommandError: Cannot listen on 127.0.0.1:{port}: Address already in")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()

    said = failed_start(SANDBOX_DATA_DIR=str(tmp_path / "file" / "data"))

    assert said == f"SANDBOX_DATA_DIR {tmp_path / 'file' / 'data'} cannot be made: Not a directory."


def test_a_folder_that_is_there_but_cannot_be_used_is_named(tmp_path):
    (tmp_path / "sandbox.lock").mkdir()

    said = failed_start(SANDBOX_DATA_DIR=str(tmp_path))

    assert said == f"CommandError: SANDBOX_DATA_DIR {tmp_path} cannot be written: Is a directory."


def test_djangos_own_commands_find_a_folder_for_the_database(tmp_path):
    folder = tmp_path / "not" / "yet"
    command = [sys.executable, "manage.py", "migrate", "--settings", "apps.sandbox.settings"]

    subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, "SANDBOX_DATA_DIR": str(folder)},
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert (folder / "sandbox.sqlite3").exists()


def test_a_setting_that_makes_no_sense_is_named(tmp_path):
    said = failed_start(SANDBOX_DATA_DIR=str(tmp_path), SANDBOX_ERA="2019-01")

    assert "SANDBOX_ERA is '2019-01'. Use one of: 2025-08, 2026-10." in said


def test_a_port_outside_the_range_is_refused(tmp_path):
    assert "--port is 70000" in failed_start("--port", "70000", SANDBOX_DATA_DIR=str(tmp_path))
