"""Every kind of work, and what it starts from at a real sandbox, for tests that ask for all.

    things = make_things(sandbox)
    jobs = {row.kind: ask(row, project, account, things) for row in ROWS}

A new kind is a line in `ROWS`; test_matrix fails as long as there is none.
"""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import ProviderAccount
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations
from apps.generation.kinds import KINDS
from apps.generation.models import Job
from apps.personas.models import Persona
from apps.projects.models import Project
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.support.sandbox import Sandbox

WORDS = "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve"
A_LINE = "[Verse]\nRopes are creaking by the quay"
CREATE = "/sonic/create"
RIFF = "FUZZ-1.1 Pro"
LYRIA = "Lyria 3 Pro"
STUDIO = "studio32-v1.5"
MADE_WITHIN_S = 120


@dataclass(frozen=True)
class Row:
    """One kind: the call that is paid, the thing at the provider it starts from, its choices."""

    kind: str
    path: str
    source: str = "song"
    model: str = "sonic-v6"
    members: dict[str, Any] = field(default_factory=dict)
    can_fail_there: bool = True
    is_charged_again: bool = True
    """Whether the same about the same clip costs something the second time."""


def at_once(kind: str, tool: str, **members: Any) -> Row:
    """Return a kind whose call is answered with its result."""
    return Row(kind, f"/{tool}", members=members, can_fail_there=False)


PASSAGE = {"start_s": 1.0, "end_s": 3.0}
ROWS = (
    Row("song", CREATE),
    Row("persona_song", CREATE),
    Row("extension", CREATE, members={"continue_at_s": 2.0}),
    Row("concat", CREATE, source="part"),
    Row("cover", CREATE),
    Row("remaster", CREATE),
    Row("add_vocals", CREATE, source="upload"),
    Row("add_instrumental", CREATE, source="upload"),
    Row("section", "/sonic/replace-section", members=PASSAGE),
    Row("mashup", "/sonic/mashup"),
    Row("sample", "/sonic/sample", members=PASSAGE),
    Row("stems_basic", "/sonic/stems/basic"),
    Row("stems_full", "/sonic/stems/full"),
    Row("voice", "/sonic/create-voice", source="recording", can_fail_there=False),
    at_once("persona", "sonic/persona"),
    at_once("vox", "sonic/vox"),
    at_once("wav", "sonic/wav"),
    at_once("bpm", "sonic/bpm"),
    Row("timing", "/sonic/aligned-lyrics", can_fail_there=False, is_charged_again=False),
    at_once("midi", "sonic/midi"),
    at_once("download", "sonic/download", formats=["wav"]),
    at_once("lyrics", "sonic/lyrics", description="a harbour"),
    at_once("tags", "sonic/upsample-tags"),
    at_once("upload", "sonic/upload"),
    at_once("riffusion_upload", "riffusion/upload"),
    Row("riffusion", "/riffusion/create", model=RIFF),
    Row("swap_sound", "/riffusion/create", "riff", RIFF),
    Row("swap_vocals", "/riffusion/create", "riff", RIFF),
    Row("riffusion_cover", "/riffusion/create", "riff", RIFF),
    Row("riffusion_extension", "/riffusion/create", "riff", RIFF, {"continue_at_s": 2.0}),
    Row("riffusion_section", "/riffusion/create", "riff", RIFF, PASSAGE),
    Row("producer", "/producer/create", model=LYRIA),
    Row("producer_cover", "/producer/create", "track", LYRIA),
    Row("producer_extension", "/producer/create", "track", LYRIA, {"more_s": 8}),
    Row("producer_section", "/producer/create", "track", LYRIA, PASSAGE),
    Row("studio_song", "/studio/create", model=STUDIO),
    Row("studio_extension", "/studio/create", "tape", STUDIO),
    Row("nuro_song", "/nuro/create", model="", members={"duration_s": 30}),
    Row("nuro_music", "/nuro/create", "", "v1.0", {"description": "a harbour", "duration_s": 12}),
)
TAPE = {
    "prompt": "folk",
    "lyrics": WORDS,
    "lyrics_type": "user",
    "prompt_strength": 0.5,
    "clarity_strength": 0.25,
    "lyrics_strength": 0.5,
    "generation_quality": 0.75,
    "model_type": STUDIO,
    "config": {"mode": "regular"},
}
ORIGIN: dict[str, dict[str, Any]] = {
    "part": {"operation": "extend"},
    "upload": {"operation": "upload"},
    "recording": {"operation": "upload", "remote_id": ""},
    "riff": {"engine": "riffusion"},
    "track": {"engine": "producer"},
    "tape": {"engine": "studio"},
}
"""What our clip says about where it came from."""


@dataclass(frozen=True)
class Things:
    """The provider's names of what kinds start from, and the address of a file."""

    names: dict[str, str]
    url: str


