"""The files of a clip: to play, to look at, to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.rights import Right
from apps.archive import delivery
from apps.archive.formats import extension_of
from apps.archive.states import AssetKind
from apps.clips import selectors
from apps.clips.access import clip_for
from apps.clips.views.bundles import bundle, handed_out, timed_words
from apps.core.http import redirect_to, respond
from apps.lyrics.selectors import offer_day
from apps.projects.access import project_for

LRC = "lrc"
"""The words with their times: a file that is written when it is asked for."""


@require_safe
def clip_audio(request: HttpRequest, clip_id: UUID) -> HttpResponseBase:
    """Play our own copy, in ranges; while there is none, send the player to the preview."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    if clip.audio and clip.audio.is_stored:
        return delivery.serve(request, clip.audio)
    preview = selectors.preview_url(clip)
    if preview is None:
        raise Http404
    response = HttpResponseRedirect(preview)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def clip_cover(request: HttpRequest, clip_id: UUID) -> HttpResponseBase:
    """Show the picture that came with the clip."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    if clip.cover is None or not clip.cover.is_stored:
        raise Http404
    return delivery.serve(request, clip.cover)


@require_safe
def clip_download(request: HttpRequest, clip_id: UUID, kind: str) -> HttpResponseBase:
    """Give the MP3, WAV or LRC under a name that says what it is; else say what can be done."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    if kind == LRC:
        return timed_words(clip)
    if kind not in (AssetKind.MP3, AssetKind.WAV):
        raise Http404
    asset = clip.wav if kind == AssetKind.WAV else clip.audio
    if asset and asset.is_stored:
        name = selectors.file_name(clip, extension_of(asset.media_type))
        tagged = handed_out(clip, asset, name=name)
        return tagged or delivery.serve(request, asset, download_name=name)
    price = selectors.wav_price(clip, on=offer_day(timezone.now()))
    context = {"clip": clip, "kind": kind, "asset": asset, "price": price}
    return respond(request, "clips/clip_download.html", context)


@require_safe
def words_timed(request: HttpRequest, project_id: UUID) -> HttpResponseBase:
    """Give the song's words with the times of its picked take, else of its newest, as LRC."""
    project = project_for(request, project_id, Right.PRODUCE)
    clip = selectors.timed_take_of(project)
    if clip is None:
        messages.error(request, "No take of this song knows yet when its words are sung.")
        return redirect_to(request, "studio:workspace_show", project.pk)
    return timed_words(clip)


@require_safe
def project_zip(request: HttpRequest, project_id: UUID) -> HttpResponseBase:
    """Send all takes of a song with their words, or with `?picked=1` the picked one, as a zip."""
    project = project_for(request, project_id, Right.PRODUCE)
    clips = selectors.takes_of(project, picked="picked" in request.GET)
    return bundle(project.team, clips, name=project.title)
