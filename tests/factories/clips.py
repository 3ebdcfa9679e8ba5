"""Clips for tests: one a call, in any state, numbered within their project."""

from datetime import UTC, datetime

from apps.accounts.models import Team, User
from apps.archive.models import Asset
from apps.archive.states import AssetKind, AssetState
from apps.clips.models import Clip, Playlist, Rating
from apps.clips.states import ClipState
from apps.projects.models import Project

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def stored_asset(kind: AssetKind = AssetKind.MP3, **fields) -> Asset:
    """Return the row of a file that is ours; no file lies behind it."""
    return Asset.objects.create(
        **{
            "kind": kind,
            "state": AssetState.STORED,
            "storage_key": f"clips/{kind}",
            "sha256": "ab" * 32,
            "size_bytes": 1_234_567,
            "media_type": "audio/mpeg",
            "duration_s": 92.4,
            "sample_rate_hz": 44_100,
            "channels": 2,
            "loudness_lufs": -13.2,
            "peak_dbfs": -0.8,
            "peaks": bytes([120, 60, 200, 110] * 50),
            "stored_at": NOON,
            **fields,
        }
    )


def clip(project: Project, state: ClipState = ClipState.COMPOSING, **fields) -> Clip:
    """Return a stored clip of `project`; READY ones have a stored audio file row."""
    if state == ClipState.READY and "audio" not in fields:
        fields["audio"] = stored_asset()
    number = Clip.objects.filter(project=project).count() + 1
    return Clip.objects.create(
        **{
            "team": project.team,
            "project": project,
            "number": number,
            "title": project.title,
            "state": state,
            "remote_id": f"remote-{number}",
            "engine": "sonic",
            "operation": "create",
            "model": "sonic-v5",
            "tags": "brushed drums, breathy",
            "created_at": NOON,
            **fields,
        }
    )


def rating(clip: Clip, user: User, **fields) -> Rating:
    """Return this person's stored opinion of the clip."""
    return Rating.objects.create(clip=clip, user=user, **fields)


def playlist(team: Team, title: str = "For the car") -> Playlist:
    """Return a stored empty playlist."""
    return Playlist.objects.create(team=team, title=title, created_at=NOON)
