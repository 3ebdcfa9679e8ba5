"""Every write to jobs. `generation.request_song(...)` is how a page reads when it calls one.

requesting: a person asks, cancels, retries, settles. leasing: rows become due and are taken up.
submitting: the one paid call. polling: looking at accepted work. reconciling: finding out what
became of a call without an answer. callbacks: hints from the provider. balances: their book.
ordering: the queue. remembering: what is withheld. recipes: choices under a name.
"""

from apps.generation.operations.balances import sample_balances
from apps.generation.operations.callbacks import CallbackRefused, hear_callback
from apps.generation.operations.leasing import Leased, advance, lease_due, release_leases
from apps.generation.operations.ordering import NotQueued, Place, place
from apps.generation.operations.polling import absorb, poll
from apps.generation.operations.recipes import keep_recipe, remove_recipe
from apps.generation.operations.remembering import follow_asset, forget_absence
from apps.generation.operations.requesting import (
    NotPossible,
    PriceUnknown,
    cancel,
    look_again,
    request,
    request_of,
    request_song,
    request_variants,
    retry,
    settle,
)

__all__ = [
    "CallbackRefused",
    "Leased",
    "NotPossible",
    "NotQueued",
    "Place",
    "PriceUnknown",
    "absorb",
    "advance",
    "cancel",
    "follow_asset",
    "forget_absence",
    "hear_callback",
    "keep_recipe",
    "lease_due",
    "look_again",
    "place",
    "poll",
    "release_leases",
    "remove_recipe",
    "request",
    "request_of",
    "request_song",
    "request_variants",
    "retry",
    "sample_balances",
    "settle",
]
