"""When to look at accepted work again: as the provider advises, and no oftener than it bears.

All tasks of an account share its looks, so the more are open, the longer each waits for its turn.
An account whose calls reach us is looked at slowly: a callback makes its job due at once.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from apps import musicapi
from apps.accounts.models import ProviderAccount
from apps.generation.models import Callback, Job
from apps.generation.operations.connecting import advice_for
from apps.generation.selectors.providers import is_near
from apps.generation.states import JobState

LOOKS_A_SECOND = 2.0
"""So many looks an account may take in all. Source: CONTRACT section 9, "our advice"."""
NEAR_LOOKS_A_SECOND = 5.0
"""A sandbox on this machine bears more; each look costs the same CPU as the work it is made for."""
CALLED_LATELY = timedelta(hours=1)
SPREAD = 0.5
"""By this share of a wait for its turn a job is looked at sooner or later, so that none bunch."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the tasks of an account are looked at now."""

    turn_s: float
    """How long it takes until every open task had its turn."""
    is_called: bool
    """Whether callbacks of the account reached us lately."""

    @classmethod
    def of(cls, account: ProviderAccount, now: datetime) -> "Pace":
        """Return the pace of an account. Two queries."""
        tasks = Job.objects.filter(account=account, state=JobState.SUBMITTED)
        looks = NEAR_LOOKS_A_SECOND if is_near(account) else LOOKS_A_SECOND
        calls = Callback.objects.filter(job__account=account, created_at__gt=now - CALLED_LATELY)
        open_tasks = tasks.filter(due_at__isnull=False).count()
        return cls(open_tasks / looks, is_called=not is_near(account) and calls.exists())

    def next_look_s(self, job: Job, now: datetime) -> float | None:
        """Return the seconds until the next look at a job, None if it is not worth another."""
        advice = advice_for(job)
        if self.is_called:
            advice = replace(advice, every_s=max(advice.every_s, musicapi.WEBHOOK_POLL_EVERY_S))
        wait_s = advice.next_look_s(age_s(job, now), dice=random.random())
        if wait_s is None:
            return None
        return max(wait_s, self.turn_s * random.uniform(1 - SPREAD, 1 + SPREAD))


def age_s(job: Job, now: datetime) -> float:
    """Return for how long the provider has had a job."""
    return (now - (job.accepted_at or job.created_at)).total_seconds()
