"""What requests of several engines share."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the provider may call back, and the secret (one per task) that it signs with."""

    url: str
    secret: str = field(repr=False)
