"""HTTP of generation. The composer, the queue and callbacks stand in modules of their own."""

from apps.generation.views.callbacks import callback_create
from apps.generation.views.composer import composer_show, price_show, work_create
from apps.generation.views.costs import claim_list, yield_show
from apps.generation.views.files import file_show
from apps.generation.views.offers import offer_again, offer_list, offer_take, wav_create
from apps.generation.views.queue import (
    generation_cancel,
    generation_list,
    generation_look,
    generation_place,
    generation_retry,
    generation_settle,
    generation_show,
    live_list,
    running_list,
    settled_list,
)
from apps.generation.views.recipes import recipe_create, recipe_delete, recipe_list
from apps.generation.views.results import (
    file_download,
    finding_list,
    notes_download,
    words_accept,
)
from apps.generation.views.splits import split_create, split_list

__all__ = [
    "callback_create",
    "claim_list",
    "composer_show",
    "file_download",
    "file_show",
    "finding_list",
    "generation_cancel",
    "generation_list",
    "generation_look",
    "generation_place",
    "generation_retry",
    "generation_settle",
    "generation_show",
    "live_list",
    "notes_download",
    "offer_again",
    "offer_list",
    "offer_take",
    "price_show",
    "recipe_create",
    "recipe_delete",
    "recipe_list",
    "running_list",
    "settled_list",
    "split_create",
    "split_list",
    "wav_create",
    "words_accept",
    "work_create",
    "yield_show",
]
