"""Stem sets for tests, as the provider's answers make them."""

import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from apps import musicapi
from apps.archive import operations as archive
from apps.archive.analysis import measure
from apps.archive.models import Asset
from apps.archive.states import AssetKind
from apps.clips.models import Clip
from apps.stems import operations
from apps.stems.models import StemSet

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def part(name: str, **fields) -> musicapi.RemoteClip:
    """Return a finished part as the provider shows it."""
    return musicapi.RemoteClip(
        **{
            "remote_id": f"stem-{name}",
            "state": musicapi.ClipState.SUCCEEDED,
            "stem_name": name,
            "audio_url": f"https://cdn.example.com/{name}.mp3",
            **fields,
        }
    )


def split(clip: Clip, *parts: musicapi.RemoteClip, **fields) -> StemSet:
    """Return the set of a clip after the provider showed these parts."""
    return operations.take_in(
        **{
            "clip": clip,
            "account": None,
            "reference": "job:1",
            "detail": "basic",
            "parts": parts,
            "is_final": True,
            "by": None,
            "now": NOON,
            **fields,
        }
    )


@cache
def measured(content: bytes) -> dict[str, object]:
    """Measure a file; one that many tests begin with is measured once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        return asdict(measure(path))


def kept_file(content: bytes) -> Asset:
    """Return a measured file that lies in the archive."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        asset = archive.keep(path=path, kind=AssetKind.STEM, media_type="audio/wav", now=NOON)
    Asset.objects.filter(pk=asset.pk).update(**measured(content))
    return Asset.objects.get(pk=asset.pk)


def set_with_files(clip: Clip, sounds: dict[str, bytes], **fields) -> StemSet:
    """Return a set whose parts are files in the archive, about to be checked."""
    found = split(clip, *map(part, sounds), **fields)
    for stem in found.stems.order_by("position"):
        before, stem.asset = stem.asset, kept_file(sounds[stem.said])
        stem.save()
        before.delete()
    return operations.settle(stem_set=found, now=NOON)


def work(*, now: datetime = NOON) -> None:
    """Make every file that is due, as the workers do."""
    for rendering_id, lease in operations.lease_due(now=now):
        operations.render(rendering_id=rendering_id, lease=lease, clock=lambda: now)
