"""The other engines, lyrics, batches and old names: their own shapes, limits and prices."""

import time

import pytest

from tests.sandbox.conftest import Body, balance, fetch, wait_for
from tests.sandbox.receiver import Receiver
from tests.support.sandbox import Sandbox

STUDIO = {
    "prompt": "upbeat surf rock about a lost hubcap",
    "lyrics_type": "generate",
    "prompt_strength": 0.5,
    "clarity_strength": 0.25,
    "lyrics_strength": 0.5,
    "generation_quality": 0.75,
    "model_type": "studio32-v1.5",
    "config": {"mode": "regular"},
}
RIFF = {
    "custom_mode": True,
    "mv": "FUZZ-1.1 Pro",
    "lyrics": "[Verse]\nCopper rain",
    "sound": "rock",
}
VOCAL = {"type": "vocal", "lyrics": "[Verse]\nPaper kites above the square", "duration": 30}
PRODUCER = {"sound": "minimal techno", "lyrics": "", "title": "Glass", "length": 15}


def task_id_of(sandbox: Sandbox, path: str, /, **body: object) -> str:
    answer = sandbox.post(path, **body)
    assert answer.status_code == 200, answer.text
    task_id: str = answer.json().get("task_id") or answer.json()["data"]
    return task_id


def answers_of(sandbox: Sandbox, path: str, *, until: str) -> list[Body]:
    """Poll until the answer's text holds something; return the distinct answers."""
    seen: list[Body] = []

    def look() -> bool:
        answer = sandbox.get(path)
        body = {"http": answer.status_code, **answer.json()}
        if not seen or seen[-1] != body:
            seen.append(body)
        return until in answer.text

    wait_for(look)
    return seen


def test_riffusion_shows_its_songs_one_by_one(sandbox: Sandbox):
    task_id = task_id_of(sandbox, "/riffusion/create", **RIFF, title="Copper Rain")

    seen: list[Body] = []
    while len(seen[-1].get("data", []) if seen else []) < 2:
        seen.append(sandbox.get(f"/riffusion/task/{task_id}").json())
        time.sleep(0.02)

    messages = [body["message"] for body in seen if "message" in body]
    assert messages == sorted(messages)
    assert set(messages) == {"processing", "success"}
    assert {len(body["data"]) for body in seen if "data" in body} == {0, 1, 2}
    for song in seen[-1]["data"]:
        assert song["state"] == "succeeded"
        assert song["mv"] == "FUZZ-1.1 Pro"
        assert isinstance(song["duration"], float)
        assert song["timestamp"] == {}
        assert fetch(sandbox, song["audio_url"]).status_code == 200
    assert balance(sandbox) == (988, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"mv": "FUZZ-2"},
        {"mv": None},
        {"custom_mode": "yes"},
        {"lyrics": "x" * 3001},
        {"sound": "x" * 201},
        {"title": "x" * 81},
        {"lyrics": "", "sound": " "},
        {"custom_mode": False},
        {"custom_mode": False, "prompt": "x" * 201},
        {"task_type": "extend_music"},
        {"task_type": "swap_music_sound"},
        {"task_type": "remix"},
        {"task_type": "cover_music", "continue_clip_id": "x"},
        {"vocal_variation": 1.1},
        {
            "task_type": "replace_music",
            "continue_clip_id": "x",
            "replace_start_time": 4,
            "replace_end_time": 3,
        },
    ],
)
def test_riffusion_refuses_what_breaks_its_limits(sandbox: Sandbox, change: Body):
    answer = sandbox.post("/riffusion/create", **{**RIFF, **change})

    assert answer.status_code == 400
    assert balance(sandbox) == (1000, 0)


