"""Every write to the book and to what stands around it, used as `credits.hold(...)`.

booking: hold, release, charge, refund. balances: what the provider says, and why it differs.
budgets: limits, and asking to go past them. purses: money, thresholds. telling: mails to owners.
totals: the rollups beside the entries. Every entry is written under its account's locked book.
"""

from apps.credits.operations.balances import SenselessBalance, record_balance
from apps.credits.operations.booking import (
    InsufficientCredits,
    Purpose,
    charge,
    hold,
    refund,
    release,
)
from apps.credits.operations.budgets import (
    BudgetReached,
    NothingToApprove,
    ask_approval,
    decide_approval,
    remove_budget,
    set_budget,
)
from apps.credits.operations.purses import change_purse
from apps.credits.operations.telling import tell_owners
from apps.credits.operations.totals import rebuild_totals

__all__ = [
    "BudgetReached",
    "InsufficientCredits",
    "NothingToApprove",
    "Purpose",
    "SenselessBalance",
    "ask_approval",
    "change_purse",
    "charge",
    "decide_approval",
    "hold",
    "rebuild_totals",
    "record_balance",
    "refund",
    "release",
    "remove_budget",
    "set_budget",
    "tell_owners",
]