def make_things(sandbox: Sandbox) -> Things:
    """Have the sandbox make what kinds start from."""
    words = {"custom_mode": True, "mv": "sonic-v6", "prompt": WORDS, "tags": "folk"}
    song, other = _made(sandbox, "sonic", task_type="create_music", **words)
    new = {"task_type": "create_music", "lyrics": WORDS, "sound": "folk"}
    riff = {"mv": RIFF, "custom_mode": True, "make_instrumental": False, **new}
    more = {**words, "continue_clip_id": song["clip_id"], "continue_at": 2}
    tasks = {
        "part": _begun(sandbox, "sonic", **{**more, "task_type": "extend_music"}),
        "riff": _begun(sandbox, "riffusion", **riff),
        "track": _begun(sandbox, "producer", mv=LYRIA, length=12, **new),
        "tape": _begun(sandbox, "studio", **TAPE),
    }
    made = {name: _clips(sandbox, *task)[0] for name, task in tasks.items()}
    upload = sandbox.post("/sonic/upload", url=song["audio_url"]).json()
    persona = sandbox.post("/sonic/persona", name="Mara", clip_id=song["clip_id"]).json()
    names = {
        **{name: clip.get("clip_id") or clip["id"] for name, clip in made.items()},
        "song": song["clip_id"],
        "other": other["clip_id"],
        "upload": upload["clip_id"],
        "persona": persona["persona_id"],
    }
    return Things(names, song["audio_url"])


def _made(sandbox: Sandbox, engine: str, **wish: Any) -> list[dict[str, Any]]:
    return _clips(sandbox, *_begun(sandbox, engine, **wish))


def _begun(sandbox: Sandbox, engine: str, **wish: Any) -> tuple[str, str]:
    answer = sandbox.post(f"/{engine}/create", **wish)
    assert answer.is_success, answer.text
    told = answer.json()
    return engine, told.get("task_id") or told["data"]


def _clips(sandbox: Sandbox, engine: str, task: str) -> list[dict[str, Any]]:
    deadline = time.monotonic() + MADE_WITHIN_S
    while time.monotonic() < deadline:
        seen = sandbox.get(f"/{engine}/task/{task}").json()
        data = seen.get("data") or []
        if engine == "studio":
            data = (data["data"] or {}).get("songs", []) if data else []
        if data and all(_is_made(clip) for clip in data):
            return list(data)
        time.sleep(0.1)
    raise AssertionError(seen)


def _is_made(clip: dict[str, Any]) -> bool:
    return bool(clip.get("state") == "succeeded" or clip.get("finished"))


def ask(row: Row, project: Project, account: ProviderAccount, things: Things) -> Job:
    """Ask for one piece of work of a kind, as somebody would have chosen it."""
    clip = _source(row, project, account, things)
    choices = {
        "title": "Again",
        "model": row.model,
        "tags": "folk",
        "lyrics": A_LINE,
        "clip_id": str(clip.pk),
        "remote_clip_id": clip.remote_id,
        **_more(row, project, account, things),
        **row.members,
    }
    spec = KINDS[row.kind].Spec.from_json(choices)
    return operations.request(
        kind=row.kind,
        project=project,
        by=None,
        spec=spec,
        request_key=uuid4(),
        now=timezone.now(),
    )


def _source(row: Row, project: Project, account: ProviderAccount, things: Things) -> Clip:
    remote = things.names.get(row.source, "")
    known = Clip.objects.filter(project=project, remote_id=remote).first() if remote else None
    if known is not None:
        return known
    audio = {"audio": stored_asset()} if row.source == "recording" else {}
    facts = {"remote_id": remote, "account": account, "lyrics": WORDS, **audio}
    facts |= {"created_at": timezone.now(), **ORIGIN.get(row.source, {})}
    return make_clip(project, ClipState.READY, **facts)


def _more(row: Row, project: Project, account: ProviderAccount, things: Things) -> dict[str, Any]:
    """Return what single kinds need besides."""
    if row.kind in {"upload", "riffusion_upload"}:
        return {"url": things.url, "clip_id": "", "remote_clip_id": ""}
    if row.kind == "mashup":
        other = _source(Row("", "", "other"), project, account, things)
        return {"other_clip_id": str(other.pk), "other_remote_clip_id": other.remote_id}
    if row.kind == "persona_song":
        remote = things.names["persona"]
        facts = {"team": project.team, "account": account, "remote_id": remote, "name": "Mara"}
        mara, _ = Persona.objects.get_or_create(**facts)
        return {"persona_id": str(mara.pk), "remote_persona_id": remote}
    return {}


@dataclass(frozen=True)
class Ledger:
    """What the sandbox was paid from now on."""

    sandbox: Sandbox
    before: int

    @classmethod
    def of(cls, sandbox: Sandbox) -> "Ledger":
        """Begin to count."""
        return cls(sandbox, len(sandbox.control("ledger")["calls"]))

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Return the paid calls since."""
        calls: list[dict[str, Any]] = self.sandbox.control("ledger")["calls"]
        return calls[self.before :]

    @property
    def spent(self) -> Decimal:
        """Return what was paid and not given back."""
        return sum(
            (Decimal(str(call["price"])) for call in self.calls if not call["refunded"]), Decimal(0)
        )

    def agrees(self, account: ProviderAccount, jobs: list[Job]) -> bool:
        """Tell whether our book says the same, entry by entry and in its totals."""
        ours = credits.cost_of([job.reference for job in jobs])
        return credits.sums_agree(account) and sum(ours.values()) == self.spent
