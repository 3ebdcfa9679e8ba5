"""Lyric sheets and versions for tests."""

from datetime import UTC, datetime

from apps.lyrics.models import LyricSheet, LyricVersion
from apps.projects.models import Project

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WORDS = (
    "[Verse]\nThe tide has been writing its name on the glass\n"
    "\n[Chorus]\nThere's salt on the window, salt on the door"
)


def sheet(project: Project, **fields) -> LyricSheet:
    """Return the stored sheet of `project`, with `fields` set."""
    return LyricSheet.objects.update_or_create(project=project, defaults=fields)[0]


def version(project: Project, text: str = WORDS, **fields) -> LyricVersion:
    """Return a stored version of the project's words, by default the next one."""
    own = sheet(project)
    number = LyricVersion.objects.filter(sheet=own).count() + 1
    return LyricVersion.objects.create(
        **{"sheet": own, "number": number, "text": text, "created_at": NOON, **fields}
    )
