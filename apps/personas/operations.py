"""Every change of a persona."""

from datetime import datetime

from apps.accounts.models import ProviderAccount, User
from apps.clips.models import Clip
from apps.personas.models import Persona


def keep(
    *,
    source: Clip,
    account: ProviderAccount,
    remote_id: str,
    name: str,
    description: str,
    styles: str,
    by: User | None,
    now: datetime,
) -> Persona:
    """Keep the persona that the provider made from `source`. One that is known stays as it is."""
    persona, _ = Persona.objects.get_or_create(
        account=account,
        remote_id=remote_id,
        defaults={
            "team_id": source.team_id,
            "source": source,
            "name": name,
            "description": description,
            "styles": styles,
            "created_by": by,
            "created_at": now,
        },
    )
    return persona


def sang(*, persona: Persona, clips: list[Clip]) -> None:
    """Note that these takes are sung by the persona. Saying it twice changes nothing."""
    persona.songs.add(*clips)
