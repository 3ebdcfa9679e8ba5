"""Reads of stems for pages and steps, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from apps.archive.formats import extension_of
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips import selectors as clips
from apps.clips.models import Clip
from apps.lyrics.selectors import stanzas
from apps.stems import formats
from apps.stems.models import Mix, Rendering, Stem, StemSet
from apps.stems.states import MixFormat, Purpose, RenderState, SetState

MIXDOWNS_SHOWN = 8
TIDIED_AT_ONCE = 200
WAVS = frozenset({MixFormat.WAV16, MixFormat.WAV24})
SILENT_BELOW_DBFS = -60.0
GOOD_NULL_DB = -12.0
"""Parts are decoded MP3 files, so their sum never is the take to the last bit."""
NOTABLE_OFFSET_MS = 5.0
NOTABLE_SHORTNESS_S = 0.5
NOTABLE_BLEED_DB = -10.0
FEWEST_SECTIONS = 2
BREATH = 12
"""A line takes time beyond its letters, as if it had so many more."""
UNSUNG = 80
"""A section without words, such as an intro, is taken to be as long as so many letters."""


def awaits_files(stem_set: StemSet) -> bool:
    """Tell whether a file of the set is still to be settled by the archive."""
    return stem_set.stems.filter(asset__state=AssetState.PENDING).exists()


def settled_unseen() -> Sequence[StemSet]:
    """Return the sets that count as archiving although all their files are settled."""
    pending = Stem.objects.filter(stem_set=OuterRef("pk"), asset__state=AssetState.PENDING)
    rows = StemSet.objects.filter(state=SetState.ARCHIVING).exclude(Exists(pending))
    return list(rows.order_by("id"))


def stored_stems(stem_set: StemSet) -> list[Stem]:
    """Return the parts whose files are ours, in the order of the mixer. One query."""
    rows = stem_set.stems.filter(asset__state=AssetState.STORED).select_related("asset")
    return in_order(rows)


def in_order(stems: QuerySet[Stem] | Sequence[Stem]) -> list[Stem]:
    """Return stems as the mixer shows them: by family, then as they came."""
    return sorted(stems, key=lambda stem: (formats.rank(stem.family), stem.position))


def is_silent(asset: Asset) -> bool:
    """Tell whether nobody would hear anything of a stored file."""
    return asset.peak_dbfs is None or asset.peak_dbfs < SILENT_BELOW_DBFS


def sets_of(clip: Clip) -> list[StemSet]:
    """Return the clip's stem sets, newest first. One query."""
    return list(StemSet.objects.filter(clip=clip).order_by("-id"))


def whole_set(set_id: UUID) -> StemSet:
    """Return a set with all that its page shows. Four queries. Raises: StemSet.DoesNotExist."""
    stems = Stem.objects.select_related("asset").order_by("position")
    mixes = Mix.objects.select_related("created_by").order_by("name")
    related = ("team", "clip__project", "clip__audio", "clip__hearing", "pack", "manifest")
    made = Rendering.objects.filter(purpose=Purpose.MIX).select_related("asset").order_by("-id")
    return (
        StemSet.objects.select_related(*related)
        .prefetch_related(
            Prefetch("stems", queryset=stems),
            Prefetch("mixes", queryset=mixes),
            Prefetch("renderings", queryset=made, to_attr="mixdowns"),
        )
        .get(pk=set_id)
    )


def sorted_out(stem_set: StemSet) -> tuple[list[Stem], list[Stem], list[Stem]]:
    """Return the parts that are heard, the silent ones, and those that are not here."""
    stems = in_order(list(stem_set.stems.all()))
    here = [stem for stem in stems if stem.asset and stem.asset.is_stored]
    silent = [stem for stem in here if stem.asset and is_silent(stem.asset)]
    heard = [stem for stem in here if stem not in silent]
    return heard, silent, [stem for stem in stems if stem not in here]


def can_mix(stem_set: StemSet) -> bool:
    """Tell whether there is any part to be mixed or taken away."""
    return any(stem.asset and stem.asset.is_stored for stem in stem_set.stems.all())


def longest_s(stem_set: StemSet) -> float:
    """Return the length of the longest part, in seconds."""
    lengths = [stem.asset.duration_s or 0 for stem in stem_set.stems.all() if stem.asset]
    return max(lengths, default=0)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the song on the ruler; `at` and `to` are shares of its length."""

    name: str
    part: str
    start_s: float
    end_s: float
    at: float
    to: float


@dataclass(frozen=True, slots=True)
class Ruler:
    """The time axis of the mixer: moments, and sections. A guess is made of the words alone."""

    marks: Sequence[tuple[float, int]]
    sections: Sequence[Part]
    is_guess: bool


def ruler_of(clip: Clip, length_s: float) -> Ruler:
    """Return the ruler of a clip's stems, `length_s` long. One query at most."""
    marks = clips.time_marks(length_s)
    score = clips.score_of(clip) if length_s else None
    if score and score.sections:
        whole_s = clip.duration_s or length_s
        timed = [(mark.text, mark.part, mark.start_s, mark.to * whole_s) for mark in score.sections]
        return Ruler(marks, [_part(*told, length_s) for told in timed], is_guess=False)
    guessed = _guessed_sections(clip.lyrics, length_s) if length_s else []
    return Ruler(marks, guessed, is_guess=bool(guessed))


