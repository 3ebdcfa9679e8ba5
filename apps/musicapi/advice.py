"""When to look at a task again. Source: CONTRACT section 6, "our advice".

These are defaults: a caller that talks to a faster server passes an advice of its own.
"""

from dataclasses import dataclass

from .words import Engine


@dataclass(frozen=True, slots=True)
class PollAdvice:
    """How often to look. `jitter` is the share by which a wait may be shorter or longer.

    From `slow_after_s` on the task counts as slow and is looked at every `slow_every_s`; after
    `give_up_after_s` it is left alone (its id is kept: it may still be finished).
    """

    first_s: float
    every_s: float
    jitter: float = 0.2
    slow_after_s: float = 600.0
    slow_every_s: float = 60.0
    give_up_after_s: float = 3600.0

    def is_slow(self, age_s: float) -> bool:
        """Whether to tell people that this takes unusually long."""
        return age_s >= self.slow_after_s

    def next_look_s(self, age_s: float, *, dice: float) -> float | None:
        """Return the seconds until the next look at a task of this age, None to give up.

        `age_s` is 0 at submission; `dice` is a random number from 0 to 1 that spreads the looks.
        """
        if age_s >= self.give_up_after_s:
            return None
        wait_s = self.every_s if age_s > 0 else self.first_s
        if self.is_slow(age_s):
            wait_s = self.slow_every_s
        return wait_s * (1 + self.jitter * (2 * dice - 1))


POLL_ADVICE = {
    Engine.SONIC: PollAdvice(first_s=10, every_s=15),
    Engine.PRODUCER: PollAdvice(first_s=6, every_s=6),
    Engine.RIFFUSION: PollAdvice(first_s=10, every_s=10),
    Engine.STUDIO: PollAdvice(first_s=10, every_s=10),
    Engine.NURO: PollAdvice(first_s=10, every_s=10),
}
WEBHOOK_POLL_EVERY_S = 60.0
