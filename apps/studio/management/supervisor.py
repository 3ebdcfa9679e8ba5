"""Keep a handful of programs running together, and end them together.

Owns processes and their output; knows nothing of music. One thread does everything, because a
child tied to its parent (`guard`) dies with the thread that started it.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

STEP_S = 0.2
STEADY_AFTER_S = 60.0
LONGEST_PAUSE_S = 30.0
CHUNK_BYTES = 65_536


@dataclass(frozen=True)
class Program:
    """Something to keep running: a Python module with its arguments and added environment.

    `after_death` puts in order what it left behind, once it and its children are gone.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    after_death: Callable[[], None] | None = None


@dataclass
class Running:
    """One program's process, what it said last, and when it may be started again."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    output: IO[bytes] | None = None
    started_s: float = 0.0
    start_at_s: float = 0.0
    deaths: int = 0
    half_line: bytes = b""


class Supervisor:
    """Starts programs, passes their lines on with a prefix, restarts what dies.

    Call `start`, then `step` until something asks for the end, then `stop`. `say` gets each
    finished line.
    """

    def __init__(
        self, programs: list[Program], *, folder: Path, say: Callable[[str], None]
    ) -> None:
        self._all = [Running(program) for program in programs]
        self._folder = folder
        self._say = say
        self._width = max(len(program.name) for program in programs)
        self._outputs = selectors.DefaultSelector()

    def start(self) -> None:
        """Start every program."""
        for running in self._all:
            self._start(running)

    def step(self) -> None:
        """Pass on what was said, notice what died and start what is due. Takes up to 0.2 s."""
        self._pass_on(STEP_S)
        for running in self._all:
            if running.process is None:
                if time.monotonic() >= running.start_at_s:
                    self._start(running)
            elif running.process.poll() is not None:
                self._bury(running, running.process)

    def stop(self, grace_s: float) -> None:
        """Ask all programs to end, and end those that have not after `grace_s` seconds."""
        self._signal(signal.SIGTERM)
        deadline_s = time.monotonic() + grace_s
        while self._alive() and time.monotonic() < deadline_s:
            self._pass_on(STEP_S / 4)
        for running in self._all:
            if running.process is not None and running.process.poll() is None:
                self._say(f"{running.program.name} did not end in time and is ended now.")
        # A program may have left its own children behind, so each group is ended as a whole.
        self._signal(signal.SIGKILL)
        for process in self._alive():
            process.wait()
        self._pass_on(0)
        for running in self._all:
            self._close_output(running)
        self._outputs.close()

    def _start(self, running: Running) -> None:
        program = running.program
        running.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "apps.studio.management.guard",
                str(os.getpid()),
                program.module,
                *program.arguments,
            ],
            cwd=self._folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        running.started_s = time.monotonic()
        running.output = running.process.stdout
        if running.output is not None:
            self._outputs.register(running.output, selectors.EVENT_READ, running)

    def _bury(self, running: Running, process: subprocess.Popen[bytes]) -> None:
        self._pass_on(0)
        self._close_output(running)
        steady = time.monotonic() - running.started_s > STEADY_AFTER_S
        running.deaths = 1 if steady else running.deaths + 1
        pause_s = min(0.5 * 2 ** (running.deaths - 1), LONGEST_PAUSE_S)
        running.start_at_s = time.monotonic() + pause_s
        running.process = None
        self._kill_group(process.pid, signal.SIGKILL)
        if running.program.after_death is not None:
            running.program.after_death()
        self._say(
            f"{running.program.name} ended with {process.returncode} "
            f"and starts again in {pause_s:g} s."
        )

    def _pass_on(self, wait_s: float) -> None:
        for key, _ in self._outputs.select(wait_s):
            running: Running = key.data
            chunk = os.read(key.fd, CHUNK_BYTES)
            if not chunk:
                self._close_output(running)
                continue
            *lines, running.half_line = (running.half_line + chunk).split(b"\n")
            for line in lines:
                self._say_line(running, line)

    def _say_line(self, running: Running, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        self._say(f"{running.program.name:<{self._width}} | {text}")

    def _close_output(self, running: Running) -> None:
        output, running.output = running.output, None
        if output is None:
            return
        self._outputs.unregister(output)
        output.close()
        if running.half_line:
            self._say_line(running, running.half_line)
            running.half_line = b""

    def _alive(self) -> list[subprocess.Popen[bytes]]:
        processes = [running.process for running in self._all if running.process]
        return [process for process in processes if process.poll() is None]

    def _signal(self, number: signal.Signals) -> None:
        for running in self._all:
            if running.process is not None:
                self._kill_group(running.process.pid, number)

    @staticmethod
    def _kill_group(pid: int, number: signal.Signals) -> None:
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            return
