"""A team's side of share links: make them, see them used, revoke them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.clips.access import clip_for, playlist_for
from apps.clips.selectors import comparable, compared
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.projects.access import project_for
from apps.sharing import operations, selectors
from apps.sharing.access import link_for
from apps.sharing.forms import ShareForm
from apps.sharing.selectors import Aim
from apps.stems.access import mix_for


@require_http_methods(["GET", "HEAD", "POST"])
def clip_share(request: HttpRequest, clip_id: UUID) -> HttpResponse:
    """Show the links to a take, and make another."""
    clip = clip_for(request, clip_id, Right.PRODUCE)
    return _page(request, "sharing/clip_share.html", selectors.aim_at_take(clip))


@require_http_methods(["GET", "HEAD", "POST"])
def project_share(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the links to all takes of a song, and make another."""
    project = project_for(request, project_id, Right.PRODUCE)
    return _page(request, "sharing/project_share.html", selectors.aim_at_song(project))


@require_http_methods(["GET", "HEAD", "POST"])
def playlist_share(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Show the links to a playlist, and make another."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    return _page(request, "sharing/playlist_share.html", selectors.aim_at_playlist(playlist))


@require_http_methods(["GET", "HEAD", "POST"])
def comparison_share(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the links to comparisons of a song's takes, and make one of those in the address."""
    project = project_for(request, project_id, Right.PRODUCE)
    takes = compared(comparable(project, request.user), request.GET.getlist("take"))
    aim = selectors.aim_at_comparison(project, takes)
    return _page(request, "sharing/comparison_share.html", aim)


@require_http_methods(["GET", "HEAD", "POST"])
def mix_share(request: HttpRequest, mix_id: UUID) -> HttpResponse:
    """Show the links to a saved mix, and make another to how it is set now."""
    mix = mix_for(request, mix_id, Right.PRODUCE)
    return _page(request, "sharing/mix_share.html", selectors.aim_at_mix(mix))


@require_POST
def link_revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Let a link open nothing any more."""
    link = link_for(request, link_id, Right.PRODUCE)
    operations.revoke(link=link, now=timezone.now())
    messages.success(request, "The link opens nothing any more.")
    return redirect_to(request, selectors.page_of_link(link))


def _page(request: HttpRequest, template: str, aim: Aim) -> HttpResponse:
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _make(request, form, aim):
        messages.success(request, "The link is ready to be copied.")
        return redirect_to(request, request.get_full_path())
    now = timezone.now()
    context = {
        "aim": aim,
        "project": aim.project,
        "clip": aim.clip,
        "form": form,
        "links": [(link, link.stands(now)) for link in selectors.links_of(aim)],
    }
    return respond(request, template, context, status=422 if form.is_bound else 200)


def _make(request: HttpRequest, form: ShareForm, aim: Aim) -> bool:
    typed = form.cleaned_data
    try:
        operations.share(
            aim=aim,
            by=signed_in(request),
            recipient=typed["recipient"],
            password=typed["password"],
            days=int(typed["days"]) or None,
            may_download=typed["may_download"],
            may_comment=typed["may_comment"],
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, error.message)
    return form.is_valid()
