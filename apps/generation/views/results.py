"""HTTP for what came that is no clip: words to take over, notes, what is known of a clip."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.archive import delivery
from apps.archive.formats import extension_of
from apps.clips import selectors as clips
from apps.clips.access import clip_for
from apps.clips.views.bundles import handed_out
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond
from apps.generation import selectors
from apps.generation.access import job_for
from apps.generation.kinds.notes import midi_file
from apps.lyrics import operations as lyrics
from apps.lyrics.forms import LyricsForm


@require_POST
def words_accept(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Make the words of a candidate, as the person left them, the newest version of the sheet."""
    job = job_for(request, job_id, Right.PRODUCE)
    sheet = LyricsForm(request.POST)
    sheet.is_valid()
    text = sheet.cleaned_data.get("text", "")
    try:
        version = lyrics.save(
            project=job.project, text=text, by=signed_in(request), now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect_to(request, "generation:generation_show", job.pk)
    messages.success(request, f"These words are version {version.number} of the sheet.")
    return redirect_to(
        request, "studio:workspace_show", job.project_id, events=[Event.LYRICS_SAVED]
    )


@require_safe
def notes_download(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Give the notes of a clip as a MIDI file."""
    job = job_for(request, job_id, Right.PRODUCE)
    parts = (job.result or {}).get("parts")
    if not parts:
        raise Http404
    answer = HttpResponse(midi_file(parts), content_type="audio/midi")
    name = content_disposition_header(as_attachment=True, filename=f"{job.title}.mid")
    answer["Content-Disposition"] = str(name)
    return answer


@require_safe
def file_download(request: HttpRequest, job_id: UUID, kind: str) -> HttpResponseBase:
    """Give the file in this format, from the archive, under a name that says what it is."""
    job = job_for(request, job_id, Right.PRODUCE)
    found = selectors.file_of(job, kind)
    if found is None:
        raise Http404
    clip, asset = found
    called = clips.file_name(clip, extension_of(asset.media_type))
    return handed_out(clip, asset, name=called) or delivery.serve(
        request, asset, download_name=called
    )


@require_safe
def finding_list(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show what was found out about a clip."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    context = {"clip": clip, "findings": selectors.findings_of(clip)}
    return respond(request, "generation/finding_list.html", context, partial="findings")
