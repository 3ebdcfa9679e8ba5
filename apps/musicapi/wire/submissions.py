"""Reading the answer to a call that starts a task. CONTRACT sections 3.5, 3.6 and 4.2."""

from apps.musicapi.results import Submission
from apps.musicapi.words import Engine

from .message import Answer, bad_answer, inner, members_of, text


def read_submission(engine: Engine, answer: Answer) -> Submission:
    """Read the task id, or raise BadAnswer. Studio has it under `data`."""
    members = members_of(answer)
    task_id = (
        text(members.get("task_id"))
        or text(members.get("data"))
        or text(inner(members, "data").get("task_id"))
    )
    if not task_id:
        raise bad_answer(answer, "no task_id")
    return Submission(
        task_id=task_id,
        engine=engine,
        request_id=answer.request_id,
        warning=text(members.get("warning")),
        uploaded_clip_id=text(inner(inner(members, "steps"), "upload").get("clip_id")),
    )