def test_the_engines_work_on_their_own_songs_only(sandbox: Sandbox, clip: Body):
    swap = {**RIFF, "task_type": "swap_music_sound", "continue_clip_id": clip["clip_id"]}
    answers = [
        sandbox.post("/riffusion/create", **swap),
        sandbox.post("/producer/create", task_type="cover_music", clip_id=clip["clip_id"]),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (
            400,
            "the source clip is of another kind",
        )


def test_a_riffusion_task_can_fail_or_be_refused(sandbox: Sandbox):
    task_id = task_id_of(sandbox, "/riffusion/create", **{**RIFF, "sound": "[fail:task] rock"})

    seen = answers_of(sandbox, f"/riffusion/task/{task_id}", until='"failed"')

    assert seen[-1]["type"] == "failed"
    for sound in ("[fail:moderation]", "as Taylor Swift"):
        answer = sandbox.post("/riffusion/create", **{**RIFF, "sound": sound})
        assert (answer.status_code, answer.json()["type"]) == (403, "forbidden")
    upload = {**RIFF, "task_type": "cover_upload_music", "continue_clip_id": "x"}
    assert sandbox.post("/riffusion/create", **upload).status_code == 400
    assert balance(sandbox) == (1000, 0)


def test_studio_has_its_own_words_for_everything(sandbox: Sandbox):
    submitted = sandbox.post("/studio/create", **STUDIO).json()
    path = f"/studio/task/{submitted['data']}"

    seen = answers_of(sandbox, path, until='"SUCCESS"')

    assert submitted == {"code": "success", "message": "", "data": submitted["data"]}
    assert {body["http"] for body in seen} == {200}
    statuses = list(dict.fromkeys(body["data"]["status"] for body in seen))
    assert statuses == ["NOT_START", "IN_PROGRESS", "SUCCESS"]
    done = seen[-1]["data"]
    assert seen[-1]["code"] == "success"
    assert done["progress"] == "100%"
    assert done["submit_time"] <= done["finish_time"]
    assert len(done["data"]["songs"]) == 2
    for made in done["data"]["songs"]:
        assert isinstance(made["tags"], list)
        assert made["prompt"] == STUDIO["prompt"]
        assert fetch(sandbox, made["song_path"]).status_code == 200
    assert balance(sandbox) == (985, 0)


def test_a_studio_task_that_fails_names_a_reason(sandbox: Sandbox):
    task_id = task_id_of(sandbox, "/studio/create", **{**STUDIO, "prompt": "[fail:task] surf"})

    seen = answers_of(sandbox, f"/studio/task/{task_id}", until='"FAILED"')

    assert seen[-1]["data"]["fail_reason"]
    assert seen[-1]["data"]["data"] is None
    assert balance(sandbox) == (1000, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": " "},
        {"lyrics_type": "user"},
        {"lyrics_type": "poem"},
        {"lyrics": "x" * 1001},
        {"prompt_strength": 1.1},
        {"model_type": "studio64"},
        {"config": {"mode": "sideways"}},
        {"config": {"mode": "continuation"}},
        {"config": None},
    ],
)
def test_studio_refuses_what_breaks_its_limits(sandbox: Sandbox, change: Body):
    answer = sandbox.post("/studio/create", **{**STUDIO, **change})

    assert answer.status_code == 400
    assert balance(sandbox) == (1000, 0)


def test_studio_knows_no_task_and_no_song_with_400(sandbox: Sandbox):
    config = {"mode": "continuation", "source": {"song_id": "x"}}
    refused = sandbox.post("/studio/create", **{**STUDIO, "prompt": "[fail:moderation] surf"})

    assert refused.status_code == 403

    assert sandbox.get("/studio/task/x").status_code == 400
    assert sandbox.post("/studio/create", **{**STUDIO, "config": config}).status_code == 400


def test_nuro_answers_flat_with_one_song_as_wav(sandbox: Sandbox):
    body = {**VOCAL, "gender": "Female", "genre": "Folk", "mood": "Happy", "timbre": "Warm"}
    task_id = task_id_of(sandbox, "/nuro/create", **body)

    seen = answers_of(sandbox, f"/nuro/task/{task_id}", until='"succeeded"')

    assert set(seen[0]) == {"http", "task_id", "status", "progress"}
    progress = [body["progress"] for body in seen]
    assert progress == sorted(progress)
    done = seen[-1]
    assert done["progress"] == 100
    assert done["genre"] == "Folk"
    assert fetch(sandbox, done["audio_url"]).headers["Content-Type"] == "audio/wav"
    assert balance(sandbox) == (990, 0)


