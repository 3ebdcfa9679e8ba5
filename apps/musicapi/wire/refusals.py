"""From an answer that is not a yes to the one error that says what to do. CONTRACT section 7."""

from apps.musicapi.errors import (
    AuthFailed,
    BadAnswer,
    EngineRetired,
    Forbidden,
    InsufficientCredits,
    MusicAPIError,
    NoAnswer,
    NotFound,
    RateLimited,
    Rejected,
    RemoteBroken,
)

from .message import Answer, Members, Request, inner, members_if_any, text

FAILED_TYPES = ("failed", "timeout", "forbidden", "api_error", "bad_request", "not_found")
WITHHELD_TYPES = ("unavailable", "endpoint_retired")
"""Words for "we do not offer this", whatever the status; nothing is taken."""
LONGEST_REASON = 500


def refusal(request: Request, answer: Answer) -> MusicAPIError | None:
    """Return what stands against taking this answer as a yes, or None.

    A failure inside an HTTP 200 counts by its own `code`, else by its `type`. Calls of several
    steps are decided by their task id alone, whatever the status (CONTRACT section 3.6).
    """
    members = members_if_any(answer)
    status = _status(answer, members)
    if inner(members, "steps") and text(members.get("task_id")):
        return None
    if text(members.get("failed_step")):
        return _failed_step(answer, members)
    if 200 <= status < 300:
        return None
    if text(members.get("type")) in WITHHELD_TYPES:
        return _refused(request, answer, status, members)
    if status >= 500 or status == 408:
        return _broken(request, answer, status, members)
    return _refused(request, answer, status, members)


def reason_of(members: Members) -> str:
    """Find the provider's text; what it says is shown and never branched on."""
    texts = (text(members.get(name)).strip() for name in ("error", "message"))
    return next((found[:LONGEST_REASON] for found in texts if found), "")


def unreadable(request: Request, error: BadAnswer) -> MusicAPIError:
    """Turn an unreadable yes into what it means: for a paid call nobody knows what was taken."""
    if not request.paid:
        return error
    return NoAnswer(error.message, status=error.status, request_id=error.request_id)


def _status(answer: Answer, members: Members) -> int:
    code = members.get("code")
    if answer.status != 200:
        return answer.status
    if isinstance(code, int) and code >= 400:
        return code
    return 400 if text(members.get("type")) in FAILED_TYPES else 200


def _broken(request: Request, answer: Answer, status: int, members: Members) -> MusicAPIError:
    family: type[MusicAPIError] = RemoteBroken
    message = f"MusicAPI failed with status {status}."
    if request.paid and _gave_back(request, members):
        family, message = Rejected, "MusicAPI could not do it and gave the credits back."
    elif request.is_free_on_timeout and status == 504:
        message = "MusicAPI ran out of time and took nothing."
    elif request.paid:
        family, message = NoAnswer, f"{message} Whether it took the call is unknown."
    return family(message, reason=reason_of(members), status=status, request_id=answer.request_id)


def _failed_step(answer: Answer, members: Members) -> MusicAPIError:
    step = text(members.get("failed_step"))
    why = text(inner(inner(members, "steps"), step).get("error"))
    reason = " ".join(part for part in (reason_of(members), why) if part)
    message = f"MusicAPI gave up at the step {step!r}. {reason}".strip()
    return Rejected(message, reason=reason, status=answer.status, request_id=answer.request_id)


def _gave_back(request: Request, members: Members) -> bool:
    """Say whether it failed and paid back, which nuro alone tells under any status."""
    return request.path.startswith("/nuro/") and members.get("refund_processed") is True


def _refused(request: Request, answer: Answer, status: int, members: Members) -> MusicAPIError:
    reason, request_id = reason_of(members), answer.request_id
    if status == 429:
        return RateLimited(
            "MusicAPI asks for fewer calls.",
            retry_after_s=answer.retry_after_s,
            reason=reason,
            request_id=request_id,
        )
    if status == 401:
        message = "MusicAPI does not accept the key."
        return AuthFailed(message, reason=reason, status=status, request_id=request_id)
    family, message = _family(request, status, text(members.get("type")))
    return family(
        f"{message} {reason}".strip(), reason=reason, status=status, request_id=request_id
    )


def _family(request: Request, status: int, kind: str) -> tuple[type[Rejected], str]:
    if status == 402 or kind == "insufficient_credits":
        return InsufficientCredits, "MusicAPI says that the credits do not suffice."
    if status == 410 or kind in WITHHELD_TYPES:
        return EngineRetired, "MusicAPI no longer offers this."
    if status == 403:
        return Forbidden, "MusicAPI did not allow this."
    if status == 404 and request.names_source:
        return NotFound, "MusicAPI does not know this."
    if status == 404:
        return EngineRetired, "MusicAPI has no such service."
    if status < 400:
        return Rejected, "MusicAPI points elsewhere; check the base address."
    return Rejected, "MusicAPI refused the request."
