"""What the families' answers have in common."""

from typing import Any

from apps.sandbox.models import Task
from apps.sandbox.viewing import View

Json = dict[str, Any]

NOT_READY: Json = {"type": "not_ready", "error": "still processing"}


def submitted(task: Task) -> Json:
    """Answer an accepted call; some answers have a `code` and some have not, as seen live."""
    answer: Json = {"message": "success", "task_id": str(task.pk)}
    has_code = "code" in task.quirks or (task.seed % 2 == 1 and "nocode" not in task.quirks)
    return {"code": 200, **answer} if has_code else answer


def failed(task: Task) -> Json:
    """Answer a poll of a task that failed as a whole, with its text under one of two names."""
    member = "message" if task.outcome == Task.Outcome.TIMEOUT else "error"
    return {"type": task.outcome, member: task.outcome_text}


def failure_announced(view: View, event: str, platform: str) -> Json:
    """Say in a callback that a task failed and its price was given back."""
    task = view.task
    return {
        "type": task.outcome or "failed",
        "message": task.outcome_text or "every clip failed; credits were returned",
        "refund_processed": True,
        **about(view, event, platform),
    }


def about(view: View, event: str, platform: str) -> Json:
    """Say in a callback which task it is about."""
    return {"task_id": str(view.task.pk), "platform": platform, "event": event}
