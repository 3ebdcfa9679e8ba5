"""The page of one clip."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.rights import Right
from apps.clips import selectors
from apps.clips.access import clip_for
from apps.clips.forms import NotesForm, TitleForm
from apps.core.http import respond
from apps.lyrics.selectors import art_of, stanzas
from apps.projects.access import project_for


@require_safe
def clip_show(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show a clip large: its waveform, its words, where it comes from, what it is made of."""
    clip = clip_for(request, clip_id, Right.LISTEN)
    score = selectors.score_of(clip)
    context = {
        "clip": clip,
        "art": art_of(clip.project, clip.lyrics),
        "score": score,
        "stanzas": score.sheet if score else stanzas(clip.lyrics),
        "marks": selectors.time_marks(clip.duration_s),
        "trees": selectors.family_of(clip, request.user),
        "asked": selectors.asked_of(clip),
        "cost": selectors.cost_of(clip),
        "form": TitleForm(initial={"title": clip.title}),
        "notes_form": NotesForm(initial={"notes": clip.notes, "isrc": clip.isrc}),
    }
    return respond(request, "clips/clip_show.html", context)


@require_safe
def lineage_show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show how the takes of a song came from one another, and what changed each time."""
    project = project_for(request, project_id, Right.LISTEN)
    context = {"project": project, "trees": selectors.family_of_project(project, request.user)}
    return respond(request, "clips/lineage_show.html", context)


@require_safe
def take_compare(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show two to four takes of a song to be heard at the same place, equally loud."""
    project = project_for(request, project_id, Right.LISTEN)
    clips = selectors.comparable(project, request.user)
    chosen = selectors.compared(clips, request.GET.getlist("take"))
    context = {
        "project": project,
        "clips": clips,
        "chosen": chosen,
        "chosen_ids": {clip.pk for clip in chosen},
    }
    return respond(request, "clips/take_compare.html", context)
