"""The only way from a view to a clip: the row, or 404 for strangers and 403 for the role."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.accounts.access import member_or_404
from apps.accounts.models import Team
from apps.accounts.rights import Right
from apps.clips import selectors
from apps.clips.models import Clip, Playlist
from apps.projects.models import Project


def clip_for(request: HttpRequest, clip_id: UUID, right: Right) -> Clip:
    """Return the clip, deleted or not, if the reader's role in its team has `right`.

    Comes with everything that a take row shows: project, files, and the reader's own opinion.
    Raises: Http404 for strangers, PermissionDenied for members whose role is too narrow.
    """
    clip = get_object_or_404(selectors.as_takes(Clip.objects.all(), request.user), pk=clip_id)
    member_or_404(request, clip.team, right)
    return clip


def playlist_for(request: HttpRequest, playlist_id: UUID, right: Right) -> Playlist:
    """Return the playlist if the reader's role in its team has `right`.

    Raises: Http404 for strangers, PermissionDenied for members whose role is too narrow.
    """
    playlist = get_object_or_404(Playlist.objects.select_related("team"), pk=playlist_id)
    member_or_404(request, playlist.team, right)
    return playlist


def take_for(request: HttpRequest, playlist: Playlist, clip_id: UUID) -> Clip:
    """Return the take that may be on the playlist: any of its team that is not deleted.

    Raises: Http404 for all others.
    """
    takes = selectors.as_takes(Clip.objects.of(playlist.team).kept(), request.user)
    return get_object_or_404(takes, pk=clip_id)


def song_in(team: Team, project_id: UUID | None) -> Project | None:
    """Return the team's song of this id; None if there is none."""
    return Project.objects.of(team).filter(pk=project_id).first() if project_id else None


def playlist_in(team: Team, name: str) -> Playlist | None:
    """Return the team's playlist that has this title or id, the newest of several; None if none."""
    playlists = Playlist.objects.filter(team=team).select_related("team").order_by("-created_at")
    try:
        return playlists.filter(pk=UUID(name)).first()
    except ValueError:
        return playlists.filter(title=" ".join(name.split())).first()
