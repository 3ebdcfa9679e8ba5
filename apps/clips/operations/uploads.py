"""Clips that came from outside: a person's file, which is ours before the provider knows it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import ProviderAccount, User
from apps.archive.models import Asset
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.projects.models import Project

TITLE_LIMIT = 120
OPERATION = "upload"


@transaction.atomic
def take_in(
    *, project: Project, asset: Asset, title: str, engine: str, by: User | None, now: datetime
) -> Clip:
    """Make a stored file the project's next take; it plays at once.

    The same content in the same project is the same take, unless that one was deleted.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    clips = Clip.objects.filter(project=project)
    same = clips.kept().filter(operation=OPERATION, engine=engine, audio__sha256=asset.sha256)
    known = same.select_related("audio").first()
    if known is not None:
        return known
    last = clips.aggregate(last=Max("number"))["last"]
    return Clip.objects.create(
        team_id=project.team_id,
        project=project,
        number=(last or 0) + 1,
        title=title[:TITLE_LIMIT],
        state=ClipState.READY,
        audio=asset,
        engine=engine,
        operation=OPERATION,
        created_by=by,
        created_at=now,
    )


def name_remote(*, clip: Clip, account: ProviderAccount, remote_id: str) -> None:
    """Note how the provider calls a clip that it did not know before. Twice is once."""
    Clip.objects.filter(pk=clip.pk, remote_id="").update(account=account, remote_id=remote_id)
