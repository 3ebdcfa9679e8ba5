"""Reads of jobs (generations) and of what the provider offers (prices)."""

from apps.generation.selectors.absences import Absences, absences_of
from apps.generation.selectors.findings import asset_of, extracts_of, file_of, findings_of
from apps.generation.selectors.generations import (
    Generation,
    fingerprint,
    has_generations,
    live_of,
    mark_of,
    oldest_due,
    one,
    queue_of,
    running_of,
    settled_of,
    splits_of,
    transitions_of,
)
from apps.generation.selectors.prices import (
    Cost,
    Task,
    accounts_in_use,
    catalogue,
    cost_of,
    expected_s,
    last_spec,
    price_of,
    usable_clips,
)
from apps.generation.selectors.recipes import Yielded, recipe_of, recipes_of, styles_for

__all__ = [
    "Absences",
    "Cost",
    "Generation",
    "Task",
    "Yielded",
    "absences_of",
    "accounts_in_use",
    "asset_of",
    "catalogue",
    "cost_of",
    "expected_s",
    "extracts_of",
    "file_of",
    "findings_of",
    "fingerprint",
    "has_generations",
    "last_spec",
    "live_of",
    "mark_of",
    "oldest_due",
    "one",
    "price_of",
    "queue_of",
    "recipe_of",
    "recipes_of",
    "running_of",
    "settled_of",
    "splits_of",
    "styles_for",
    "transitions_of",
    "usable_clips",
]
