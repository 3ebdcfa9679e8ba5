"""A clip's life: begun, streaming, finished there, archived here; or failed, or broken.

Every step is a conditional change on the state that it starts from, so a step that comes twice,
late or from two sides at once happens once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import ProviderAccount, User
from apps.archive import operations as archive
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips import selectors
from apps.clips.models import Clip
from apps.clips.states import ClipState, before
from apps.core.errors import DomainError
from apps.lyrics.models import LyricVersion
from apps.projects.models import Project

TITLE_LIMIT = 120

STATE_OF_ASSET: dict[str, ClipState] = {
    AssetState.PENDING: ClipState.ARCHIVING,
    AssetState.STORED: ClipState.READY,
    AssetState.BROKEN: ClipState.BROKEN,
    AssetState.LOST: ClipState.BROKEN,
}
"""What the state of the audio file makes of its clip."""


class NotBroken(DomainError):
    """There is nothing to fetch again."""


@transaction.atomic
def begin(  # noqa: PLR0913  a clip begins with everything that is known of it
    *,
    project: Project,
    account: ProviderAccount | None,
    remote_id: str,
    title: str,
    engine: str,
    operation: str,
    model: str,
    tags: str,
    lyrics: str,
    lyric_version: LyricVersion | None,
    request: Mapping[str, Any],
    by: User | None,
    now: datetime,
) -> Clip:
    """Return the clip that the provider calls `remote_id`; a new one is the project's next take.

    `request` is what was asked, in plain JSON values. A clip that is known already stays as it is.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    known = remote_id and Clip.objects.filter(account=account, remote_id=remote_id).first()
    if known:
        return known
    last = Clip.objects.filter(project=project).aggregate(last=Max("number"))["last"]
    return Clip.objects.create(
        team_id=project.team_id,
        project=project,
        number=(last or 0) + 1,
        title=title[:TITLE_LIMIT],
        state=ClipState.COMPOSING,
        account=account,
        remote_id=remote_id,
        engine=engine,
        operation=operation,
        model=model,
        tags=tags,
        lyrics=lyrics,
        lyric_version=lyric_version,
        request=dict(request),
        created_by=by,
        created_at=now,
    )


def stream(*, clip: Clip, stream_url: str, title: str, now: datetime) -> Clip:
    """Note where the preview plays while the clip is still composing; later it changes nothing."""
    told = {"stream_url": stream_url, "title": title[:TITLE_LIMIT]}
    composing = Clip.objects.filter(pk=clip.pk, state=ClipState.COMPOSING)
    composing.update(**{name: value for name, value in told.items() if value})
    return _fresh(clip)


@transaction.atomic
def finish(
    *,
    clip: Clip,
    title: str,
    tags: str,
    lyrics: str,
    model: str,
    audio_url: str,
    image_url: str,
    duration_s: float | None,
    now: datetime,
) -> Clip:
    """Note that the provider is done, and have its files archived. A second call changes nothing.

    What the provider left empty keeps what was asked.
    """
    row = _locked(clip)
    if row.state not in before(ClipState.ARCHIVING) or row.audio_id:
        return row
    row.title = title[:TITLE_LIMIT] or row.title
    row.tags, row.lyrics, row.model = tags or row.tags, lyrics or row.lyrics, model or row.model
    row.audio = archive.register(
        kind=AssetKind.MP3, source_url=audio_url, expected_duration_s=duration_s, now=now
    )
    if image_url:
        row.cover = archive.register(kind=AssetKind.COVER, source_url=image_url, now=now)
    row.state = ClipState.ARCHIVING
    row.save()
    return row


def fail(*, clip: Clip, trouble: str, now: datetime) -> Clip:
    """Note that the provider could not make it, and why, in words for the person who waits."""
    Clip.objects.filter(pk=clip.pk, state__in=before(ClipState.FAILED)).update(
        state=ClipState.FAILED, trouble=trouble[:300]
    )
    return _fresh(clip)


def follow_asset(*, asset_id: UUID, now: datetime) -> Clip | None:
    """Bring the clip whose audio this file is to the state that the file has given it.

    Returns None if the file is no clip's audio. A cover or a WAV never changes a clip's state.
    """
    clip = Clip.objects.filter(audio=asset_id).select_related("audio").first()
    if clip is None or clip.audio is None:
        return None
    state = STATE_OF_ASSET[clip.audio.state]
    trouble = clip.audio.trouble if state == ClipState.BROKEN else ""
    Clip.objects.filter(pk=clip.pk, state__in=before(state)).update(state=state, trouble=trouble)
    return _fresh(clip)


def catch_up(*, now: datetime) -> int:
    """Follow every settled file whose clip still waits for it; return how many clips moved.

    Makes good for a signal that got lost with its process.
    """
    waiting = selectors.audio_settled_unseen()
    for asset_id in waiting:
        follow_asset(asset_id=asset_id, now=now)
    return len(waiting)


@transaction.atomic
def fetch_again(*, clip: Clip, now: datetime) -> Clip:
    """Try once more to archive the audio of a broken clip. Costs no credits.

    Raises: NotBroken.
    """
    row = _locked(clip)
    if row.state != ClipState.BROKEN or row.audio is None:
        raise NotBroken("This take is not broken; there is nothing to fetch again.")
    archive.fetch_again(asset=row.audio, now=now)
    row.state, row.trouble = ClipState.ARCHIVING, ""
    row.save(update_fields=["state", "trouble"])
    return row


@transaction.atomic
def attach_wav(*, clip: Clip, wav_url: str, now: datetime) -> Asset:
    """Have the clip's WAV archived. A WAV that is here or on its way stays as it is."""
    row = _locked(clip)
    if row.wav is None:
        row.wav = archive.register(kind=AssetKind.WAV, source_url=wav_url, now=now)
        row.save(update_fields=["wav"])
    elif row.wav.state in (AssetState.BROKEN, AssetState.LOST):
        archive.fetch_again(asset=row.wav, source_url=wav_url, now=now)
    return row.wav


def _locked(clip: Clip) -> Clip:
    return Clip.objects.select_for_update().get(pk=clip.pk)


def _fresh(clip: Clip) -> Clip:
    return Clip.objects.get(pk=clip.pk)
