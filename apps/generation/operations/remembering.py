"""What the provider withholds from an account, and work whose every take came out without sound."""

from datetime import datetime
from uuid import UUID

from apps.accounts.models import ProviderAccount
from apps.archive.states import AssetState
from apps.clips.models import Clip
from apps.generation.kinds import KINDS
from apps.generation.models import Absence, Job
from apps.generation.states import JobState, Trouble

UNHEARD = (AssetState.BROKEN, AssetState.LOST)


def note_absence(job: Job, said: str, now: datetime) -> None:
    """Remember that the provider does not offer the job's operation to its account."""
    Absence.objects.update_or_create(
        account=job.account,
        engine=job.engine,
        operation=job.operation,
        defaults={"words": said[:300], "seen_at": now},
    )


def forget_absence(*, kind: str, account: ProviderAccount) -> None:
    """Let a kind be asked for again: it worked, or a person wants to try. Twice is once."""
    module = KINDS[kind]
    Absence.objects.filter(
        account=account, engine=module.ENGINE, operation=module.OPERATION
    ).delete()


def follow_asset(*, asset_id: UUID) -> None:
    """Book work as charged without usable audio once all its files are no good.

    A file that is fetched again and plays takes that back. Saying it twice changes nothing.
    """
    job = Job.objects.filter(outputs__clip__audio=asset_id, state=JobState.SUCCEEDED).first()
    if job is None:
        return
    clips = Clip.objects.filter(output_of__job=job)
    files = list(clips.values_list("audio__state", "audio__trouble"))
    unheard = all(state in UNHEARD for state, _ in files)
    noted = job.trouble_code == Trouble.NO_AUDIO
    if unheard and not noted:
        why = next((trouble for _, trouble in files if trouble), "Nothing came that can be heard.")
        words = f"Charged, no usable audio. {why}"
        Job.objects.filter(pk=job.pk).update(trouble=words[:500], trouble_code=Trouble.NO_AUDIO)
    elif noted and not unheard:
        Job.objects.filter(pk=job.pk).update(trouble="", trouble_code="")
