"""Clips as files: what each says of itself, and many in one zip."""

from collections.abc import Sequence
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from apps.accounts.models import Team
from apps.archive import delivery
from apps.archive.formats import extension_of
from apps.archive.models import Asset
from apps.clips import selectors
from apps.clips.models import Clip
from apps.core.errors import DomainError


def tags_of(clip: Clip) -> delivery.Tags:
    """Return what the clip's files say of themselves."""
    return delivery.Tags(
        title=clip.title,
        artist=clip.team.name,
        album=clip.project.title,
        date=clip.created_at.date().isoformat(),
        track=str(clip.number),
        isrc=clip.isrc,
        lyrics=clip.lyrics,
    )


def handed_out(clip: Clip, asset: Asset, *, name: str) -> HttpResponseBase | None:
    """Answer with the file, tagged; None if it can only be given as it is."""
    try:
        file = delivery.tagged(asset, tags_of(clip), picture=clip.cover)
    except (delivery.Untaggable, DomainError):
        return None
    answer = FileResponse(file, content_type=asset.media_type)
    answer["Content-Length"] = str(_length(file))
    answer["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=name)
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def timed_words(clip: Clip) -> HttpResponse:
    """Answer with the clip's words and their times as LRC. Raises: Http404 while none is known."""
    times = selectors.lrc_of(clip)
    if not times:
        raise Http404
    answer = HttpResponse(times, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=selectors.file_name(clip, "lrc"))
    )
    answer["Cache-Control"] = "private, no-cache"
    return answer


def bundle(team: Team, clip_ids: Sequence[UUID], *, name: str) -> HttpResponseBase:
    """Answer with a zip: each stored take of the team with its tags, its words and their times."""
    clips = selectors.to_take_away(team, clip_ids)
    members = []
    for clip in clips:
        asset = clip.audio
        if asset is None or not asset.is_stored:
            continue
        file = selectors.file_name(clip, extension_of(asset.media_type))
        members.append(delivery.Member(file, asset=asset, tags=tags_of(clip), picture=clip.cover))
        if times := selectors.lrc_of(clip):
            members.append(delivery.Member(selectors.file_name(clip, "lrc"), text=times))
        if clip.lyrics:
            words = selectors.file_name(clip, "txt")
            members.append(delivery.Member(f"Words/{words}", text=clip.lyrics))
    return delivery.zipped(members, name=selectors.plain_name(name))


def _length(file: object) -> int:
    seek, tell = file.seek, file.tell  # type: ignore[attr-defined]  # any open file
    seek(0, 2)
    size = int(tell())
    seek(0)
    return size
