"""Stems of a finished song: which there are at a date, and what each of them holds (CONTRACT 3.6).

Each stem is a clip of its own and rendered on its own; the song's kept gain curve makes all stems
together equal to the song.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from apps.sandbox import engine, faults
from apps.sandbox.models import File, Task

OPERATIONS = frozenset({"stems_basic", "stems_full"})
_GAIN_FILE = "gain.npy"
_Parts = Mapping[str, tuple[str, ...]]


def names(operation: str, era: str, path: str) -> tuple[str, ...]:
    """Name the stems of an operation: two or four basic ones by date, else one for each part.

    The faults `stems_fewer` and `stems_more` strike here; one stem is left at least.
    """
    found = tuple(_stems(operation, era))
    if struck := faults.strike("stems_fewer", path):
        found = found[: max(1, len(found) - int(struck.options["parts"]))]
    if struck := faults.strike("stems_more", path):
        others = [name for name in _KNOWN if name not in found]
        found += tuple(others[: int(struck.options["parts"])])
    return found


def parts_of(task: Task, name: str) -> tuple[str, ...]:
    """Say which of the engine's parts a stem holds."""
    # The era may have been changed since the task was accepted, so both are asked.
    own = {**_stems(task.operation, "2025-08"), **_stems(task.operation, "2026-10")}
    return {**_KNOWN, **own}[name]


def bring_gain(task: Task, folder: Path) -> None:
    """Copy the song's gain curve to where the engine looks for it, sparing it the work."""
    song = File.objects.get(clip=task.request["clip_id"], name="song.mp3")
    kept = (Path(settings.SANDBOX_DATA_DIR) / song.path).parent / _GAIN_FILE
    if kept.exists():
        shutil.copyfile(kept, folder / _GAIN_FILE)


def _stems(operation: str, era: str) -> _Parts:
    if operation == "stems_full":
        return engine.FULL_STEMS
    if era == "2025-08":
        return engine.BASIC_STEMS
    return {**_FOUR, "Other": tuple(p for p in engine.PARTS if not _is_named(p))}


_FOUR: _Parts = {
    "Vocals": engine.BASIC_STEMS["Vocals"],
    "Drums": ("Drums", "Percussion"),
    "Bass": ("Bass",),
}


def _is_named(part: str) -> bool:
    return any(part in parts for parts in _FOUR.values())


_KNOWN: _Parts = {**_stems("stems_full", ""), **_stems("stems_basic", "2026-10")}
