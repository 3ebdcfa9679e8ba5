"""Everything that can go wrong between us and MusicAPI, sorted by what to do about it.

    MusicAPIError ├── NotSent               nothing left this machine: safe to send again ├──
    NoAnswer              a paid call left and its fate is unknown: reconcile, never repeat ├──
    RateLimited           429, nothing taken: again after `retry_after_s` ├── Rejected
    final, nothing charged: show `reason`, do not repeat unchanged │   ├── Forbidden         403
    whose cause only the balance can tell: see `explain_forbidden` │   ├── InsufficientCredits │
    ├── EngineRetired     the engine or the operation was withdrawn: never again │   └── NotFound
    unknown task or clip, or a file that is no longer kept ├── AuthFailed            401 or an
    unusable key: stop everything, tell the operator ├── RemoteBroken          a call that took
    nothing met trouble on the other side: look again later └── BadAnswer             an answer to a
    free call that cannot be read

A paid call whose "yes" cannot be read is `NoAnswer` too: something may have been taken. `message`
is fit for an operator, `reason` is the provider's own text (show it, never branch on it). Neither
holds a key. Source: CONTRACT sections 5, 7 and 14.
"""

from decimal import Decimal


class MusicAPIError(Exception):
    """The root of the tree.

    `message` is a whole sentence for an operator. `reason` is the provider's text or "". `status`
    is the HTTP status or None when no answer came. `request_id` names the call to the provider's
    support (x-request-id, x-vercel-id or cf-ray) or is "".
    """

    def __init__(
        self, message: str, *, reason: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.status = status
        self.request_id = request_id


class NotSent(MusicAPIError):
    """No byte of the request left: no connection, or no free place in the pool."""


class NoAnswer(MusicAPIError):
    """A paid call was sent and nobody can say whether it was taken."""


class RateLimited(MusicAPIError):
    """Too many calls. Nothing was taken; `retry_after_s` is None when the server names no time."""

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        reason: str = "",
        status: int | None = 429,
        request_id: str = "",
    ) -> None:
        super().__init__(message, reason=reason, status=status, request_id=request_id)
        self.retry_after_s = retry_after_s


class Rejected(MusicAPIError):
    """The provider said no, for good. Nothing was charged, or the charge was given back."""


class Forbidden(Rejected):
    """403: too few credits, no active plan, refused content, or a full queue (nuro)."""


class InsufficientCredits(Rejected):
    """The balance does not cover the price."""


class EngineRetired(Rejected):
    """The engine or this operation of it is no longer offered."""


class NotFound(Rejected):
    """The provider knows no such task, clip or file (any more)."""


class AuthFailed(MusicAPIError):
    """The key is missing, malformed or not accepted."""


class RemoteBroken(MusicAPIError):
    """A call failed on the provider's side or on the way, and took nothing."""


class BadAnswer(MusicAPIError):
    """The answer lacks what the contract promises; the message holds its beginning."""


def explain_forbidden(
    error: Forbidden, *, balance: Decimal, price: Decimal | None, retired: bool = False
) -> Rejected:
    """Say what a 403 meant, judged by facts and not by its words.

    `balance` is what can be spent now, `price` that of the call (None = unknown), `retired` whether
    the catalogue says that the engine is gone. Without proof the error comes back as it was: then
    its `reason` is about content or the plan. Source: CONTRACT section 14, "403 meaning".
    """
    if retired:
        return EngineRetired(
            "MusicAPI no longer offers this engine.",
            reason=error.reason,
            status=error.status,
            request_id=error.request_id,
        )
    if price is not None and balance < price:
        return InsufficientCredits(
            f"The balance of {balance} credits does not cover the price of {price}.",
            reason=error.reason,
            status=error.status,
            request_id=error.request_id,
        )
    return error
