"""What links lead to: of each kind its name, its sounds and its face.

A new kind is a member of `states.TargetKind`, a column of `ShareLink`, a row of `TARGETS`, and a
page where a team makes such links.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from apps.accounts.models import Team
from apps.archive.models import Asset
from apps.clips.models import Clip, ClipQuerySet, Playlist
from apps.clips.selectors import cover_of
from apps.lyrics.selectors import (
    Art,
    Stanza,
    art_of,
    current_text,
    latest,
    sheet_of,
    stanzas,
)
from apps.projects.models import Project
from apps.sharing.models import ShareLink
from apps.sharing.states import TargetKind
from apps.stems.models import Mix

MOST_SOUNDS = 60
"""More are not shown on one page: it would weigh too much before anything sounds."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody wants to share, before there is a link to it."""

    kind: TargetKind
    team: Team
    name: str
    project: Project | None = None
    clip: Clip | None = None
    playlist: Playlist | None = None
    compared: Sequence[Clip] = ()
    mix: Mix | None = None

    @property
    def says(self) -> str:
        """Return what it is, in a word or two."""
        return TARGETS[self.kind].says


@dataclass(frozen=True, slots=True)
class Sound:
    """One thing to hear behind a link. Its address and its comments are those of `clip`."""

    clip: Clip
    name: str
    audio: Asset | None
    wav: Asset | None = None
    stanzas: Sequence[Stanza] = ()
    """Its own words, where the page as a whole has none."""

    @property
    def id(self) -> UUID:
        """Return what stands for it in addresses."""
        return self.clip.pk

    @property
    def player(self) -> str:
        """Return the id of what plays it on a page."""
        return f"listen-{self.id}"

    @property
    def wave(self) -> Asset | None:
        """Return what its waveform is drawn from: a mix has none of its own, but its take's."""
        return self.audio if self.audio and self.audio.peaks else self.clip.audio

    @property
    def duration_s(self) -> float | None:
        """Return its length, None if nobody knows."""
        return self.audio.duration_s if self.audio else None

    def file(self, kind: str) -> Asset | None:
        """Return the stored file of this kind, "mp3" or "wav"."""
        found = {"mp3": self.audio, "wav": self.wav}.get(kind)
        return found if found is not None and found.is_stored else None


@dataclass(frozen=True, slots=True)
class Face:
    """How a page behind a link looks: its title, the words to read along, the cover."""

    title: str
    words: str
    art: Art


@dataclass(frozen=True, slots=True)
class Target:
    """What one kind of link means. `face` gets the sounds too, the first of which may lend it."""

    says: str
    sounds: Callable[[ShareLink], ClipQuerySet]
    face: Callable[[ShareLink, Sequence[Clip]], Face]
    page: Callable[[ShareLink], str]
    """Where a team makes and sees links of this kind."""
    og_type: str = "music.song"
    """What it is to other sites. Source: ogp.me, Music."""
    sound: Callable[[ShareLink, Clip], Sound] = lambda _link, clip: take_as_it_is(clip)
    """What is heard of a take."""
    has_own_words: bool = False
    """Whether each sound brings its own words, because they are not of one song."""
    is_heard_as_one: bool = False
    """Whether hearing all of its sounds is one play."""


def aim_at_take(clip: Clip) -> Aim:
    """Share one take."""
    return Aim(TargetKind.TAKE, clip.team, str(clip), clip.project, clip=clip)


def aim_at_song(project: Project) -> Aim:
    """Share all takes of a song, also those that are still to come."""
    return Aim(TargetKind.SONG, project.team, project.title, project)


def aim_at_playlist(playlist: Playlist) -> Aim:
    """Share a playlist, as it will be when somebody listens."""
    return Aim(TargetKind.PLAYLIST, playlist.team, playlist.title, playlist=playlist)


def aim_at_comparison(project: Project, clips: Sequence[Clip]) -> Aim:
    """Share some takes of a song to be heard against one another."""
    return Aim(TargetKind.COMPARISON, project.team, project.title, project, compared=clips)


def aim_at_mix(mix: Mix) -> Aim:
    """Share a mix of stems as it is set now."""
    clip = mix.stem_set.clip
    return Aim(TargetKind.MIX, clip.team, f"{mix} of {clip}", clip.project, mix=mix)


def target_of(link: ShareLink) -> Target:
    """Return what the kind of the link means."""
    return TARGETS[TargetKind(link.kind)]


