"""What else can be asked for: other engines, and what is made over, around and along with takes."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.accounts.operations import instance_account
from apps.clips.models import Clip, Lineage
from apps.clips.states import ClipState
from apps.generation import operations
from apps.generation.kinds import offers
from apps.generation.models import Job
from apps.personas.models import Persona
from tests.factories.clips import clip as make_clip
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WORDS = "[Verse]\nRopes are creaking by the quay"
RIFF, FUZZ = {"engine": "riffusion"}, {"model": "FUZZ-1.1", "lyrics": WORDS}
TRACK, LYRIA = {"engine": "producer"}, {"model": "Lyria 3 Pro"}
LIKE_A_SONG = {"mode": "own_lyrics", "lyrics": WORDS, "title": "More", "tags": "folk"}

FROM_NOTHING = [
    (
        "riffusion",
        {"mode": "own_lyrics", "model": "FUZZ-1.1 Pro", "tags": "slow folk", "title": "Quay"},
        "riffusion_create",
        musicapi.RiffusionSongRequest(
            model="FUZZ-1.1 Pro", lyrics=WORDS, sound="slow folk", title="Quay"
        ),
    ),
    (
        "riffusion",
        {"mode": "description", "model": "FUZZ-1.1", "description": "a slow waltz"},
        "riffusion_create",
        musicapi.RiffusionSongRequest(model="FUZZ-1.1", description="a slow waltz"),
    ),
    (
        "producer",
        {"model": "Lyria 3 Pro", "tags": "techno", "instrumental": "on", "tempo_bpm": "124"},
        "producer_create",
        musicapi.ProducerSongRequest(sound="techno", model="Lyria 3 Pro", tempo_bpm=124),
    ),
    (
        "studio_song",
        {"sung": "own", "model": "studio130-v1.5", "tags": "surf rock", "negative_tags": "choir"},
        "studio_create",
        musicapi.StudioSongRequest(
            description="surf rock",
            model="studio130-v1.5",
            lyrics=WORDS,
            negative_description="choir",
        ),
    ),
    (
        "studio_song",
        {"sung": "", "model": "studio32-v1.5", "tags": "surf rock"},
        "studio_create",
        musicapi.StudioSongRequest(
            description="surf rock", model="studio32-v1.5", instrumental=True
        ),
    ),
    (
        "nuro_song",
        {"genre": "Folk", "mood": "Chill", "timbre": "Warm", "voice": "female"},
        "nuro_create",
        musicapi.NuroSongRequest(
            lyrics=WORDS,
            vocal_gender=musicapi.VocalGender.FEMALE,
            genre="Folk",
            mood="Chill",
            timbre="Warm",
        ),
    ),
    (
        "nuro_music",
        {
            "model": "v2.0",
            "about": "a harbour",
            "genres": ["folk"],
            "parts": "intro 10, verse 30",
        },
        "nuro_create",
        musicapi.BackgroundMusicRequest(
            description="a harbour",
            model="v2.0",
            genres=("folk",),
            duration_s=40,
            segments=(musicapi.Segment("intro", 10), musicapi.Segment("verse", 30)),
        ),
    ),
]


@pytest.fixture
def provider(settings):
    settings.WEBHOOKS = False
    return Provider()


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def take(project, **fields) -> Clip:
    fresh = {"created_at": timezone.now(), "account": instance_account(), "lyrics": WORDS}
    return make_clip(project, ClipState.READY, **{**fresh, **fields})


def post(page, project, operation, **fields):
    url = reverse("generation:work_create", args=[project.pk])
    data = {"request_key": uuid4(), "operation": operation, "text": WORDS, **fields}
    return page.post(url, data, headers=HTMX)


def accepted(engine) -> musicapi.Submission:
    return musicapi.Submission(str(uuid4()), engine)


def sent(provider, method):
    (call,) = getattr(provider.api, method).call_args_list
    return call[0][0]


@pytest.mark.parametrize(("kind", "fields", "method", "request_sent"), FROM_NOTHING)
def test_other_engines_get_what_was_chosen(
    provider, crew, page, project, kind, fields, method, request_sent
):
    provider.says(**{method: accepted(request_sent.engine)})
    answer = post(page, project, kind, **fields)
    provider.work(crew)

    assert answer.status_code == 200
    assert Job.objects.get().engine == request_sent.engine
    assert sent(provider, method) == request_sent


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("riffusion", {"mode": "own_lyrics", "text": "", "tags": "folk"}, "Write the words first"),
        ("riffusion", {"mode": "own_lyrics", "tags": ""}, "Say how it should sound"),
        ("studio_song", {"sung": "own", "text": "", "tags": "surf"}, "Write the words first"),
        ("riffusion", {"mode": "description"}, "Say in a few words"),
        ("producer", {"tags": "techno", "duration_s": "241"}, "less than or equal to 240"),
        ("nuro_song", {"text": "la " * 700}, "too long for this engine"),
        ("nuro_song", {"genre": "Skiffle"}, "not one of the available"),
        (
            "nuro_music",
            {"about": "x", "moods": ["cool", "fun", "calm", "soft", "easy", "sad"]},
            "6",
        ),
        ("nuro_music", {"about": "x", "model": "v1.0", "duration_s": "61"}, "at most 60"),
        ("nuro_music", {"about": "x", "model": "v1.0", "parts": "verse 30"}, "Only v2"),
        ("nuro_music", {"about": "x", "model": "v2.0", "parts": "verse 20"}, "30 to 120"),
        ("nuro_music", {"about": "x", "model": "v2.0", "parts": "solo 30"}, "Write parts like"),
        (
            "nuro_music",
            {"about": "x", "model": "v2.0", "parts": "verse 40", "duration_s": "50"},
            "add up to 40",
        ),
    ],
)
def test_what_an_engine_does_not_take_is_explained(page, project, kind, fields, said):
    models = {"riffusion": "FUZZ-1.1", "producer": "Lyria 3 Pro", "nuro_music": "v1.0"}
    models["studio_song"] = "studio130-v1.5"
    answer = post(page, project, kind, **{"model": models.get(kind, ""), **fields})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("kind", "origin", "fields", "method", "member"),
    [
        ("remaster", {}, {"variation": "subtle"}, "sonic_create", "variation"),
        ("sample", {}, {"start_s": "3", "end_s": "9", **LIKE_A_SONG}, "sonic_sample", "end_s"),
        ("add_vocals", {"operation": "upload"}, LIKE_A_SONG, "sonic_create", "start_s"),
        ("add_instrumental", {"operation": "upload"}, LIKE_A_SONG, "sonic_create", "start_s"),
        (
            "swap_sound",
            {"engine": "riffusion"},
            {"model": "FUZZ-1.1", "tags": "synthwave", "lyrics": WORDS},
            "riffusion_create",
            "sound",
        ),
        (
            "swap_vocals",
            {"engine": "riffusion", "operation": "upload"},
            {"model": "FUZZ-1.1", "tags": "a deep voice", "lyrics": WORDS, "variation": "40"},
            "riffusion_create",
            "vocal_variation",
        ),
        ("riffusion_cover", RIFF, {**FUZZ, "tags": "surf"}, "riffusion_create", "sound"),
        (
            "riffusion_extension",
            RIFF,
            {**FUZZ, "tags": "surf", "continue_at_s": "9"},
            "riffusion_create",
            "continue_at_s",
        ),
        (
            "riffusion_section",
            RIFF,
            {**FUZZ, "tags": "surf", "start_s": "3", "end_s": "9"},
            "riffusion_create",
            "end_s",
        ),
        (
            "producer_cover",
            TRACK,
            {**LYRIA, "tags": "surf", "strength": "40"},
            "producer_create",
            "strength",
        ),
        (
            "producer_extension",
            TRACK,
            {**LYRIA, "continue_at_s": "9", "more_s": "20", "instruction": "louder"},
            "producer_create",
            "extend_s",
        ),
        (
            "producer_section",
            TRACK,
            {**LYRIA, "start_s": "3", "end_s": "9", "instruction": "louder"},
            "producer_create",
            "instruction",
        ),
        (
            "studio_extension",
            {"engine": "studio"},
            {"model": "studio32-v1.5", "tags": "surf", "side": "before"},
            "studio_create",
            "before",
        ),
    ],
)
def test_takes_are_reworked_in_other_ways(
    provider, crew, page, project, kind, origin, fields, method, member
):
    source = take(project, **origin)
    provider.says(**{method: accepted(musicapi.Engine(source.engine))})
    answer = post(page, project, kind, **{"source": source.pk, "model": "sonic-v6", **fields})
    provider.work(crew)

    request = sent(provider, method)
    assert answer.status_code == 204
    assert request.source_clip_id == source.remote_id
    assert hasattr(request, member)


def test_a_rework_knows_its_source(provider, crew, page, project):
    source = take(project)
    provider.says(sonic_create=accepted(musicapi.Engine.SONIC))
    post(page, project, "remaster", source=source.pk, model="sonic-v6")
    provider.work(crew)
    job = Job.objects.get()
    remote = musicapi.RemoteClip("remaster-1", musicapi.ClipState.RUNNING)
    seen = musicapi.Snapshot(
        job.remote_id, musicapi.Engine.SONIC, musicapi.TaskState.IN_PROGRESS, (remote,)
    )
    operations.absorb(job_id=job.pk, snapshot=seen, now=crew.clock())

    assert Lineage.objects.get().operation == "remaster"


@pytest.mark.parametrize(
    ("kind", "origin", "said"),
    [
        ("remaster", {"created_at": timezone.now().replace(year=2025)}, "this take is older"),
        ("add_vocals", {}, "with uploads only"),
        ("add_instrumental", {}, "with uploads only"),
        ("swap_sound", {}, "another engine"),
        ("voice", {}, "recording that was uploaded"),
    ],
)
def test_what_a_take_lacks_is_said(project, kind, origin, said):
    assert said in offers.why_not(kind, take(project, **origin), now=timezone.now())


def test_a_voice_is_learnt_from_an_upload_that_the_provider_does_not_know(
    provider, crew, page, project
):
    source = take(project, operation="upload", remote_id="")
    provider.says(sonic_create_voice=accepted(musicapi.Engine.SONIC))
    answer = post(page, project, "voice", source=source.pk, name="Mara")
    provider.work(crew)
    job = Job.objects.get()
    done = musicapi.Snapshot(
        job.remote_id,
        musicapi.Engine.SONIC,
        musicapi.TaskState.DONE,
        persona=musicapi.RemotePersona("voice-1"),
    )
    for _ in range(2):
        operations.absorb(job_id=job.pk, snapshot=done, now=crew.clock())

    assert "/personas/?known=0" in answer["HX-Location"]
    assert sent(provider, "sonic_create_voice").url.startswith("http")
    persona = Persona.objects.get()
    assert (persona.remote_id, persona.name, persona.source) == ("voice-1", "Mara", source)
