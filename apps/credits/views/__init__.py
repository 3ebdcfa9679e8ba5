"""HTTP of the book: the dashboard, the entries behind it, agreement, budgets, prices."""

from apps.credits.views.budgets import (
    approval_ask,
    approval_decide,
    budget_list,
    budget_remove,
    budget_save,
    purse_change,
)
from apps.credits.views.entries import agreement_show, entry_export, entry_list, price_list
from apps.credits.views.overview import balance_show, credits_show, unit_change

__all__ = [
    "agreement_show",
    "approval_ask",
    "approval_decide",
    "balance_show",
    "budget_list",
    "budget_remove",
    "budget_save",
    "credits_show",
    "entry_export",
    "entry_list",
    "price_list",
    "purse_change",
    "unit_change",
]
