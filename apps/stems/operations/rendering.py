"""Files made out of stems: asked for, leased, made, recorded. The row is the queue.

A rendering may run twice, late or never; it ends with a conditional UPDATE that asks for its lease.
"""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.archive import operations as archive
from apps.archive import store
from apps.archive.analysis import Unplayable
from apps.archive.models import Asset
from apps.archive.states import AssetKind
from apps.core.errors import DomainError
from apps.stems import analysis, selectors
from apps.stems.models import GROUP, MASTER, Rendering, Stem, StemSet
from apps.stems.states import Purpose, RenderState, SetState, before

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(minutes=30)
"""Longer than the longest song takes; see the time limit of the task."""
WAITS_S: Final = (10, 60, 300)
MEDIA_TYPES: Final = {
    "wav16": "audio/wav",
    "wav24": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
}
TEMPO_TAGS: Final = {"mp3": "TBPM"}
"""What programs call the tempo: an ID3 frame in MP3; elsewhere, as in FLAC, the plain word."""
Clock = Callable[[], datetime]


class NotMixable(DomainError):
    """The set has no stems that could be mixed now."""


@transaction.atomic
def request_mixdown(
    *,
    stem_set: StemSet,
    strips: Sequence[Mapping[str, Any]],
    file_format: str,
    by: User | None,
    now: datetime,
) -> Rendering:
    """Have a mix made. The same one twice is made once. Raises: NotMixable."""
    row = StemSet.objects.select_for_update().get(pk=stem_set.pk)
    if row.state != SetState.READY:
        raise NotMixable("The stems are not ready to be mixed yet.")
    wanted = [dict(strip) for strip in strips]
    made = row.renderings.filter(purpose=Purpose.MIX, format=file_format).exclude(
        state=RenderState.FAILED
    )
    same = next((old for old in made if old.strips == wanted), None)
    return same or Rendering.objects.create(
        stem_set=row,
        purpose=Purpose.MIX,
        format=file_format,
        strips=wanted,
        due_at=now,
        requested_by=by,
        created_at=now,
    )


def make_again(*, rendering: Rendering, now: datetime) -> None:
    """Try once more to make a mix that could not be made. Twice is once.

    Raises: NotMixable, if it is made or on its way.
    """
    failed = Rendering.objects.filter(
        pk=rendering.pk, purpose=Purpose.MIX, state=RenderState.FAILED
    )
    due = {"state": RenderState.DUE, "due_at": now, "attempts": 0, "trouble": ""}
    if not failed.update(**due):
        raise NotMixable("This mix is made, or on its way.")


@transaction.atomic
def prepare_again(*, stem_set: StemSet, now: datetime) -> StemSet:
    """Check and pack a set once more, for instance after that went wrong. Raises: NotMixable."""
    row = StemSet.objects.select_for_update().get(pk=stem_set.pk)
    if row.state not in before(SetState.CHECKING) or not selectors.stored_stems(row):
        raise NotMixable("There is nothing to prepare.")
    row.state, row.trouble = SetState.CHECKING, ""
    row.save(update_fields=["state", "trouble"])
    Rendering.objects.get_or_create(
        stem_set=row,
        purpose=Purpose.PACK,
        state=RenderState.DUE,
        defaults={"due_at": now, "created_at": now},
    )
    return row


def lease_due(*, now: datetime, limit: int = 4) -> list[tuple[UUID, UUID]]:
    """Take up to `limit` due renderings; return the id and lease of each, longest waiting first."""
    due = Rendering.objects.filter(state=RenderState.DUE, due_at__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        rows = due.order_by("due_at", "id").select_for_update(skip_locked=True)[:limit]
        leases = [(row.pk, uuid4()) for row in rows]
        for rendering_id, lease in leases:
            due.filter(pk=rendering_id).update(lease=lease, due_at=now + LEASE)
    return leases


def release_leases(*, now: datetime) -> None:
    """Make everything due at once. Only for a start at which no other worker can be alive."""
    Rendering.objects.filter(state=RenderState.DUE, lease__isnull=False).update(
        lease=None, due_at=now
    )


def render(*, rendering_id: UUID, lease: UUID, clock: Clock) -> None:
    """Make one file, if `lease` still holds its row."""
    claim = uuid4()
    mine = Rendering.objects.filter(pk=rendering_id, lease=lease, state=RenderState.DUE)
    if not mine.update(lease=claim, due_at=clock() + LEASE):
        return
    related = ("stem_set__clip__audio", "stem_set__clip__project")
    row = Rendering.objects.select_related(*related).get(pk=rendering_id)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="stems-", dir=settings.VAR_DIR) as folder:
        try:
            make = _make_pack if row.purpose == Purpose.PACK else _make_mix
            make(row, claim, Path(folder), clock)
        except (Unplayable, store.StorageTrouble, OSError) as error:
            _put_off(row, claim, error, clock())


def _make_pack(row: Rendering, claim: UUID, folder: Path, clock: Clock) -> None:
    stems = selectors.stored_stems(row.stem_set)
    audio = row.stem_set.clip.audio
    clip = source_of("the clip", audio, folder) if audio and audio.is_stored else None
    sources = [source_of(stem.name, stem.asset, folder) for stem in stems if stem.asset]
    findings = analysis.prepare(sources, clip=clip, folder=folder, codec=settings.STEM_PACK_CODEC)
    _name_in_manifest(folder / "manifest.json", stems)
    now = clock()
    kind, binary = AssetKind.PACK, "application/octet-stream"
    pack = archive.keep(path=folder / "pack.bin", kind=kind, media_type=binary, now=now)
    manifest = archive.keep(
        path=folder / "manifest.json", kind=kind, media_type="application/json", now=now
    )
    unused = _record_pack(row, claim, (pack, manifest), stems, findings)
    for asset in unused:
        _discard(asset)


