"""Every write to assets: a file becomes known, is fetched, verified, stored; or is given up.

The row is the queue. A step is claimed by a conditional UPDATE that uses up its lease, and ends
with a conditional UPDATE that asks for the claim; so a step may run twice, late or never. What it
brought so far lies below VAR_DIR/incoming and is found again by the next one.

queueing: rows become known and due. fetching: one step. patience: what follows a failed one.
keeping: files that we made ourselves. inspecting: is all still there?
"""

from apps.archive.operations.fetching import fetch
from apps.archive.operations.inspecting import Finding, Inspection, inspect_stored, sweep_incoming
from apps.archive.operations.keeping import discard, keep
from apps.archive.operations.queueing import (
    AlreadyStored,
    fetch_again,
    lease_due,
    register,
    release_leases,
)

__all__ = [
    "AlreadyStored",
    "Finding",
    "Inspection",
    "discard",
    "fetch",
    "fetch_again",
    "inspect_stored",
    "keep",
    "lease_due",
    "register",
    "release_leases",
    "sweep_incoming",
]
