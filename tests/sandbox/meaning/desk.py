"""Order works over HTTP, wait for them, and listen to what comes back."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import av
import numpy as np

from tests.sandbox.conftest import Body, is_final, wait_for
from tests.support.sandbox import Sandbox

ONE = "[seed:3][fail:one]"
"""Written into a title: always the same song, and one clip of it, which halves the rendering."""


@dataclass
class Song:
    """A finished clip: what the poll said of it, and what is heard at its address."""

    server: Sandbox
    body: Body

    @property
    def clip_id(self) -> str:
        return str(self.body.get("clip_id") or self.body["id"])

    @cached_property
    def sound(self) -> np.ndarray:
        """Samples, shape (2, samples), of the WAV file."""
        said = self.body
        known = said.get("wav_url") or ("task_id" in said and said["audio_url"])
        return decoded(self.server.client.get(known or self.ask("wav")["wav_url"]).content)

    def ask(self, tool: str, **more: Any) -> Any:
        """Ask one of the tools about this clip and return its data."""
        answer = self.server.post(f"/sonic/{tool}", clip_id=self.clip_id, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    @cached_property
    def tempo_bpm(self) -> float:
        return float(self.ask("bpm")["avg_bpm"])

    @cached_property
    def notes(self) -> dict[str, list[Body]]:
        """The notes of each part, as the MIDI tool tells them."""
        return {part["name"]: part["notes"] for part in self.ask("midi")["instruments"]}

    @property
    def sung(self) -> list[int]:
        """The pitches that are sung, in order."""
        notes = sorted(self.notes.get("Vocals", []), key=lambda note: note["start"])
        return [note["pitch"] for note in notes]


@dataclass
class Order:
    """An accepted task."""

    server: Sandbox
    family: str
    task_id: str
    answer: Body = field(default_factory=dict)

    def finished(self) -> Body:
        """Wait for the task's end and return its last poll."""

        def look() -> Body | None:
            body: Body = self.server.get(f"/{self.family}/task/{self.task_id}").json()
            return body if _ENDS[self.family](body) else None

        body: Body = wait_for(look)
        return body

    @cached_property
    def items(self) -> list[Body]:
        """What the task made, without clips that failed."""
        body = self.finished()
        made = (
            body["data"]["data"]["songs"] if self.family == "studio" else body.get("data", [body])
        )
        return [item for item in made if item.get("state", "succeeded") == "succeeded"]

    @cached_property
    def song(self) -> Song:
        """The first song that the task made."""
        assert self.items, self.finished()
        return Song(self.server, self.items[0])

    def pair(self) -> dict[str, Song]:
        """The first pair of a task that makes a part and the whole."""
        return {name: Song(self.server, body) for name, body in self.items[0].items()}

    @cached_property
    def stems(self) -> dict[str, np.ndarray]:
        """The sound of each stem."""
        return {item["stem_type"]: Song(self.server, item).sound for item in self.items}


_ENDS: dict[str, Callable[[Body], bool]] = {
    "sonic": is_final,
    "riffusion": lambda body: len(body.get("data", [])) == 2 or body.get("type") == "failed",
    "studio": lambda body: body["data"]["status"] in {"SUCCESS", "FAILED"},
    "nuro": lambda body: body.get("status") == "succeeded" or "refund_processed" in body,
    "producer": lambda body: body.get("status") in {"SUCCESS", "FAILED"},
}


@dataclass
class Desk:
    """A running server, and the address of the recordings that it may fetch."""

    server: Sandbox
    files: str

    def order(self, path: str, /, **body: object) -> Order:
        """Submit a work; nothing is waited for."""
        answer = self.server.post(path, **body)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        return Order(self.server, path.split("/")[1], said.get("task_id") or said["data"], said)

    def sonic(self, task_type: str, source: Song | None = None, /, **body: object) -> Order:
        """Submit one of the sonic engine's songs, of which one clip is made."""
        about = {"continue_clip_id": source.clip_id} if source else {}
        base = {"custom_mode": True, "mv": "sonic-v5", "title": ONE, "task_type": task_type}
        return self.order("/sonic/create", **{**base, **about, **body})

    def stems(self, song: Song, kind: str = "basic") -> Order:
        """Submit the taking apart of a song."""
        return self.order(f"/sonic/stems/{kind}", clip_id=song.clip_id)


def decoded(content: bytes) -> np.ndarray:
    """Decode a file of 44.1 kHz stereo, shape (2, samples), from -1 to 1."""
    with av.open(io.BytesIO(content)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    if blocks[0].dtype == np.int16:
        return np.concatenate([block.reshape(-1, 2) for block in blocks]).T / 32768
    return np.concatenate(blocks, axis=1).astype(np.float64)