def sounds_of(link: ShareLink, only: UUID | None = None) -> list[Sound]:
    """Return what the link lets hear, or only the one that `only` stands for. One query.

    Whatever the link leads to, it is of the link's own team, kept, and plays.
    """
    target = target_of(link)
    clips = target.sounds(link).of(link.team).kept().playable()
    if only is not None:
        clips = clips.filter(pk=only)
    rows = clips.select_related("audio", "wav", "cover", "project")
    shown = rows.defer("wav__peaks", "cover__peaks")[:MOST_SOUNDS]
    sounds = [target.sound(link, clip) for clip in shown]
    if target.has_own_words:
        return [replace(sound, stanzas=stanzas(sound.clip.lyrics)) for sound in sounds]
    return sounds


def take_as_it_is(clip: Clip) -> Sound:
    """Return a take as something to hear."""
    return Sound(clip, str(clip), clip.audio, clip.wav)


def _mixed(link: ShareLink, clip: Clip) -> Sound:
    asset = link.rendering.asset if link.rendering else None
    return Sound(clip, f"{clip}: {link.mix_name}", asset)


def _of_stems(link: ShareLink) -> ClipQuerySet:
    return Clip.objects.filter(stem_sets__in=[link.stem_set_id])


def _one(link: ShareLink) -> ClipQuerySet:
    return Clip.objects.filter(pk__in=[link.clip_id])


def _all_of_song(link: ShareLink) -> ClipQuerySet:
    takes = Clip.objects.filter(project=link.project_id)
    return takes.order_by(F("picked_at").desc(nulls_last=True), "-number")


def _listed(link: ShareLink) -> ClipQuerySet:
    takes = Clip.objects.filter(playlist_entries__playlist=link.playlist_id)
    return takes.order_by("playlist_entries__position", "id")


def _compared(link: ShareLink) -> ClipQuerySet:
    return link.compared.order_by("number")


def _face_of_take(link: ShareLink, _clips: Iterable[Clip]) -> Face:
    assert link.clip  # noqa: S101  a constraint of the table
    return _sung(link, link.clip.title, link.clip.lyrics)


def _face_of_song(link: ShareLink, _clips: Iterable[Clip]) -> Face:
    assert link.project  # noqa: S101  a constraint of the table
    words = current_text(sheet_of(link.project), latest(link.project))
    return _sung(link, link.project.title, words)


def _face_of_mix(link: ShareLink, clips: Sequence[Clip]) -> Face:
    title = clips[0].title if clips else link.mix_name
    return _sung(link, title, clips[0].lyrics if clips else "")


def _face_of_comparison(link: ShareLink, clips: Sequence[Clip]) -> Face:
    assert link.project  # noqa: S101  a constraint of the table
    return _sung(link, link.project.title, clips[0].lyrics if clips else "")


def _sung(link: ShareLink, title: str, words: str) -> Face:
    assert link.project  # noqa: S101  a constraint of the table
    return Face(title, words, art_of(link.project, words))


def _face_of_playlist(link: ShareLink, clips: Sequence[Clip]) -> Face:
    assert link.playlist  # noqa: S101  a link whose playlist was deleted has ended
    return Face(link.playlist.title, "", cover_of(link.playlist, clips))


def _page_of_playlist(link: ShareLink) -> str:
    if link.playlist_id is None:
        return reverse("clips:playlist_list", args=[link.team.slug])
    return reverse("sharing:playlist_share", args=[link.playlist_id])


def _page_of_mix(link: ShareLink) -> str:
    mix = Mix.objects.filter(stem_set=link.stem_set_id, name=link.mix_name).first()
    if mix is not None:
        return reverse("sharing:mix_share", args=[mix.pk])
    return reverse("studio:workspace_show", args=[link.project_id])


def _page_of_comparison(link: ShareLink) -> str:
    takes = "&".join(f"take={clip.pk}" for clip in link.compared.all())
    return f"{reverse('sharing:comparison_share', args=[link.project_id])}?{takes}"


TARGETS = {
    TargetKind.TAKE: Target(
        says="a take",
        sounds=_one,
        face=_face_of_take,
        page=lambda link: reverse("sharing:clip_share", args=[link.clip_id]),
    ),
    TargetKind.SONG: Target(
        says="a song",
        sounds=_all_of_song,
        face=_face_of_song,
        page=lambda link: reverse("sharing:project_share", args=[link.project_id]),
    ),
    TargetKind.PLAYLIST: Target(
        says="a playlist",
        og_type="music.playlist",
        sounds=_listed,
        face=_face_of_playlist,
        page=_page_of_playlist,
        has_own_words=True,
    ),
    TargetKind.COMPARISON: Target(
        says="takes to compare",
        sounds=_compared,
        face=_face_of_comparison,
        page=_page_of_comparison,
        is_heard_as_one=True,
    ),
    TargetKind.MIX: Target(
        says="a mix",
        sounds=_of_stems,
        sound=_mixed,
        face=_face_of_mix,
        page=_page_of_mix,
    ),
}
