"""Playlists: takes of many songs in an order of their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.clips import operations, selectors
from apps.clips.access import clip_for, playlist_for
from apps.clips.forms import BulkForm, PlaceForm, PlaylistForm
from apps.clips.views.bundles import bundle
from apps.core.http import redirect_to, respond


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
    context = {"playlists": selectors.playlists_of(team), "form": form}
    status = 422 if posted else 200
    return respond(request, "clips/playlist_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def playlist_show(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Show a playlist in its order; posting gives it another title."""
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
        "art": selectors.cover_of(playlist, clips),
        "length_s": sum(clip.duration_s or 0 for clip in clips),
        "form": form,
    }
    status = 422 if posted else 200
    return respond(request, "clips/playlist_show.html", context, status=status)


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
    form = PlaceForm(request.POST)
    if form.is_valid():
        clip = clip_for(request, clip_id, Right.PRODUCE)
        operations.move_in_playlist(playlist=playlist, clip=clip, to=form.cleaned_data["to"])
    return redirect_to(request, "clips:playlist_show", playlist.pk)


@require_POST
def playlist_drop(request: HttpRequest, playlist_id: UUID, clip_id: UUID) -> HttpResponse:
    """Take a take out of the playlist."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    operations.take_from_playlist(playlist=playlist, clip_ids=[clip_id])
    return redirect_to(request, "clips:playlist_show", playlist.pk)


@require_safe
def playlist_download(request: HttpRequest, playlist_id: UUID) -> HttpResponseBase:
    """Send the playlist's files as one zip, in its order."""
    playlist = playlist_for(request, playlist_id, Right.PRODUCE)
    clips = selectors.entries_of(playlist, request.user)
    return bundle(playlist.team, [clip.pk for clip in clips], name=playlist.title)
