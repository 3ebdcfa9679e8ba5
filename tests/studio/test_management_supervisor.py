"""Programs that run together: their lines, their deaths, and their end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from apps.studio.management import guard
from apps.studio.management.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0


class Crew:
    """A supervisor of test programs, with what it said."""

    def __init__(self, *behaviours: str) -> None:
        self.lines: list[str] = []
        self.deaths: list[str] = []
        programs = [
            Program(
                what,
                "tests.support.program",
                (what,),
                after_death=partial(self.deaths.append, what),
            )
            for what in behaviours
        ]
        self.supervisor = Supervisor(programs, folder=ROOT, say=self.lines.append)

        self.stopped = False

    def stop(self, grace_s: float) -> None:
        if not self.stopped:
            self.stopped = True
            self.supervisor.stop(grace_s)

    def step_until(self, condition: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline_s, self.lines
            self.supervisor.step()

    def spoke(self, what: str, times: int = 1) -> bool:
        return sum(line.endswith(f"| {what} speaks") for line in self.lines) >= times


@pytest.fixture
def crew() -> Iterator[Callable[..., Crew]]:
    started: list[Crew] = []

    def start(*behaviours: str) -> Crew:
        started.append(Crew(*behaviours))
        started[-1].supervisor.start()
        return started[-1]

    yield start
    for one in started:
        one.stop(0)


def exists(pid: int) -> bool:
    """Tell whether a process is there and not merely waiting to be buried."""
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def wait_until(condition: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def test_each_line_names_its_program(crew):
    running = crew("steady", "parent")

    running.step_until(lambda: running.spoke("steady") and running.spoke("parent"))

    assert "steady | steady speaks" in running.lines
    assert "parent | parent speaks" in running.lines


def test_a_program_that_ends_is_started_again_after_a_pause(crew):
    running = crew("short")

    running.step_until(lambda: running.spoke("short", times=2))

    assert "short | half a line" in running.lines
    assert "short ended with 0 and starts again in 0.5 s." in running.lines
    assert running.deaths == ["short"]


def test_the_pause_grows_with_every_death(crew):
    running = crew("short")

    running.step_until(lambda: any("in 1 s" in line for line in running.lines))

    deaths = [line for line in running.lines if "starts again" in line]
    assert [line.split()[-2] for line in deaths] == ["0.5", "1"]


def test_stopping_ends_even_what_refuses_to_end(crew):
    running = crew("stubborn", "steady")
    running.step_until(lambda: running.spoke("stubborn") and running.spoke("steady"))

    began_s = time.monotonic()
    running.stop(1)

    assert time.monotonic() - began_s < 5
    assert any("did not end in time" in line for line in running.lines)


def test_stopping_ends_the_children_of_programs_too(crew):
    running = crew("parent")
    running.step_until(lambda: running.spoke("parent"))
    child = int(next(line for line in running.lines if "| child" in line).split()[-1])

    running.stop(1)

    wait_until(lambda: not exists(child))


def test_programs_die_with_a_supervisor_that_was_killed(tmp_path):
    script = (
        "from pathlib import Path\n"
        "from apps.studio.management.supervisor import Program, Supervisor\n"
        "programs = [Program('steady', 'tests.support.program', ('steady',))]\n"
        "crew = Supervisor(programs, folder=Path.cwd(), say=lambda line: print(line, flush=True))\n"
        "crew.start()\n"
        "while True: crew.step()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"steady | steady speaks\n"
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert len(children) == 1
    wait_until(lambda: not exists(int(children[0])))


def test_a_program_whose_parent_is_gone_already_does_not_begin():
    command = [sys.executable, "-m", "apps.studio.management.guard", "1", "tests.support.program"]

    ended = subprocess.run([*command, "short"], cwd=ROOT, capture_output=True, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == b""


def test_where_the_system_does_not_help_the_program_looks_for_its_parent(monkeypatch):
    killed: list[tuple[int, int]] = []
    threads: list[tuple[int]] = []
    monkeypatch.setattr(guard.sys, "platform", "darwin")
    monkeypatch.setattr(guard.os, "kill", lambda *call: killed.append(call))
    monkeypatch.setattr(guard, "start_watching", lambda *call: threads.append(call))

    guard.die_with(os.getppid())
    guard.die_with(1 if os.getppid() != 1 else 2)

    assert len(threads) == 2
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_the_watch_ends_the_process_when_the_parent_is_gone(monkeypatch):
    class Ended(Exception):
        pass

    def end(*_call: int) -> None:
        raise Ended

    monkeypatch.setattr(guard.os, "kill", end)
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0)

    with pytest.raises(Ended):
        guard.watch(-1)
