"""HTTP for clips: the page, the files, what people do with a take or with many."""

from apps.clips.views.actions import (
    clip_delete,
    clip_fetch,
    clip_like,
    clip_note,
    clip_pick,
    clip_rate,
    clip_rename,
    clip_restore,
)
from apps.clips.views.files import (
    clip_audio,
    clip_cover,
    clip_download,
    project_zip,
    words_timed,
)
from apps.clips.views.pages import clip_show, lineage_show, take_compare
from apps.clips.views.playlists import (
    playlist_delete,
    playlist_download,
    playlist_drop,
    playlist_list,
    playlist_move,
    playlist_return,
    playlist_save,
    playlist_show,
)
from apps.clips.views.shelf import clip_bulk, clip_undo

__all__ = [
    "clip_audio",
    "clip_bulk",
    "clip_cover",
    "clip_delete",
    "clip_download",
    "clip_fetch",
    "clip_like",
    "clip_note",
    "clip_pick",
    "clip_rate",
    "clip_rename",
    "clip_restore",
    "clip_show",
    "clip_undo",
    "lineage_show",
    "playlist_delete",
    "playlist_download",
    "playlist_drop",
    "playlist_list",
    "playlist_move",
    "playlist_return",
    "playlist_save",
    "playlist_show",
    "project_zip",
    "take_compare",
    "words_timed",
]
