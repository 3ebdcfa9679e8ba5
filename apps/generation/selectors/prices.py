"""What the provider offers on a day, what it costs, how long it takes, and what was asked last."""

import statistics
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from apps import musicapi
from apps.accounts.models import ProviderAccount
from apps.clips.models import Clip
from apps.credits import selectors as credits
from apps.generation.models import Job
from apps.generation.states import JobState
from apps.projects.models import Project

HISTORY = 20
"""How many finished jobs of a kind say how long the next one takes."""

USUAL_S = {
    **dict.fromkeys(("bpm", "tags", "persona", "vox", "timing", "midi"), 5.0),
    **dict.fromkeys(("wav", "download"), 10.0),
    **dict.fromkeys(("concat", "upload", "riffusion_upload", "lyrics"), 20.0),
}
"""What to expect while there is no history yet; of other kinds, as long as of a song."""

USUAL_SONG_S = 90.0

MOST_CHOICES = 100
"""How many takes a list to choose from holds."""


@cache
def catalogue() -> musicapi.Catalogue:
    """Return the dated facts about the provider."""
    return musicapi.load_catalogue()


def price_of(
    operation: musicapi.Operation, *, model: str, engine: musicapi.Engine, on: date
) -> Decimal | None:
    """Return the price of one call, or None if the price list has none; nothing is guessed."""
    return catalogue().price(operation, on=on, model=model, engine=engine)


def accounts_in_use() -> list[ProviderAccount]:
    """Return the accounts whose balance is worth knowing."""
    return list(ProviderAccount.objects.in_use().select_related("team"))


def expected_s(kind: str, model: str) -> tuple[float, bool]:
    """Return how long such a job takes once accepted, and whether that was measured."""
    done = Job.objects.filter(
        kind=kind, model=model, state=JobState.SUCCEEDED, accepted_at__isnull=False
    )
    times = done.order_by("-id").values_list("accepted_at", "finished_at")[:HISTORY]
    lengths = [(end - start).total_seconds() for start, end in times if start and end]
    if not lengths:
        return USUAL_S.get(kind, USUAL_SONG_S), False
    return statistics.median(lengths), True


@dataclass(frozen=True, slots=True)
class Cost:
    """What one press of the button costs and leaves."""

    price: Decimal | None
    balance: credits.Balance
    expected_s: float
    is_measured: bool

    @property
    def after(self) -> Decimal | None:
        """Return what would be free afterwards, None where it cannot be known."""
        return self.balance.after(self.price)

    @property
    def refusal(self) -> str:
        """Return why the button cannot be pressed, or "" if it can."""
        if self.price is None:
            return "The price list has no price for this."
        after = self.after
        if after is not None and after < 0:
            return f"{-after.normalize():f} credits are missing."
        return ""


@dataclass(frozen=True, slots=True)
class Task:
    """What a price and a duration are asked for: a kind of work, and how the provider calls it."""

    kind: str
    engine: musicapi.Engine
    operation: musicapi.Operation


def cost_of(account: ProviderAccount, task: Task, model: str, *, on: date, times: int = 1) -> Cost:
    """Return what such a piece of work with `model` costs, so many times. Two queries."""
    price = price_of(task.operation, model=model, engine=task.engine, on=on)
    seconds, measured = expected_s(task.kind, model)
    price = price if price is None else price * times
    return Cost(price, credits.balance(account), seconds, measured)


def usable_clips(clip: Clip) -> list[Clip]:
    """Return other takes of the team that the provider can work on together with `clip`."""
    known = Clip.objects.of(clip.team).kept().playable().exclude(pk=clip.pk).exclude(remote_id="")
    together = known.filter(account=clip.account_id, engine=clip.engine)
    return list(together.order_by("-created_at", "-id")[:MOST_CHOICES])


def last_spec(project: Project, kind: str) -> dict[str, Any]:
    """Return the choices of the project's newest request of a kind, {} if there is none."""
    newest = Job.objects.filter(project=project, kind=kind).order_by("-id").first()
    return dict(newest.spec) if newest else {}
