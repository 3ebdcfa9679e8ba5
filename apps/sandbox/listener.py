"""A process for one file of unknown origin: `python -m apps.sandbox.listener JOB.json`.

It fetches the file, decodes it, hears it and renders it as a clip, with little memory and time at
its disposal, so that nothing a stranger sends can harm the server. No Django. It leaves its answer
beside the job; a refusal is told there as well.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from apps.sandbox import fetching

SHORTEST_S, LONGEST_S = 6.0, 480.0
CPU_S = 150
_MEMORY_BYTES = 3 << 30
_FILE_BYTES = 400 << 20
ANSWER = "heard.json"
TAPE = "tape.wav"


def main(job_path: Path) -> None:
    """Do one job and write down how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    job: dict[str, Any] = json.loads(job_path.read_text())
    folder = job_path.parent
    try:
        answer = _m4a(folder, job) if "wav" in job else _heard(folder, job)
    except fetching.CannotFetch as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "the audio is too large to be read"}
    (folder / ANSWER).write_text(json.dumps(answer))


def _heard(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    source = folder / "source"
    fetching.fetch(job["url"], source, private=job["private"])
    # Only now: a refused address needs no engine.
    from apps.sandbox import engine  # noqa: PLC0415
    from apps.sandbox.engine.listening import decoding, hearing  # noqa: PLC0415

    try:
        length_s = decoding.to_tape(
            source, folder / TAPE, shortest_s=job["shortest_s"], longest_s=LONGEST_S
        )
    except decoding.NotAudio as error:
        return {"error": str(error)}
    source.unlink()
    tape = (folder / TAPE).rename(folder / job["tape"])
    heard = hearing.hear(folder, tape.name, length_s=length_s, title=job["title"], seed=job["seed"])
    duration_s = length_s
    if job["is_rendered"]:
        rendered = engine.render(
            heard.score, folder=folder / "clip", profile=job["profile"], tape_folder=folder
        )
        rendered.stream.unlink()
        duration_s = rendered.duration_s
    return {
        "score": heard.score.to_json(),
        "duration_s": duration_s,
        "has_clear_line": heard.has_clear_line,
    }


def _m4a(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    from apps.sandbox.engine.sound.m4a import write_m4a  # noqa: PLC0415

    write_m4a(Path(job["wav"]), folder / "song.m4a")
    return {}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