@pytest.mark.parametrize(
    ("fate", "http", "outcome"),
    [("api", 500, "api_error"), ("forbidden", 403, "forbidden"), ("timeout", 200, "timeout"),
     ("one", 200, "api_error")],
)  # fmt: skip
def test_a_nuro_failure_comes_under_its_own_status_and_says_that_it_was_refunded(
    sandbox: Sandbox, fate: str, http: int, outcome: str
):
    body = {**VOCAL, "lyrics": f"[fail:{fate}] la la"}
    task_id = task_id_of(sandbox, "/nuro/create", **body)

    seen = answers_of(sandbox, f"/nuro/task/{task_id}", until="refund_processed")

    assert (seen[-1]["http"] in {http, 500}, seen[-1]["type"]) == (True, outcome)
    assert seen[-1]["refund_processed"] is True
    assert balance(sandbox) == (1000, 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "noise"},
        {"type": ["vocal"]},
        {"type": "vocal"},
        {"type": "vocal", "lyrics": " "},
        {"type": "vocal", "lyrics": "x" * 2001},
        {**VOCAL, "duration": 29},
        {**VOCAL, "duration": 241},
        {**VOCAL, "genre": "Polka"},
        {**VOCAL, "timbre": "warm"},
        {"type": "bgm"},
        {"type": "bgm", "description": "x", "duration": 61},
        {"type": "bgm", "description": "x", "genre": ["folk"] * 6},
        {"type": "bgm", "description": "x", "theme": ["cheese"]},
        {"type": "bgm", "version": "v2.0", "description": "x"},
        {"type": "bgm", "version": "v2.0", "description": "x", "duration": 29},
        {
            "type": "bgm",
            "version": "v2.0",
            "description": "x",
            "segments": [{"name": "intro", "duration": 5}],
        },
        {
            "type": "bgm",
            "version": "v2.0",
            "description": "x",
            "duration": 60,
            "segments": [{"name": "intro", "duration": 30}],
        },
        {**VOCAL, "webhook_url": "nowhere"},
    ],
)
def test_nuro_refuses_what_breaks_its_limits(sandbox: Sandbox, body: Body):
    answer = sandbox.post("/nuro/create", **body)

    assert answer.status_code == 400, answer.text
    assert answer.json()["message"] if "message" in answer.json() else answer.json()["error"]
    assert balance(sandbox) == (1000, 0)


def test_nuro_has_a_content_review(sandbox: Sandbox):
    assert (
        sandbox.post("/nuro/create", **{**VOCAL, "lyrics": "[fail:moderation]"}).status_code == 403
    )
    assert balance(sandbox) == (1000, 0)


def test_nuro_and_producer_call_back_with_failures(sandbox: Sandbox, receiver: Receiver):
    hook = {"webhook_url": receiver.url, "webhook_secret": "s"}
    nuro = task_id_of(sandbox, "/nuro/create", **{**VOCAL, **hook, "lyrics": "[fail:timeout] la"})
    producer = task_id_of(sandbox, "/producer/create", sound="[fail:task] x", **hook)
    every = task_id_of(sandbox, "/producer/create", sound="[fail:all] x", **hook)

    wait_for(lambda: len(receiver.of("song.failed")) == 3)

    told = {call.body["task_id"]: call.body["platform"] for call in receiver.calls}
    assert told == {nuro: "nuro", producer: "producer", every: "producer"}
    assert sandbox.get(f"/producer/task/{producer}").json()["type"] == "failed"
    assert sandbox.get(f"/producer/task/{every}").json()["status"] == "FAILED"
    assert balance(sandbox) == (1000, 0)


