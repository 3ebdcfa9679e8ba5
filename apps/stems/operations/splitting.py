"""A split on its way: parts become known, come home one by one, and are settled together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps import musicapi
from apps.accounts.models import ProviderAccount, User
from apps.archive import operations as archive
from apps.archive.states import AssetKind, AssetState
from apps.clips.models import Clip
from apps.core.errors import DomainError
from apps.stems import formats, selectors
from apps.stems.models import Rendering, Stem, StemSet
from apps.stems.states import USUAL_COUNTS, Purpose, RenderState, SetState


class NothingToFetch(DomainError):
    """The part is here, on its way, or was never made."""


@transaction.atomic
def take_in(
    *,
    clip: Clip,
    account: ProviderAccount | None,
    reference: str,
    detail: str,
    parts: Sequence[musicapi.RemoteClip],
    is_final: bool,
    by: User | None,
    now: datetime,
) -> StemSet:
    """Bring the set that `reference` asked for to where the provider says its parts are.

    Finished parts are fetched at once. Repeating it changes nothing.
    """
    stem_set, _ = StemSet.objects.get_or_create(
        reference=reference,
        defaults={
            "team_id": clip.team_id,
            "clip": clip,
            "account": account,
            "detail": detail,
            "created_by": by,
            "created_at": now,
        },
    )
    stem_set = _locked(stem_set)
    if stem_set.state != SetState.SPLITTING:
        return stem_set
    for remote in parts:
        _take_part(stem_set, remote, now)
    _name(stem_set)
    if is_final:
        _end_split(stem_set, "", now)
    return stem_set


@transaction.atomic
def fail(*, reference: str, trouble: str, now: datetime) -> StemSet | None:
    """Note that no more parts will come, and why; what came is kept. None if nothing ever came."""
    stem_set = StemSet.objects.filter(reference=reference).first()
    if stem_set is None:
        return None
    stem_set = _locked(stem_set)
    if stem_set.state == SetState.SPLITTING:
        _end_split(stem_set, trouble, now)
    return stem_set


def follow_asset(*, asset_id: UUID, now: datetime) -> StemSet | None:
    """Settle the set that this file belongs to, if it was the last one that was awaited."""
    stem = Stem.objects.filter(asset=asset_id).select_related("stem_set").first()
    return settle(stem_set=stem.stem_set, now=now) if stem else None


@transaction.atomic
def settle(*, stem_set: StemSet, now: datetime) -> StemSet:
    """Have the set checked and prepared once no file of it is awaited any more."""
    row = _locked(stem_set)
    if row.state != SetState.ARCHIVING or selectors.awaits_files(row):
        return row
    if row.stems.filter(asset__state=AssetState.STORED).exists():
        row.state = SetState.CHECKING
        Rendering.objects.get_or_create(
            stem_set=row,
            purpose=Purpose.PACK,
            state=RenderState.DUE,
            defaults={"due_at": now, "created_at": now},
        )
    else:
        row.state = SetState.FAILED
        row.trouble = row.trouble or "None of the parts could be archived."
    row.save(update_fields=["state", "trouble"])
    return row


def catch_up(*, now: datetime) -> int:
    """Settle every set whose files are settled while nobody listened; return how many."""
    waiting = selectors.settled_unseen()
    for stem_set in waiting:
        settle(stem_set=stem_set, now=now)
    return len(waiting)


@transaction.atomic
def fetch_again(*, stem: Stem, now: datetime) -> Stem:
    """Try once more to archive a part whose file is no good. Costs no credits.

    Raises: NothingToFetch.
    """
    stem_set = _locked(stem.stem_set)
    if stem.asset is None or stem.asset.state not in (AssetState.BROKEN, AssetState.LOST):
        raise NothingToFetch("There is nothing to fetch again.")
    archive.fetch_again(asset=stem.asset, now=now)
    Rendering.objects.filter(
        stem_set=stem_set, purpose=Purpose.PACK, state=RenderState.DUE
    ).delete()
    if stem_set.state != SetState.SPLITTING:
        stem_set.state = SetState.ARCHIVING
        stem_set.save(update_fields=["state"])
    return stem


def _take_part(stem_set: StemSet, remote: musicapi.RemoteClip, now: datetime) -> None:
    said = formats.said_name(remote.stem_name, remote.title)
    stem, _ = Stem.objects.get_or_create(
        stem_set=stem_set,
        remote_id=remote.remote_id,
        defaults={"position": stem_set.stems.count(), "name": "Part", "created_at": now},
    )
    stem.said = said or stem.said
    if stem.asset is None and remote.is_playable:
        stem.asset = archive.register(kind=AssetKind.STEM, source_url=remote.audio_url, now=now)
        stem.trouble = ""
    elif stem.asset is None and remote.is_final:
        stem.trouble = (remote.error_text or "The provider sent no sound for this part.")[:300]
    stem.save(update_fields=["said", "asset", "trouble"])


def _name(stem_set: StemSet) -> None:
    stems = list(stem_set.stems.order_by("position"))
    for stem, name in zip(stems, formats.names_of([stem.said for stem in stems]), strict=True):
        stem.name, stem.family = name, formats.family_of(stem.said)
    Stem.objects.bulk_update(stems, ["name", "family"])


def _end_split(stem_set: StemSet, trouble: str, now: datetime) -> None:
    came = stem_set.stems.filter(asset__isnull=False).count()
    stem_set.stems.filter(asset=None, trouble="").update(trouble="The provider never finished it.")
    stem_set.trouble = (trouble or _shortfall(stem_set, came))[:500]
    stem_set.state = SetState.ARCHIVING if came else SetState.FAILED
    stem_set.save(update_fields=["state", "trouble"])
    settle(stem_set=stem_set, now=now)


def _shortfall(stem_set: StemSet, came: int) -> str:
    """Return what is unusual about the number of parts, "" if nothing is."""
    asked = stem_set.stems.count()
    if came == 0:
        return "The provider sent none of the parts."
    if came < asked:
        return f"{came} of {asked} parts came."
    usual = USUAL_COUNTS[stem_set.detail]
    if came not in usual:
        sent = f"{came} part{'' if came == 1 else 's'}"
        return f"The provider sent {sent}; {' or '.join(map(str, usual))} are usual."
    return ""


def _locked(stem_set: StemSet) -> StemSet:
    return StemSet.objects.select_for_update().get(pk=stem_set.pk)
