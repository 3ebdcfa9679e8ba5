"""HTTP for the words: the sheet and its versions, and the tools of a writer."""

from apps.lyrics.views.sheet import (
    lyrics_autosave,
    lyrics_save,
    lyrics_settle,
    lyrics_show,
    version_list,
    version_restore,
    version_show,
)
from apps.lyrics.views.tools import (
    lyrics_arrange,
    lyrics_export,
    lyrics_import,
    lyrics_sound,
    rhyme_list,
)

__all__ = [
    "lyrics_arrange",
    "lyrics_autosave",
    "lyrics_export",
    "lyrics_import",
    "lyrics_save",
    "lyrics_settle",
    "lyrics_show",
    "lyrics_sound",
    "rhyme_list",
    "version_list",
    "version_restore",
    "version_show",
]