def _guessed_sections(words: str, length_s: float) -> list[Part]:
    """Return sections that share the length by how much is sung in them."""
    sheet = stanzas(words)
    if len(sheet) < FEWEST_SECTIONS:
        return []
    weights = [sum(len(line) + BREATH for line in part.lines) or UNSUNG for part in sheet]
    ends = [end / sum(weights) * length_s for end in accumulate(weights, initial=0)]
    return [
        _part(part.name or part.part.capitalize(), part.part, start_s, end_s, length_s)
        for part, (start_s, end_s) in zip(sheet, pairwise(ends), strict=True)
    ]


def _part(name: str, part: str, start_s: float, end_s: float, length_s: float) -> Part:
    at = min(start_s / length_s, 1.0)
    return Part(name, part, start_s, end_s, at, max(at, min(end_s / length_s, 1.0)))


def findings_of(stem_set: StemSet) -> list[str]:
    """Return what the checks found that somebody should know, in plain words."""
    found = []
    if stem_set.null_db is not None and stem_set.null_db > GOOD_NULL_DB:
        quieter_db = round(-stem_set.null_db)
        said = f"only {quieter_db} dB quieter than" if quieter_db > 0 else "as loud as"
        found.append(
            f"Together the parts are not quite the take: the difference is {said} the take itself."
        )
    for stem in in_order(list(stem_set.stems.all())):
        found += _findings_of_part(stem, stem_set.clip)
    return found


def _findings_of_part(stem: Stem, clip: Clip) -> list[str]:
    found = []
    whole_s = clip.duration_s or 0
    if stem.offset_ms is not None and abs(stem.offset_ms) > NOTABLE_OFFSET_MS:
        word = "later" if stem.offset_ms > 0 else "earlier"
        found.append(f"{stem.name} sounds {abs(stem.offset_ms):.0f} ms {word} than in the take.")
    if stem.bleed_db is not None and stem.bleed_db > NOTABLE_BLEED_DB:
        share = round(100 * 10 ** (stem.bleed_db / 10))
        found.append(f"About {share} % of {stem.name} is heard in other parts too: it bleeds.")
    length_s = stem.asset.duration_s if stem.asset else None
    if length_s is not None and length_s < whole_s - NOTABLE_SHORTNESS_S:
        found.append(f"{stem.name} ends {whole_s - length_s:.1f} s before the take does.")
    rate_hz = stem.asset.sample_rate_hz if stem.asset else None
    whole_hz = clip.audio.sample_rate_hz if clip.audio else None
    if rate_hz and whole_hz and rate_hz != whole_hz:
        found.append(
            f"{stem.name} came at {rate_hz / 1000:g} kHz, the take at {whole_hz / 1000:g}. "
            "In mixes and in the zip all parts are at 48 kHz."
        )
    return found


def mix_named(stem_set: StemSet, name: str) -> Mix | None:
    """Return the saved mix with this id, None if the set has none such."""
    return next((mix for mix in stem_set.mixes.all() if str(mix.pk) == name), None)


def mixdowns_of(stem_set: StemSet) -> dict[str, Any]:
    """Return the newest mixes to take away of a whole set, and whether one is being made."""
    made: list[Rendering] = getattr(stem_set, "mixdowns", [])
    return {
        "mixdowns": made[:MIXDOWNS_SHOWN],
        "is_mixing": any(row.state == RenderState.DUE for row in made),
        "mix_days": settings.STEM_MIX_DAYS,
    }


def mixes_made_before(moment: datetime) -> QuerySet[Rendering]:
    """Return the mixes to take away that were settled, and asked for before this moment."""
    made = Rendering.objects.filter(purpose=Purpose.MIX).exclude(state=RenderState.DUE)
    return made.filter(created_at__lt=moment)


def unowned_files(before: datetime) -> Sequence[Asset]:
    """Return files made out of stems before this moment that no set and no rendering has."""
    owners = [
        Rendering.objects.filter(asset=OuterRef("pk")),
        StemSet.objects.filter(pack=OuterRef("pk")),
        StemSet.objects.filter(manifest=OuterRef("pk")),
    ]
    files = Asset.objects.filter(kind=AssetKind.PACK, stored_at__lt=before)
    for owner in owners:
        files = files.exclude(Exists(owner))
    return list(files.order_by("stored_at")[:TIDIED_AT_ONCE])


def stem_file(stem: Stem, asset: Asset) -> str:
    """Return the file name of one part as it came."""
    song = _song(stem.stem_set)
    return f"{song} - {formats.file_stem(stem.name)}.{extension_of(asset.media_type)}"


def part_file(stem_set: StemSet, number: int, stem: Stem) -> str:
    """Return the name of a part within a zip: its place in the mixer, its name, the tempo."""
    return f"{_song(stem_set)} - {number:02d} {formats.file_stem(stem.name)}{_bpm(stem_set)}.wav"


def zip_file(stem_set: StemSet) -> str:
    """Return the file name of all parts together."""
    return f"{_song(stem_set)} - stems.zip"


def mix_file(rendering: Rendering) -> str:
    """Return the file name of a mix."""
    extension = "wav" if rendering.format in WAVS else rendering.format
    return f"{_song(rendering.stem_set)} - own mix{_bpm(rendering.stem_set)}.{extension}"


def tempo_of(clip: Clip) -> float | None:
    """Return how fast a clip is: as measured, else as its song is said to be; None if unknown."""
    return (clip.heard.tempo_bpm if clip.heard else None) or clip.project.tempo_bpm


def _bpm(stem_set: StemSet) -> str:
    tempo_bpm = tempo_of(stem_set.clip)
    return f" - {tempo_bpm:.0f} bpm" if tempo_bpm else ""


def _song(stem_set: StemSet) -> str:
    clip = stem_set.clip
    return f"{formats.file_stem(clip.title)} - take {clip.number:02d}"
