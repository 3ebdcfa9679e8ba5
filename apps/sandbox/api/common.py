"""What the endpoints of every family share: finding rows, polling, fates, prices."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from apps.sandbox import moderation, uploads, viewing
from apps.sandbox.accounts import caller
from apps.sandbox.eras import Era, era_named
from apps.sandbox.models import Account, Clip, Persona, Task
from apps.sandbox.refusals import Refusal
from apps.sandbox.shapes import shape_of
from apps.sandbox.switches import Switches, UnknownSwitch, read_switches

Json = dict[str, Any]
# Every status that a poll may have (nuro answers failures under their own status).
POLL = dict.fromkeys((200, 202, 403, 500), Json)


def era() -> Era:
    """Find the era in use."""
    return era_named(settings.SANDBOX_ERA)


def price_of(operation: str) -> Decimal:
    """Look up a price. Raises: Refusal 404 when the era did not have the operation."""
    offered(operation)
    return era().price(operation)


def offered(operation: str) -> None:
    """Refuse with 404 what the service did not have yet at the era's date."""
    if not era().offers(operation):
        raise Refusal(404, error="not found")


def base_url(request: HttpRequest) -> str:
    """Say where links begin: SANDBOX_PUBLIC_URL, or the host that was asked."""
    return settings.SANDBOX_PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def poll(
    request: HttpRequest, task_id: str, family: str, *, unknown: int = 404
) -> tuple[int, Json]:
    """Answer a poll of one family's task."""
    now = timezone.now()
    task = find_task(caller(request), task_id, family, unknown=unknown)
    seen = viewing.view(task, now=now)
    path = request.path.removeprefix("/api/v1")
    links = viewing.links(base_url(request), path=path, are_final=seen.is_final, now=now)
    return shape_of(family).polled(seen, links)


def find_task(account: Account, task_id: str, family: str, *, unknown: int = 404) -> Task:
    """Find a task of the caller. Raises: Refusal 404, or 400 in the studio family."""
    tasks = Task.objects.filter(account=account, family=family)
    found = tasks.filter(pk=task_id).first() if is_uuid(task_id) else None
    if found is None:
        raise Refusal(unknown, error="task not found")
    return found


def find_clip(account: Account, clip_id: str, *, unknown: int = 404) -> Clip:
    """Find a clip of the caller. Raises: Refusal 404, or 400 where it is a source."""
    clips = Clip.objects.select_related("task", "account").filter(account=account)
    found = clips.filter(pk=clip_id).first() if is_uuid(clip_id) else None
    if found is None:
        raise Refusal(unknown, error="clip not found")
    return found


def state_of(clip: Clip) -> str:
    """Say what can be seen of a clip now."""
    seen = viewing.view(clip.task, now=timezone.now()).seen
    return seen[clip.position].state if seen else "pending"


def finished_song(
    account: Account, clip_id: str, *, family: str = "", unknown: int = 404
) -> Clip:  # fmt: skip
    """Find a finished clip with a score, of one family or of any.

    Raises: Refusal `unknown` when there is none, 400 when it is not finished or of another engine.
    """
    clip = find_clip(account, clip_id, unknown=unknown)
    if state_of(clip) != "succeeded":
        raise Refusal(400, error="the source clip is not finished")
    check_kept(clip, status=unknown)
    if clip.score is None or (family and clip.task.family != family):
        raise Refusal(400, error="the source clip is of another kind")
    return clip


def check_kept(clip: Clip, *, status: int = 404) -> None:
    """Refuse a clip whose files are gone by now."""
    if not clip.files.exists():
        raise Refusal(status, error="this clip is no longer kept")


def check_origin(source: Clip, *, is_uploaded: bool) -> None:
    """Refuse an uploaded clip where a generated one is wanted, and the other way round."""
    if uploads.is_upload(source) != is_uploaded:
        wanted = "an uploaded" if is_uploaded else "a generated"
        raise Refusal(400, error=f"the source must be {wanted} clip for this task_type")


def find_persona(account: Account, persona_id: str) -> Persona:
    """Find a persona of the caller. Raises: Refusal 400."""
    personas = Persona.objects.filter(account=account)
    found = personas.filter(pk=persona_id).first() if is_uuid(persona_id) else None
    if found is None:
        raise Refusal(400, error="persona_id is not a persona of yours")
    return found


def check_inside(wanted: Json, member: str, source: Clip) -> None:
    """Refuse a moment that does not lie inside the source clip."""
    if member in wanted and not wanted[member] < (source.duration_s or 0):
        raise Refusal(400, error=f"{member} must lie inside the source clip")


def read_fate(texts: Iterable[str | None]) -> Switches:
    """Read the prompt switches. Raises: Refusal 400 for one that does not exist."""
    try:
        return read_switches(text or "" for text in texts)
    except UnknownSwitch as error:
        raise Refusal(400, error=str(error)) from error


def review(style: str | None, switches: Switches) -> None:
    """Let the content review see a style or description. Raises: Refusal 403."""
    objection = moderation.style_objection(style or "")
    if switches.fate == "moderation" or objection:
        raise Refusal(403, type="forbidden", error=objection or "refused by the content review")


def require(wanted: Json, members: Iterable[str]) -> None:
    """Refuse a request that lacks a member or leaves it empty. Raises: Refusal 400."""
    for member in members:
        if wanted.get(member) in {None, ""}:
            raise Refusal(400, error=f"{member} is required")


def is_uuid(text: str) -> bool:
    """Say whether a text can be an id at all."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
