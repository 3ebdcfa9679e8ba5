"""HTTP of stems: the page of a clip's stems, its files, and what is made of them."""

from apps.stems.views.files import (
    manifest_show,
    mixdown_download,
    pack_show,
    set_download,
    stem_audio,
    stem_download,
)
from apps.stems.views.mixes import (
    mix_create,
    mix_delete,
    mix_render,
    mixdown_create,
    mixdown_list,
    mixdown_retry,
)
from apps.stems.views.pages import set_prepare, set_show, stem_fetch, stem_list

__all__ = [
    "manifest_show",
    "mix_create",
    "mix_delete",
    "mix_render",
    "mixdown_create",
    "mixdown_download",
    "mixdown_list",
    "mixdown_retry",
    "pack_show",
    "set_download",
    "set_prepare",
    "set_show",
    "stem_audio",
    "stem_download",
    "stem_fetch",
    "stem_list",
]
