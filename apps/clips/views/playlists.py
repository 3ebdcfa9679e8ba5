"""Playlists: takes of many songs in an order of their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.clips import operations, selectors
from apps.clips.access import playlist_for, take_for
from apps.clips.forms import BulkForm, OutForm, PlaceForm, PlaylistForm
from apps.clips.models import Clip, Playlist
from apps.clips.views.bundles import bundle
from apps.core.errors import DomainError
from apps.core.events import Event
from apps.core.http import redirect_to, respond, wants_fragment


@require_http_methods(["GET", "HEAD", "POST"])
def playlist_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the team's playlists, and begin one."""
    posted = request.method == "POST"
    team = team_for(request, slug, Right.PRODUCE if posted else Right.LISTEN)
    form = PlaylistForm(request.POST if posted else None)
    if posted and form.is_valid():
        title, now = form.cleaned_data["title"], timezone.now()
        made = operations.begin_playlist(team=team, title=title, by=signed_in(request), now=now)
        return redirect_to(request, "clips:playlist_show", made.pk)
    shelf = selectors.shelf_of(team, after=request.GET.get("after", ""))
    context = {"shelf": shelf, "form": form}
    status = 422 if posted else 200
    return respond(request, "clips/playlist_list.html", context, status=status)


@gzip_page
@require_http_methods(["GET", "HEAD", "POST"])
def playlist_show(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Show a playlist in its order; posting gives it another title.

    `?out=` and `&to=` name a take that was just taken out, and its place, where there are no
    scripts: so it can be put back.
    """
    posted = request.method == "POST"
    playlist = playlist_for(request, playlist_id, Right.PRODUCE if posted else Right.LISTEN)
    form = PlaylistForm(request.POST if posted else None, initial={"title": playlist.title})
    if posted and form.is_valid():
        operations.rename_playlist(playlist=playlist, title=form.cleaned_data["title"])
        return redirect_to(request, "clips:playlist_show", playlist.pk)
    clips = selectors.entries_of(playlist, request.user)
    context = {
        "playlist": playlist,
        "clips": clips,
        "rows": selectors.with_covers(clips),
        "art": selectors.cover_of(playlist, clips),
        "length_s": sum(clip.duration_s or 0 for clip in clips),
        "form": form,
    }
    gone = OutForm(request.GET)
    if gone.is_valid():
        context["out"] = take_for(request, playlist, gone.cleaned_data["out"])
        context["place"] = gone.cleaned_data["to"]
    status = 422 if posted else 200
    page = "clips/playlist_show.html"
    return respond(request, page, context, partial="facts", status=status)


@require_POST
def playlist_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a playlist of takes in the order given, such as what the player has before it."""
    team = team_for(request, slug, Right.PRODUCE)
    form = PlaylistForm(request.POST)
    chosen = BulkForm({"act": "playlist", "clip": request.POST.getlist("clip")})
    if not form.is_valid() or not chosen.is_valid():
        messages.error(request, "A playlist needs a title.")
        return redirect_to(request, "clips:playlist_list", team.slug)
    now = timezone.now()
    made = operations.begin_playlist(
        team=team, title=form.cleaned_data["title"], by=signed_in(request), now=now
    )
    if chosen.cleaned_data["clip"]:
        clips = chosen.cleaned_data["clip"][: operations.MOST_AT_ONCE]
        operations.add_to_playlist(playlist=made, clip_ids=clips, now=now)
    return redirect_to(request, "clips:playlist_show", made.pk)


@require_POST
def playlist_delete(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Delete the playlist; its takes stay."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    operations.delete_playlist(playlist=playlist)
    messages.success(request, f"{playlist.title} is deleted. Its takes are where they were.")
    return redirect_to(request, "clips:playlist_list", playlist.team.slug)


@require_POST
def playlist_move(request: HttpRequest, playlist_id: UUID, clip_id: UUID) -> HttpResponse:
    """Let a take play earlier or later."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    take = take_for(request, playlist, clip_id)
    form = PlaceForm(request.POST)
    if form.is_valid():
        operations.move_in_playlist(playlist=playlist, clip=take, to=form.cleaned_data["to"])
    return redirect_to(request, "clips:playlist_show", playlist.pk)


@require_POST
def playlist_drop(request: HttpRequest, playlist_id: UUID, clip_id: UUID) -> HttpResponse:
    """Take a take out of the playlist; what is left in its place can put it back."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    take = take_for(request, playlist, clip_id)
    place = operations.drop_from_playlist(playlist=playlist, clip=take)
    return _row(request, playlist, take, out=place)


@require_POST
def playlist_return(request: HttpRequest, playlist_id: UUID, clip_id: UUID) -> HttpResponse:
    """Put a take that was taken out of the playlist back into its place."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    take = take_for(request, playlist, clip_id)
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            operations.put_in_playlist(
                playlist=playlist, clip=take, to=form.cleaned_data["to"], now=timezone.now()
            )
        except DomainError as error:
            messages.error(request, error.message)
    return _row(request, playlist, take)


@require_safe
def playlist_download(request: HttpRequest, playlist_id: UUID) -> HttpResponseBase:
    """Send the playlist's files as one zip, in its order."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    clips = selectors.entries_of(playlist, request.user)
    return bundle(playlist.team, [clip.pk for clip in clips], name=playlist.title)


def _row(
    request: HttpRequest, playlist: Playlist, take: Clip, *, out: int | None = None
) -> HttpResponse:
    """Answer with the take's row, or with what stands in its place when it was taken `out`."""
    if not wants_fragment(request):
        page = reverse("clips:playlist_show", args=[playlist.pk])
        return redirect_to(request, page if out is None else f"{page}?out={take.pk}&to={out}")
    [row] = selectors.with_covers([take])
    context = {"playlist": playlist, "row": row, "out": take, "place": out}
    part = "entry" if out is None else "out"
    events = [Event.PLAYLIST_CHANGED]
    return respond(request, "clips/_entry.html", context, partial=part, events=events)
