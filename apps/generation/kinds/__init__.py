"""One module per kind of work. A new kind is a copy of a neighbour and a line in this table.

Each module has the same things: `NAME`, `ENGINE` and `OPERATION` (what is asked and priced), a
frozen `Spec` (what the person chose; `spec.py` has what they share), `send(api, spec, webhook)`
(the one paid call), `accept(job, …)` (what the answer means; `takes.py` for clips) and
`fail(job, why)` (what its absence means). A kind whose call answers at once has `send` return that
answer; the others return a `musicapi.Submission`, and `accept` gets a `musicapi.Snapshot` at every
look. A kind that is made out of a clip also has `NOTE`, `ICON` and `why_not(clip, now)`, and where
nothing is left to choose its `Spec.of(clip)`; `offers.py` shows it. `MAKES` says in words what
comes back, where that is not two takes; what is no clip is kept with the job (`keeping.py`).
"""

from types import ModuleType

from apps.generation.kinds import (
    add_instrumental,
    add_vocals,
    bpm,
    concat,
    cover,
    download,
    extension,
    lyrics,
    mashup,
    midi,
    nuro_music,
    nuro_song,
    persona,
    persona_song,
    producer,
    producer_cover,
    producer_extension,
    producer_section,
    remaster,
    riffusion,
    riffusion_cover,
    riffusion_extension,
    riffusion_section,
    riffusion_upload,
    sample,
    section,
    song,
    stems_basic,
    stems_full,
    studio_extension,
    studio_song,
    swap_sound,
    swap_vocals,
    tags,
    timing,
    upload,
    voice,
    vox,
    wav,
)

KINDS: dict[str, ModuleType] = {
    "song": song,
    "persona_song": persona_song,
    "extension": extension,
    "concat": concat,
    "cover": cover,
    "section": section,
    "mashup": mashup,
    "persona": persona,
    "wav": wav,
    "stems_basic": stems_basic,
    "stems_full": stems_full,
    "lyrics": lyrics,
    "tags": tags,
    "bpm": bpm,
    "timing": timing,
    "midi": midi,
    "vox": vox,
    "download": download,
    "upload": upload,
    "riffusion_upload": riffusion_upload,
    "add_instrumental": add_instrumental,
    "add_vocals": add_vocals,
    "nuro_music": nuro_music,
    "nuro_song": nuro_song,
    "producer": producer,
    "producer_cover": producer_cover,
    "producer_extension": producer_extension,
    "producer_section": producer_section,
    "remaster": remaster,
    "riffusion": riffusion,
    "riffusion_cover": riffusion_cover,
    "riffusion_extension": riffusion_extension,
    "riffusion_section": riffusion_section,
    "sample": sample,
    "studio_extension": studio_extension,
    "studio_song": studio_song,
    "swap_sound": swap_sound,
    "swap_vocals": swap_vocals,
    "voice": voice,
}
