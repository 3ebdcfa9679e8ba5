"""Reads of share links and of what they show, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from apps.archive.models import Asset
from apps.lyrics.selectors import Art, Stanza, stanzas
from apps.sharing.models import ShareLink, digest_of
from apps.sharing.selectors.targets import Aim, Sound, Target, sounds_of, target_of

SOUNDS_AT_ONCE = 6
"""More come when they are asked for: a page of 150 kB holds so many with their words and forms."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a share page shows: its title, the sounds, the words to read along, the cover."""

    title: str
    target: Target
    sounds: Sequence[Sound]
    stanzas: Sequence[Stanza]
    art: Art

    @property
    def first(self) -> Sound | None:
        """Return what is heard first."""
        return self.sounds[0] if self.sounds else None

    @property
    def heard_in(self) -> str:
        """Return the id of the one player of all sounds, "" where each has its own."""
        return "room" if self.target.is_heard_as_one and len(self.sounds) > 1 else ""

    def page(self, number: str | int) -> Page[Sound]:
        """Return so many of the sounds as are shown at once; the first ones for a bad number."""
        return Paginator(self.sounds, SOUNDS_AT_ONCE).get_page(number)

    def page_number_of(self, sound_id: UUID) -> int:
        """Return on which page one of the sounds is."""
        places = [at for at, sound in enumerate(self.sounds) if sound.id == sound_id]
        return places[0] // SOUNDS_AT_ONCE + 1


def link_by_token(token: str) -> ShareLink | None:
    """Return the link that this token opens, whether or not it still stands. One query."""
    links = ShareLink.objects.filter(token_digest=digest_of(token))
    related = ("team", "project", "clip", "playlist", "stem_set__clip", "rendering__asset")
    return links.select_related(*related).first()


def links_of(aim: Aim) -> QuerySet[ShareLink]:
    """Return the links to this, the newest first; of comparisons those of the whole song."""
    links = ShareLink.objects.filter(
        team=aim.team, kind=aim.kind, project=aim.project, clip=aim.clip, playlist=aim.playlist
    )
    if aim.mix is not None:
        links = links.filter(stem_set=aim.mix.stem_set_id, mix_name=aim.mix.name)
    related = links.select_related("created_by", "clip", "playlist", "stem_set__clip", "rendering")
    related = related.prefetch_related("compared")
    return related.order_by("-created_at", "-id")


def page_of_link(link: ShareLink) -> str:
    """Return where the team sees the link."""
    return target_of(link).page(link)


def name_of_link(link: ShareLink) -> str:
    """Return what the link leads to, for lists. Asks nothing of what was loaded with it."""
    song = link.clip or link.playlist or link.project or "A playlist that is gone"
    return f"{link.mix_name} of {song}" if link.mix_name else str(song)


def sound_of(link: ShareLink, sound_id: UUID) -> Sound | None:
    """Return one of the sounds that the link lets hear."""
    return next(iter(sounds_of(link, only=sound_id)), None)


def picture_of(link: ShareLink, cover_id: UUID | None) -> Asset | None:
    """Return the picture on the cover of the link's song if it is this one. At most one query."""
    if cover_id is None or link.project is None or link.project.cover_id != cover_id:
        return None
    return link.project.cover


def shown_by(link: ShareLink) -> Shown:
    """Return what the page behind the link shows."""
    target, sounds = target_of(link), sounds_of(link)
    face = target.face(link, [sound.clip for sound in sounds])
    return Shown(face.title, target, sounds, stanzas(face.words), face.art)
