"""Tools of the lyric sheet: sections as blocks, how lines sound, rhymes, text in and out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.lyrics import analysis, operations, selectors
from apps.lyrics.forms import ArrangeForm, ImportForm, SoundForm
from apps.projects.access import project_for


@require_http_methods(["GET", "HEAD", "POST"])
def lyrics_arrange(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the sections as blocks; posting adds, moves, copies, renames or takes one out."""
    posted = request.method == "POST"
    project = project_for(request, project_id, Right.PRODUCE)
    form = ArrangeForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            operations.arrange(
                project=project, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, error.message)
    pane = selectors.pane(project, on=selectors.offer_day(timezone.now()))
    context = {
        "project": project,
        "pane": pane,
        "blocks": analysis.blocks(pane.text),
        "form": form,
    }
    status = 422 if form.errors else 200
    return respond(request, "lyrics/lyrics_arrange.html", context, partial="blocks", status=status)


@require_safe
def lyrics_sound(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show each line with its syllables, its stress and the letter of its rhyme."""
    project = project_for(request, project_id, Right.LISTEN)
    form = SoundForm(request.GET)
    language = form.language_code
    pane = selectors.pane(project, on=selectors.offer_day(timezone.now()))
    context = {
        "project": project,
        "lines": analysis.sung(pane.text, language),
        "language": language,
        "languages": analysis.LANGUAGES.items(),
        "word": form.word_asked,
        "rhymes": analysis.rhymes(form.word_asked, language) if form.word_asked else [],
    }
    return respond(request, "lyrics/lyrics_sound.html", context)


@require_safe
def rhyme_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show words that rhyme with `word`, beside the sheet while it is written."""
    project = project_for(request, project_id, Right.LISTEN)
    form = SoundForm(request.GET)
    found = analysis.rhymes(form.word_asked, form.language_code) if form.word_asked else []
    context = {"project": project, "word": form.word_asked, "rhymes": found}
    return respond(request, "lyrics/_rhymes.html", context)


@require_safe
def lyrics_export(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Give the words as a text file."""
    project = project_for(request, project_id, Right.LISTEN)
    text = selectors.pane(project, on=selectors.offer_day(timezone.now())).text
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{project.title}.txt")
    answer["Content-Disposition"] = str(name)
    return answer


@require_POST
def lyrics_import(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Put the words of a text file on top, as a new version; what was there stays below."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = ImportForm(request.POST, request.FILES)
    try:
        text = form.text
        by, now = signed_in(request), timezone.now()
        version = operations.save(project=project, text=text, by=by, now=now)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect_to(request, "lyrics:lyrics_arrange", project.pk)
    messages.success(request, f"The file's words are version {version.number}.")
    return redirect_to(request, "studio:workspace_show", project.pk)