def test_nuro_calls_back_with_what_was_asked_for(sandbox: Sandbox, receiver: Receiver):
    body = {"type": "bgm", "description": "a bakery", "instrument": ["piano"], "duration": 15}
    task_id_of(sandbox, "/nuro/create", **body, webhook_url=receiver.url, webhook_secret="s")

    wait_for(lambda: receiver.of("song.completed"))

    [call] = receiver.of("song.completed")
    assert call.is_signed_with("s")
    assert call.body["platform"] == "nuro"
    assert call.body["status"] == "succeeded"
    assert call.body["instrument"] == ["piano"]
    assert call.body["prompt"] == "a bakery"
    assert call.body["lyrics"] == ""


def test_producer_is_empty_until_it_is_all_there(sandbox: Sandbox, receiver: Receiver):
    hook = {"webhook_url": receiver.url, "webhook_secret": "s"}
    task_id = task_id_of(sandbox, "/producer/create", **PRODUCER, seed=7, **hook)

    seen = answers_of(sandbox, f"/producer/task/{task_id}", until='"SUCCESS"')
    wait_for(lambda: receiver.of("song.completed"))

    assert {tuple(body["data"]) for body in seen[:-1] if "data" in body} == {()}
    songs = seen[-1]["data"]
    assert len(songs) == 2
    for made in songs:
        assert made["sound"] == "minimal techno"
        assert made["seed"] == "7"
        assert made["mv"] == "Lyria 3 Pro"
        assert fetch(sandbox, made["wav_url"]).headers["Content-Type"] == "audio/wav"
    assert receiver.of("song.completed")[0].body["platform"] == "producer"
    assert balance(sandbox) == (988, 0)


def test_producer_hands_out_files(sandbox: Sandbox, receiver: Receiver):
    first = task_id_of(sandbox, "/producer/create", **{**PRODUCER, "title": "[fail:one] Glass"})
    answers_of(sandbox, f"/producer/task/{first}", until='"SUCCESS"')
    clip_id = sandbox.get(f"/producer/task/{first}").json()["data"][0]["clip_id"]

    hook = {"webhook_url": receiver.url, "webhook_secret": "s"}
    file_task = task_id_of(sandbox, "/producer/download", clip_id=clip_id, format="wav", **hook)

    [file] = answers_of(sandbox, f"/producer/task/{file_task}", until='"SUCCESS"')[-1]["data"]
    assert fetch(sandbox, file["file_url"]).headers["Content-Type"] == "audio/wav"
    [call] = wait_for(lambda: receiver.of("song.completed"))
    assert call.body["data"][0]["format"] == "wav"
    assert balance(sandbox) == (1000 - 12 - 2, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"task_type": "swap_music_vocals"}, 410),
        ({"task_type": "swap_music_sound"}, 410),
        ({"task_type": "music_variation"}, 410),
        ({"task_type": "extend_upload_music", "clip_id": "x"}, 400),
        ({"task_type": "extend_music"}, 400),
        ({"task_type": "extend_music", "clip_id": "x"}, 400),
        ({"task_type": "replace_music", "clip_id": "x", "starts_at": 1}, 400),
        ({"task_type": "replace_music", "clip_id": "x", "starts_at": 2, "ends_at": 1}, 400),
        ({}, 400),
        ({"sound": "x", "length": 241}, 400),
        ({"sound": "x", "title": "x" * 81}, 400),
        ({"sound": "like Taylor Swift"}, 403),
        ({"sound": "[fail:moderation]"}, 403),
    ],
)
def test_producer_refuses_what_it_does_not_offer(sandbox: Sandbox, body: Body, status: int):
    answer = sandbox.post("/producer/create", **body)

    assert answer.status_code == status, answer.text
    assert balance(sandbox) == (1000, 0)


def test_producer_calls_of_the_sister_host_are_not_found(sandbox: Sandbox):
    for path in ("/producer/lyrics-create", "/producer/video-clip"):
        assert sandbox.post(path, prompt="x").status_code == 404
