"""What is done with many takes at once in the library, and taking it back."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.accounts.access import signed_in, team_for
from apps.accounts.models import Team
from apps.accounts.rights import Right
from apps.clips import operations
from apps.clips.access import playlist_in, song_in
from apps.clips.forms import BulkForm
from apps.clips.views.bundles import bundle
from apps.core.errors import DomainError
from apps.core.http import redirect_to

UNDO = "library_undo"
"""The session's name for what was done last and can be undone."""


class Done(NamedTuple):
    """What was done to which clips, in words, and what undoes it."""

    clip_ids: list[UUID]
    text: str
    undo: dict[str, Any]


@require_POST
def clip_bulk(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Label, list, move, delete, bring back or download the takes that were ticked."""
    team = team_for(request, slug, Right.PRODUCE)
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _back(request, team, trouble="This cannot be done with takes.")
    if form.cleaned_data["act"] == "download" and form.cleaned_data["clip"]:
        return bundle(team, form.cleaned_data["clip"], name=f"{team.name} - takes")
    try:
        done = ACTS[form.cleaned_data["act"]](request, team, form.cleaned_data)
    except DomainError as error:
        return _back(request, team, trouble=error.message)
    note = {"team": team.slug, "text": done.text, "clips": [str(pk) for pk in done.clip_ids]}
    request.session[UNDO] = {**note, **done.undo}
    return _back(request, team, done=bool(done.clip_ids))


@require_POST
def clip_undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what was done last in the library."""
    team = team_for(request, slug, Right.PRODUCE)
    note = request.session.pop(UNDO, None)
    if not note or note["team"] != team.slug or not note["clips"]:
        return _back(request, team, trouble="There is nothing to undo any more.")
    data = {**note, "clip": [UUID(pk) for pk in note["clips"]]}
    try:
        ACTS[note["act"]](request, team, data)
    except DomainError as error:
        return _back(request, team, trouble=error.message)
    messages.success(request, "Undone.")
    return _back(request, team)


def _label(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    changed = operations.label_clips(
        team=team, clip_ids=data["clip"], name=data["label"], now=timezone.now()
    )
    text = f"{_takes(changed)} labelled {data['label']}."
    return Done(changed, text, {"act": "unlabel", "label": data["label"]})


def _unlabel(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    changed = operations.unlabel_clips(team=team, clip_ids=data["clip"], name=data["label"])
    text = f"{data['label']} taken off {_takes(changed)}."
    return Done(changed, text, {"act": "label", "label": data["label"]})


def _delete(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    changed = operations.delete_clips(team=team, clip_ids=data["clip"], now=timezone.now())
    return Done(changed, f"{_takes(changed)} deleted. The files are kept.", {"act": "restore"})


def _restore(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    operations.restore_clips(team=team, clip_ids=data["clip"])
    return Done(data["clip"], f"{_takes(data['clip'])} brought back.", {"act": "delete"})


def _list(request: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    """Put the takes in a playlist of the team; a title that is not one of its ids begins one."""
    playlist = playlist_in(team, data["playlist"])
    if playlist is None:
        playlist = operations.begin_playlist(
            team=team, title=data["playlist"], by=signed_in(request), now=timezone.now()
        )
    changed = operations.add_to_playlist(
        playlist=playlist, clip_ids=data["clip"], now=timezone.now()
    )
    text = f"{_takes(changed)} put on {playlist.title}."
    return Done(changed, text, {"act": "unlist", "playlist": str(playlist.pk)})


def _unlist(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    playlist = playlist_in(team, data["playlist"])
    if playlist:
        operations.take_from_playlist(playlist=playlist, clip_ids=data["clip"])
    return Done(data["clip"], "", {})


def _move(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    project = song_in(team, data["to"])
    if project is None:
        raise operations.BadSong("Choose the song that they shall go to.")
    left = operations.move_clips(team=team, clip_ids=data["clip"], project=project)
    moved = [each.clip_id for each in left]
    back = [[str(one.clip_id), str(one.project_id), one.number, one.was_picked] for one in left]
    text = f"{_takes(moved)} moved to {project.title}."
    return Done(moved, text, {"act": "back", "left": back})


def _move_back(_: HttpRequest, team: Team, data: dict[str, Any]) -> Done:
    left = [operations.Left(UUID(pk), UUID(song), *more) for pk, song, *more in data["left"]]
    for song in dict.fromkeys(each.project_id for each in left):
        if project := song_in(team, song):
            operations.move_back(team=team, left=left, project=project, now=timezone.now())
    return Done(data["clip"], "", {})


def _nothing(_: HttpRequest, __: Team, ___: dict[str, Any]) -> Done:
    raise operations.NothingChosen("Choose one take or more first.")


ACTS: dict[str, Callable[[HttpRequest, Team, dict[str, Any]], Done]] = {
    "label": _label,
    "unlabel": _unlabel,
    "delete": _delete,
    "restore": _restore,
    "playlist": _list,
    "unlist": _unlist,
    "move": _move,
    "back": _move_back,
    "download": _nothing,
}


def _takes(clips: list[UUID]) -> str:
    return "1 take" if len(clips) == 1 else f"{len(clips)} takes"


def _back(
    request: HttpRequest, team: Team, *, done: bool = False, trouble: str = ""
) -> HttpResponse:
    """Lead back to the place in the library that the form stood at."""
    if trouble:
        messages.error(request, trouble)
    home = reverse("studio:library_show", args=[team.slug])
    asked = request.POST.get("back", "").replace("done=1", "").strip("?&")
    page = f"{home}?{asked}" if asked else home
    if not url_has_allowed_host_and_scheme(page, None):
        page = home
    mark = "&done=1" if asked else "?done=1"
    return redirect_to(request, f"{page}{mark}" if done else page)
