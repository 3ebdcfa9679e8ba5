"""What can be asked for today, at what price, and why not.

All of it is data: the catalogue's dates and prices, what the provider withheld from this account
lately, and each kind's own `why_not`. A provider on this machine offers whatever it serves.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import ModuleType

from apps import musicapi
from apps.accounts.models import ProviderAccount, Team
from apps.accounts.selectors import account_of
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.generation.kinds import KINDS
from apps.generation.selectors import Absences, absences_of, catalogue, price_of
from apps.generation.selectors.providers import is_near
from apps.lyrics.selectors import offer_day

OF_CLIPS = (
    "extension",
    "riffusion_extension",
    "producer_extension",
    "studio_extension",
    "concat",
    "cover",
    "riffusion_cover",
    "producer_cover",
    "section",
    "riffusion_section",
    "producer_section",
    "mashup",
    "remaster",
    "sample",
    "add_vocals",
    "add_instrumental",
    "swap_sound",
    "swap_vocals",
    "persona",
    "voice",
    "vox",
    "bpm",
    "timing",
    "midi",
    "download",
)
"""In the order of menus. Kinds of one name are the same on several engines; see `kinds_for`."""

FROM_NOTHING = (
    "song",
    "persona_song",
    "riffusion",
    "producer",
    "nuro_song",
    "nuro_music",
    "studio_song",
    "lyrics",
    "tags",
    "upload",
    "riffusion_upload",
)

TAKES_UPLOADS = frozenset(
    {
        "extension",
        "cover",
        "persona",
        "add_vocals",
        "add_instrumental",
        "swap_sound",
        "swap_vocals",
        "riffusion_extension",
        "riffusion_cover",
        "riffusion_section",
    }
)
"""What the provider does with audio that came from outside. Source: CONTRACT section 11."""

NEEDS_NO_REMOTE = frozenset({"voice"})
"""What needs our own copy of a clip only, so that its engine and its account do not count."""

NEAREST = {
    "persona_song": "song",
    "section": "extension",
    "mashup": "cover",
    "remaster": "cover",
    "sample": "extension",
    "add_vocals": "cover",
    "add_instrumental": "cover",
    "swap_sound": "cover",
    "swap_vocals": "cover",
    "voice": "persona",
    "riffusion": "song",
    "producer": "song",
    "nuro_song": "song",
    "nuro_music": "song",
    "studio_song": "song",
}
"""What comes nearest to a kind, for when the provider withholds it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to make. `refusal` says why not, or is "". A direct one asks nothing.

    `instead` is the kind that comes nearest, where the provider withholds this one.
    """

    kind: str
    name: str
    note: str
    icon: str
    price: Decimal | None
    refusal: str
    is_direct: bool
    instead: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What an account is offered at a moment."""

    account: ProviderAccount
    absences: Absences
    now: datetime

    @classmethod
    def of(cls, team: Team, *, now: datetime) -> "Desk":
        """Return the desk of the team's account. Two queries at most."""
        account = account_of(team)
        return cls(account, absences_of(account, now=now), now)

    def refusal(self, kind: str, clip: Clip | None) -> str:
        """Return why `kind` cannot be asked for, "" if it can."""
        if clip is None:
            return self.withheld(kind)
        module = KINDS[kind]
        unusable = self._not_usable(kind, clip)
        return unusable or self.withheld(kind) or str(module.why_not(clip, self.now))

    def withheld(self, kind: str) -> str:
        """Return why nobody can ask for `kind` now, "" if one can."""
        module = KINDS[kind]
        availability = catalogue().availability(
            module.OPERATION, on=offer_day(self.now), engine=module.ENGINE
        )
        if availability is musicapi.Availability.UNAVAILABLE and not is_near(self.account):
            return "The provider does not offer this at the moment."
        if self.is_absent(kind):
            return "The provider withheld this a while ago."
        return ""

    def is_absent(self, kind: str) -> bool:
        """Tell whether the provider itself said lately that it does not offer `kind`."""
        module = KINDS[kind]
        return (module.ENGINE, module.OPERATION) in self.absences

    def offer(self, kind: str, clip: Clip | None) -> Offer:
        """Return `kind` as menus show it."""
        module = KINDS[kind]
        instead = NEAREST.get(kind, "") if self.withheld(kind) else ""
        return Offer(
            kind=kind,
            name=module.NAME,
            note=getattr(module, "NOTE", ""),
            icon=getattr(module, "ICON", ""),
            price=price_now(kind, now=self.now),
            refusal=self.refusal(kind, clip),
            is_direct=clip is not None and is_direct(kind),
            instead=instead if instead and not self.refusal(instead, clip) else "",
            is_withheld=self.is_absent(kind),
        )

    def _not_usable(self, kind: str, clip: Clip) -> str:
        """Return what the kind needs of a clip and this one lacks."""
        if clip.deleted_at is not None:
            return "This take is deleted."
        if clip.state != ClipState.READY:
            return "This take is not finished."
        if kind in NEEDS_NO_REMOTE:
            return ""
        return self._not_known(kind, clip)

    def _not_known(self, kind: str, clip: Clip) -> str:
        is_upload = clip.operation == musicapi.Operation.UPLOAD
        if not clip.remote_id and is_upload:
            return "The provider does not have this file yet."
        if not clip.remote_id:
            return "The provider did not make this clip."
        if clip.account_id not in (None, self.account.pk):
            return "This take was made with another key, whose account alone knows it."
        if clip.engine != KINDS[kind].ENGINE:
            return f"This take belongs to another engine ({clip.engine})."
        if is_upload and kind not in TAKES_UPLOADS:
            return "The provider does this with its own takes only, not with uploads."
        return ""


def kinds_for(clip: Clip) -> list[str]:
    """Return what menus list for a clip: of kinds with one name, that of the clip's engine."""
    chosen: dict[str, str] = {}
    for kind in OF_CLIPS:
        if KINDS[kind].NAME not in chosen or clip.engine == KINDS[kind].ENGINE:
            chosen[KINDS[kind].NAME] = kind
    return list(chosen.values())


def offers_for(clip: Clip, *, now: datetime) -> list[Offer]:
    """Return everything that can be made out of clips, with what stands against this one."""
    desk = Desk.of(clip.team, now=now)
    return [desk.offer(kind, clip) for kind in kinds_for(clip)]


def why_not(kind: str, clip: Clip, *, now: datetime) -> str:
    """Return why `kind` cannot be made of `clip` now, "" if it can."""
    return Desk.of(clip.team, now=now).refusal(kind, clip)


def is_direct(kind: str) -> bool:
    """Tell whether asking for it needs nothing but the clip."""
    return getattr(KINDS[kind], "IS_DIRECT", hasattr(KINDS[kind].Spec, "of"))


def makes(kind: str) -> str:
    """Return what comes back, in words."""
    return str(getattr(KINDS[kind], "MAKES", "2 takes"))


def default_model(module: ModuleType, now: datetime) -> str:
    """Return the model that the composer starts with, "" where there is none to choose."""
    model = catalogue().default_model(
        on=offer_day(now), engine=module.ENGINE, operation=module.OPERATION
    )
    return model.id if model else ""


def price_now(kind: str, *, now: datetime) -> Decimal | None:
    """Return what `kind` costs today with the model it starts with, None if nobody knows."""
    module = KINDS[kind]
    return price_of(
        module.OPERATION,
        model=default_model(module, now),
        engine=module.ENGINE,
        on=offer_day(now),
    )
