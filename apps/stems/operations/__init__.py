"""Every change of stem sets.

splitting: parts come home. rendering: what is made of them. mixes: settings that were kept.
exporting: all parts at once. tidying: made files that had their time.
"""

from apps.stems.operations.exporting import zip_of
from apps.stems.operations.mixes import NotYours, delete_mix, render_mix, save_mix
from apps.stems.operations.rendering import (
    NotMixable,
    lease_due,
    make_again,
    prepare_again,
    release_leases,
    render,
    request_mixdown,
)
from apps.stems.operations.splitting import (
    NothingToFetch,
    catch_up,
    fail,
    fetch_again,
    follow_asset,
    settle,
    take_in,
)
from apps.stems.operations.tidying import tidy

__all__ = [
    "NotMixable",
    "NotYours",
    "NothingToFetch",
    "catch_up",
    "delete_mix",
    "fail",
    "fetch_again",
    "follow_asset",
    "lease_due",
    "make_again",
    "prepare_again",
    "release_leases",
    "render",
    "render_mix",
    "request_mixdown",
    "save_mix",
    "settle",
    "take_in",
    "tidy",
    "zip_of",
]
