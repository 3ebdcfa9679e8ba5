"""Share links for tests, made as a producer would make them."""

from datetime import datetime

from django.utils import timezone

from apps.clips.models import Clip
from apps.projects.models import Project
from apps.sharing import operations, selectors
from apps.sharing.models import Ballot, Comment, ShareLink
from apps.sharing.selectors import Aim


def share_link(
    project: Project | None,
    clip: Clip | None = None,
    *,
    aim: Aim | None = None,
    now: datetime | None = None,
    **terms,
) -> ShareLink:
    """Return a stored link to the clip, or to the whole project, or to what `aim` names."""
    if aim is None:
        aim = selectors.aim_at_take(clip) if clip else selectors.aim_at_song(project)
    return operations.share(
        **{
            "aim": aim,
            "by": aim.team.memberships.first().user,
            "recipient": "",
            "password": "",
            "days": None,
            "may_download": False,
            "may_comment": False,
            "now": now or timezone.now(),
            **terms,
        }
    )


def comment(clip: Clip, text: str = "Louder here", **fields) -> Comment:
    """Return a stored comment of the team's first member."""
    by = clip.team.memberships.first().user
    return operations.comment(
        **{"clip": clip, "by": by, "text": text, "now": timezone.now(), **fields}
    )


def ballot(project: Project, clips: list[Clip]) -> Ballot:
    """Return a stored ballot about the clips, opened by the team's first member."""
    by = project.team.memberships.first().user
    return operations.open_ballot(
        project=project, question="Which take is it?", clips=clips, by=by, now=timezone.now()
    )
