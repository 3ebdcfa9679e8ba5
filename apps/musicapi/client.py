"""MusicAPI as methods: one per endpoint, in the order of its documentation. This room only sends.

Every method raises `MusicAPIError`s and nothing of httpx. Methods that start a task return a
`Submission`; ask the `_task` method of the same engine, or `poll_many`, what became of it. `age_s`
is the time since a task was submitted. None where a file was asked for means that it is still being
made: repeat the call at most every 5 seconds, at most 24 times, and watch the balance. Source:
CONTRACT.md of November 2026 and its openapi.yaml.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

from .calls import Calls
from .requests import (
    MashupRequest,
    NuroRequest,
    PersonaRequest,
    ProducerRequest,
    ReplaceSectionRequest,
    RiffusionRequest,
    SampleRequest,
    SonicRequest,
    StudioRequest,
    UploadCoverRequest,
    UploadExtendRequest,
    VoiceRequest,
    Webhook,
)
from .results import (
    Balance,
    Batch,
    LyricCandidate,
    Midi,
    RemoteFile,
    RemotePersona,
    SharedSong,
    Snapshot,
    Submission,
    Tempo,
    TimedWord,
    VocalExtract,
)
from .transport import Timeouts, is_loopback, tls
from .wire import account, batch, legacy, nuro, producer, reworks, riffusion, sonic, studio, tools
from .wire.message import Pace
from .words import Engine


class MusicAPI(Calls):
    """The provider's account behind one key.

    `http` is used and not owned. `base_url` is the API's root, such as
    `https://api.musicapi.ai/api/v1` or a sandbox's.
    """

    def get_credits(self) -> Balance:
        """Read the balance. GET /get-credits, CONTRACT section 4.5."""
        return self._ask(account.balance(), account.read_balance)

    def sonic_create(self, request: SonicRequest) -> Submission:
        """Start a song operation of the sonic engine. POST /sonic/create, CONTRACT section 3."""
        return self._start(Engine.SONIC, sonic.create(request), older=sonic.without_cdn_member)

    def sonic_task(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a sonic task stands. GET /sonic/task/{task_id}, CONTRACT section 5."""
        return self._poll(Engine.SONIC, task_id, age_s)

    def sonic_stems_basic(self, clip_id: str) -> Submission:
        """Start taking a clip apart, roughly. POST /sonic/stems/basic, CONTRACT section 3.6."""
        return self._start(Engine.SONIC, tools.of_clip("stems/basic", clip_id, pace=Pace.SUBMIT))

    def sonic_stems_full(self, clip_id: str) -> Submission:
        """Start taking a clip apart, finely. POST /sonic/stems/full, CONTRACT section 3.6."""
        return self._start(Engine.SONIC, tools.of_clip("stems/full", clip_id, pace=Pace.SUBMIT))

    def sonic_persona(self, request: PersonaRequest) -> RemotePersona:
        """Make a persona from a clip. POST /sonic/persona, CONTRACT section 3.6."""
        found = self._pay(tools.persona(request), tools.read_persona, older=tools.persona_of_2025)
        return RemotePersona(found.persona_id, request.name)

    def sonic_upload(self, url: str) -> str:
        """Import a public file and return its clip id. POST /sonic/upload, CONTRACT section 11."""
        return self._pay(tools.upload(url), tools.read_upload)

    def sonic_wav(self, clip_id: str) -> str | None:
        """Get the address of a clip's WAV file. POST /sonic/wav, CONTRACT section 3.6."""
        return self._pay(tools.of_clip("wav", clip_id), tools.read_wav)

    def sonic_lyrics(self, description: str) -> tuple[LyricCandidate, ...]:
        """Have two texts written; at most 119 characters. POST /sonic/lyrics, CONTRACT 4.5.

        Raises RemoteBroken after a time-out of the provider, which takes nothing.
        """
        return self._pay(tools.lyrics(description), tools.read_lyrics)

    def sonic_aligned_lyrics(self, clip_id: str) -> tuple[TimedWord, ...]:
        """Find out when each word is sung. POST /sonic/aligned-lyrics, CONTRACT section 3.6."""
        return self._pay(tools.of_clip("aligned-lyrics", clip_id), tools.read_timing)

    def sonic_bpm(self, clip_id: str) -> Tempo:
        """Measure a clip's tempo. POST /sonic/bpm, CONTRACT section 3.6."""
        return self._pay(tools.of_clip("bpm", clip_id), tools.read_tempo)

    def sonic_upsample_tags(self, tags: str) -> str:
        """Enrich a style text. POST /sonic/upsample-tags, CONTRACT section 3.6."""
        return self._pay(tools.upsample_tags(tags), tools.read_tags)

    def sonic_create_voice(self, request: VoiceRequest) -> Submission:
        """Start making a persona from a recording. POST /sonic/create-voice, CONTRACT 3.6."""
        return self._start(Engine.SONIC, reworks.create_voice(request))

    def sonic_vox(
        self, clip_id: str, *, start_s: float | None = None, end_s: float | None = None
    ) -> VocalExtract:
        """Isolate at most 30 seconds of a voice. POST /sonic/vox, CONTRACT section 3.6."""
        return self._pay(tools.vocal_extract(clip_id, start_s, end_s), tools.read_vocal_extract)

    def sonic_midi(self, clip_id: str) -> Midi | None:
        """Write a clip down as notes. POST /sonic/midi, CONTRACT section 3.6."""
        return self._pay(tools.of_clip("midi", clip_id), tools.read_midi)

    def sonic_mashup(self, request: MashupRequest) -> Submission:
        """Start a blend of two clips. POST /sonic/mashup, CONTRACT section 3.6."""
        return self._start(Engine.SONIC, reworks.mashup(request))

    def sonic_replace_section(self, request: ReplaceSectionRequest) -> Submission:
        """Start making a passage anew. POST /sonic/replace-section, CONTRACT section 3.6."""
        return self._start(Engine.SONIC, reworks.replace_section(request))

    def sonic_sample(self, request: SampleRequest) -> Submission:
        """Start a song around a stretch of audio. POST /sonic/sample, CONTRACT section 3.6."""
        return self._start(Engine.SONIC, reworks.sample(request))

    def sonic_upload_cover(self, request: UploadCoverRequest) -> Submission:
        """Start a cover of a public file. POST /sonic/upload-cover, CONTRACT section 3.6."""
        call = reworks.upload_cover(request)
        return self._start(Engine.SONIC, call, older=sonic.without_cdn_member)

    def sonic_upload_extend(self, request: UploadExtendRequest) -> Submission:
        """Start more of a public file. POST /sonic/upload-extend, CONTRACT section 3.6."""
        call = reworks.upload_extend(request)
        return self._start(Engine.SONIC, call, older=sonic.without_cdn_member)

    def sonic_download(
        self, clip_id: str, formats: tuple[str, ...]
    ) -> tuple[RemoteFile, ...] | None:
        """Get files of a clip: mp3, m4a, wav. POST /sonic/download, CONTRACT section 3.6."""
        return self._pay(tools.download(clip_id, formats), tools.read_download)

    def sonic_batch(self, requests: Sequence[SonicRequest]) -> Batch:
        """Start up to ten song operations. POST /sonic/batch, CONTRACT section 3.6."""
        return self._pay(batch.create(requests), batch.read_batch)

    def sonic_batch_items(self, batch_id: str) -> Batch:
        """See which tasks a batch has. GET /sonic/batch, CONTRACT section 3.6."""
        return self._ask(batch.get(batch_id), batch.read_batch)

    def suno_create(self, request: SonicRequest) -> Submission:
        """Start a song operation under the old name. POST /suno/create, CONTRACT section 2."""
        return self._start(Engine.SONIC, legacy.create(request), older=sonic.without_cdn_member)

    def suno_clip(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a task stands under the old name. GET /suno/clip/{task_id}, CONTRACT 2."""
        return self._poll(Engine.SONIC, task_id, age_s, older=legacy.clip(task_id))

    def suno_make_lyrics(self, prompt: str) -> Submission:
        """Start writing lyrics. POST /suno/make-lyrics, CONTRACT section 2."""
        return self._start(Engine.SONIC, legacy.make_lyrics(prompt))

    def suno_get_lyrics(self, task_id: str) -> LyricCandidate | None:
        """Get lyrics, None until they are there. GET /suno/get-lyrics/{task_id}, CONTRACT 2."""
        return self._ask(legacy.get_lyrics(task_id), legacy.read_lyrics)

    def suno_get_song(self, share_link: str) -> SharedSong:
        """Read what a share link is about. POST /suno/get-song, CONTRACT section 2."""
        return self._pay(legacy.get_song(share_link), legacy.read_song)

    def producer_create(self, request: ProducerRequest) -> Submission:
        """Start an operation of the producer engine. POST /producer/create, CONTRACT 4.4."""
        return self._start(Engine.PRODUCER, producer.create(request))

    def producer_task(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a producer task stands. GET /producer/task/{task_id}, CONTRACT 4.4."""
        return self._poll(Engine.PRODUCER, task_id, age_s)

    def producer_upload(self, url: str, *, webhook: Webhook | None = None) -> Submission:
        """Start importing a public file. POST /producer/upload, CONTRACT section 4.4."""
        return self._start(Engine.PRODUCER, producer.upload(url, webhook))

    def producer_download(
        self, clip_id: str, file_format: str, *, webhook: Webhook | None = None
    ) -> Submission:
        """Start making an mp3 or wav file. POST /producer/download, CONTRACT section 4.4."""
        return self._start(Engine.PRODUCER, producer.download(clip_id, file_format, webhook))

    def producer_lyrics_create(self, prompt: str, *, webhook: Webhook | None = None) -> Submission:
        """Start lyrics, on a sister service only. POST /producer/lyrics-create, CONTRACT 2."""
        return self._start(Engine.PRODUCER, producer.lyrics_create(prompt, webhook))

    def producer_video_clip(self, clip_id: str, *, webhook: Webhook | None = None) -> Submission:
        """Start a video, on a sister service only. POST /producer/video-clip, CONTRACT 2."""
        return self._start(Engine.PRODUCER, producer.video_clip(clip_id, webhook))

    def riffusion_create(self, request: RiffusionRequest) -> Submission:
        """Start an operation of the riffusion engine. POST /riffusion/create, CONTRACT 4.1."""
        return self._start(Engine.RIFFUSION, riffusion.create(request))

    def riffusion_task(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a riffusion task stands. GET /riffusion/task/{task_id}, CONTRACT 4.1."""
        return self._poll(Engine.RIFFUSION, task_id, age_s)

    def riffusion_upload(self, url: str) -> str:
        """Import a public file and return its clip id. POST /riffusion/upload, CONTRACT 4.1."""
        return self._pay(tools.upload(url, engine_path="riffusion"), tools.read_upload)

    def studio_create(self, request: StudioRequest) -> Submission:
        """Start an operation of the studio engine. POST /studio/create, CONTRACT section 4.2."""
        return self._start(Engine.STUDIO, studio.create(request))

    def studio_task(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a studio task stands. GET /studio/task/{task_id}, CONTRACT section 4.2."""
        return self._poll(Engine.STUDIO, task_id, age_s)

    def nuro_create(self, request: NuroRequest) -> Submission:
        """Start a song or background music. POST /nuro/create, CONTRACT section 4.3."""
        return self._start(Engine.NURO, nuro.create(request))

    def nuro_task(self, task_id: str, *, age_s: float | None = None) -> Snapshot:
        """See where a nuro task stands. GET /nuro/task/{task_id}, CONTRACT section 4.3."""
        return self._poll(Engine.NURO, task_id, age_s)


@contextmanager
def open_client(base_url: str, key: str, *, timeouts: Timeouts | None = None) -> Iterator[MusicAPI]:
    """Open a client of its own and close it afterwards.

    Connections are not kept: one that the server closed in the meantime would turn a paid call into
    `NoAnswer`, which costs more than a handshake. Proxies of the environment are used, but never
    for a server on this machine.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(limits=limits, verify=tls(), trust_env=not is_loopback(base_url)) as http:
        yield MusicAPI(http, base_url, key, timeouts=timeouts)