@transaction.atomic
def _record_pack(
    row: Rendering,
    claim: UUID,
    made: tuple[Asset, Asset],
    stems: Sequence[Stem],
    findings: analysis.Findings,
) -> Sequence[Asset]:
    """Write the outcome if the step is still ours; return the files that nobody needs now."""
    stem_set = StemSet.objects.select_for_update().get(pk=row.stem_set_id)
    ours = Rendering.objects.filter(pk=row.pk, lease=claim, state=RenderState.DUE)
    if stem_set.state != SetState.CHECKING or not ours.exists():
        return made
    old = [asset for asset in (stem_set.pack, stem_set.manifest) if asset]
    stem_set.pack, stem_set.manifest = made
    stem_set.state, stem_set.null_db = SetState.READY, findings.null_db
    stem_set.save(update_fields=["pack", "manifest", "state", "null_db"])
    told = zip(stems, findings.offsets_ms, findings.bleeds_db, strict=True)
    for stem, offset_ms, bleed_db in told:
        Stem.objects.filter(pk=stem.pk).update(offset_ms=offset_ms, bleed_db=bleed_db)
    ours.update(state=RenderState.DONE, due_at=None, lease=None, trouble="")
    return old


def _make_mix(row: Rendering, claim: UUID, folder: Path, clock: Clock) -> None:
    stems = {str(stem.pk): stem for stem in selectors.stored_stems(row.stem_set)}
    strips = [strip for strip in row.strips if strip["stem"] in stems]
    others = {strip["stem"]: strip for strip in row.strips if strip["stem"] not in stems}
    groups = {key.removeprefix(GROUP): strip for key, strip in others.items()}
    sources = [
        source_of(stem.name, stem.asset, folder)
        for strip in strips
        if (stem := stems[strip["stem"]]).asset
    ]
    path = folder / "mix"
    frames = analysis.write_mix(
        analysis.mixdown(
            sources,
            strips,
            master_db=float(others.get(MASTER, {}).get("gain", 0.0)),
            groups=groups,
        ),
        path,
        file_format=row.format,
        tags=_tags(row.stem_set, row.format),
    )
    asset = archive.keep(
        path=path,
        kind=AssetKind.PACK,
        media_type=MEDIA_TYPES[row.format],
        duration_s=frames / analysis.RATE_HZ,
        now=clock(),
    )
    ours = Rendering.objects.filter(pk=row.pk, lease=claim, state=RenderState.DUE)
    done = {"state": RenderState.DONE, "asset": asset, "due_at": None, "lease": None, "trouble": ""}
    if not ours.update(**done):
        _discard(asset)


def _put_off(row: Rendering, claim: UUID, error: Exception, now: datetime) -> None:
    """Try again later, or give up and say why."""
    told = error.message if isinstance(error, DomainError) else "The studio's disk cannot be used."
    log.warning("rendering hindered", rendering=str(row.pk), error=repr(error))
    ours = Rendering.objects.filter(pk=row.pk, lease=claim, state=RenderState.DUE)
    changes: dict[str, Any] = {"attempts": row.attempts + 1, "trouble": told[:300], "lease": None}
    if row.attempts < len(WAITS_S):
        ours.update(**changes, due_at=now + timedelta(seconds=WAITS_S[row.attempts]))
        return
    with transaction.atomic():
        if ours.update(**changes, due_at=None, state=RenderState.FAILED) and (
            row.purpose == Purpose.PACK
        ):
            StemSet.objects.filter(pk=row.stem_set_id, state=SetState.CHECKING).update(
                state=SetState.FAILED, trouble=f"The stems could not be prepared. {told}"[:500]
            )


def source_of(name: str, asset: Asset, folder: Path) -> analysis.Source:
    """Copy a stored file to where it can be decoded; a silent one needs no copy."""
    path = folder / str(asset.pk)
    silent = selectors.is_silent(asset)
    if not silent:
        with path.open("wb") as file:
            for chunk in store.open_range(asset.storage_key):
                file.write(chunk)
    return analysis.Source(name, path, 0 if silent else min(asset.channels or 2, 2))


def _name_in_manifest(path: Path, stems: Sequence[Stem]) -> None:
    """Let the mixer find the strip of each stem."""
    manifest = json.loads(path.read_text())
    for entry, stem in zip(manifest["stems"], stems, strict=True):
        entry["stem"] = str(stem.pk)
    path.write_text(json.dumps(manifest, separators=(",", ":")))


def _tags(stem_set: StemSet, file_format: str) -> dict[str, str]:
    clip = stem_set.clip
    tempo = selectors.tempo_of(clip)
    bpm = {TEMPO_TAGS.get(file_format, "BPM"): f"{tempo:.0f}"} if tempo else {}
    return {"title": f"{clip.title} (own mix)", "comment": f"Mix of the stems of {clip}", **bpm}


def _discard(asset: Asset) -> None:
    try:
        archive.discard(asset=asset)
    except store.StorageTrouble as error:
        log.warning("made file not removed", key=asset.storage_key, error=str(error))
