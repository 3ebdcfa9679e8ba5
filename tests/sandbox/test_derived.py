"""Operations on finished songs: what they make, what they cost, what they refuse."""

import json

import pytest

from tests.sandbox.conftest import (
    Body,
    balance,
    fetch,
    finish,
    finished_song,
    poll,
    wait_for,
)
from tests.support.sandbox import Sandbox

STRANGE = "00000000-0000-4000-8000-000000000000"


def made_from(sandbox: Sandbox, path: str, /, **body: object) -> list[Body]:
    answer = sandbox.post(path, **body)
    assert answer.status_code == 200, answer.text
    data: list[Body] = finish(sandbox, answer.json()["task_id"])["data"]
    return data


def test_a_described_extension_gets_words_of_its_own(sandbox: Sandbox, clip: Body):
    clips = made_from(
        sandbox,
        "/sonic/create",
        task_type="extend_music",
        custom_mode=False,
        mv="sonic-v5",
        continue_clip_id=clip["clip_id"],
        continue_at=5,
        gpt_description_prompt="about the lighthouse",
        title="[fail:one]",
        duration=10,
    )

    [made] = [one for one in clips if one["state"] == "succeeded"]
    assert made["lyrics"] != clip["lyrics"]
    assert "[" in made["lyrics"]


@pytest.mark.parametrize(
    ("path", "price", "body"),
    [
        ("/sonic/create", 15, {"task_type": "extend_music", "continue_at": 4}),
        ("/sonic/create", 15, {"task_type": "cover_music"}),
        ("/sonic/create", 15, {"task_type": "remaster"}),
        ("/sonic/create", 15, {"task_type": "add_vocals"}),
        ("/sonic/create", 15, {"task_type": "add_instrumental"}),
        ("/sonic/mashup", 15, {"mashup_clip_ids": ["CLIP", "CLIP"]}),
        ("/sonic/replace-section", 15, {"infill_start_s": 4, "infill_end_s": 8}),
        (
            "/sonic/sample",
            15,
            {
                "sample_clip_id": "CLIP",
                "chop_sample_start_s": 1,
                "chop_sample_end_s": 4,
                "make_instrumental": True,
            },
        ),
        ("/sonic/stems/basic", 30, {}),
        ("/sonic/stems/full", 75, {}),
        ("/sonic/persona", 1, {"name": "A voice"}),
    ],
)
def test_every_operation_has_its_price(
    sandbox: Sandbox, clip: Body, path: str, price: int, body: Body
):
    sandbox.control("faults", kind="task_never_ends", path=path)
    name = "clip_id" if path != "/sonic/create" else "continue_clip_id"
    about = {} if {"sample_clip_id", "mashup_clip_ids"} & set(body) else {name: clip["clip_id"]}
    base = {"custom_mode": True, "mv": "sonic-v5", "prompt": "la la"}
    tool = path in {"/sonic/stems/basic", "/sonic/stems/full", "/sonic/persona"}

    known = json.loads(json.dumps(body).replace("CLIP", clip["clip_id"]))
    answer = sandbox.post(path, **({} if tool else base), **about, **known)

    assert answer.status_code == 200, answer.text
    assert balance(sandbox) == (1000 - price, 0)


@pytest.mark.parametrize(
    ("kind", "parts", "said"),
    [
        ("stems_fewer", 3, ["Vocals"]),
        ("stems_fewer", 9, ["Vocals"]),
        ("stems_more", 1, ["Vocals", "Drums", "Bass", "Other", "Backing Vocals"]),
        ("stems_unnamed", None, [None] * 4),
    ],
)
def test_a_split_may_have_other_parts_than_usual(
    sandbox: Sandbox, clip: Body, kind: str, parts: int | None, said: list[str | None]
):
    path, options = "/sonic/stems/basic", {"parts": parts} if parts else {}
    sandbox.control("faults", kind="task_never_ends", path=path)
    sandbox.control("faults", kind=kind, path=path, options=options)

    task_id = sandbox.post(path, clip_id=clip["clip_id"]).json()["task_id"]
    seen = wait_for(lambda: poll(sandbox, task_id).get("data"))

    assert [part.get("stem_type") for part in seen] == said
    titles = [f"{clip['title']} ({name})" if name else clip["title"] for name in said]
    assert [part["title"] for part in seen] == titles


def test_nothing_is_made_from_a_song_that_is_not_finished(sandbox: Sandbox, clip: Body):
    hanging = {"custom_mode": True, "mv": "sonic-v5", "prompt": "[hang] la"}
    task_id = sandbox.post("/sonic/create", **hanging).json()["task_id"]
    while not (data := poll(sandbox, task_id).get("data")):
        pass
    clip_id = data[0]["clip_id"]
    before = balance(sandbox)

    cover = {**hanging, "task_type": "cover_music", "continue_clip_id": clip_id}
    answers = [
        sandbox.post("/sonic/create", **cover).status_code,
        sandbox.post("/sonic/stems/basic", clip_id=clip_id).status_code,
        sandbox.post("/sonic/download", clip_id=clip_id, formats=["mp3"]).status_code,
    ]

    assert answers == [400, 400, 202]
    assert balance(sandbox) == before


def test_stems_can_fail_and_the_price_comes_back(sandbox: Sandbox, clip: Body):
    before = balance(sandbox)
    sandbox.control("faults", kind="task_failed", path="/sonic/stems/full")

    answer = sandbox.post("/sonic/stems/full", clip_id=clip["clip_id"])
    charged = balance(sandbox)
    failed = finish(sandbox, answer.json()["task_id"])

    assert charged[0] == before[0] - 75
    assert failed["type"] == "failed"
    assert balance(sandbox) == before


def test_a_pair_is_open_until_the_whole_song_is_joined(sandbox: Sandbox, clip: Body):
    body = {"clip_id": clip["clip_id"], "mv": "sonic-v5", "infill_start_s": 4, "infill_end_s": 8}
    hanging = {**body, "auto_concat": True, "infill_lyrics": "[hang] la"}

    task_id = sandbox.post("/sonic/replace-section", **hanging).json()["task_id"]
    while not (data := poll(sandbox, task_id).get("data")):
        pass

    assert [pair["full"] for pair in data] == [None, None]
    assert {pair["replaced"]["state"] for pair in data} <= {"pending", "running"}


def test_bpm_words_and_notes_are_read_from_the_score(sandbox: Sandbox, clip: Body):
    clip_id = clip["clip_id"]

    tempo = sandbox.post("/sonic/bpm", clip_id=clip_id).json()["data"]
    words = sandbox.post("/sonic/aligned-lyrics", clip_id=clip_id).json()["data"]["alignment"]
    midi = sandbox.post("/sonic/midi", clip_id=clip_id).json()["data"]

    assert 40 < tempo["min_bpm"] <= tempo["avg_bpm"] <= tempo["max_bpm"] < 220
    sung = "".join(word["word"] for word in words)
    assert "creaking by the quay\n" in sung
    assert sung.startswith("[")
    assert all(0 <= word["start_s"] < word["end_s"] for word in words)
    assert words == sorted(words, key=lambda word: word["start_s"])
    file = fetch(sandbox, midi["midi_url"])
    assert file.content.startswith(b"MThd")
    assert file.headers["Content-Type"] == "audio/midi"
    names = {instrument["name"] for instrument in midi["instruments"]}
    assert "Vocals" in names
    assert "Drums" in names or "Percussion" in names or "Bass" in names


def test_word_timing_is_paid_once_for_a_clip(sandbox: Sandbox, clip: Body):
    def call() -> None:
        assert sandbox.post("/sonic/aligned-lyrics", clip_id=clip["clip_id"]).status_code == 200

    call()
    before = balance(sandbox)
    call()

    assert balance(sandbox) == before


def test_midi_may_ask_to_come_again(sandbox: Sandbox, clip: Body):
    sandbox.control("faults", kind="not_ready", path="/sonic/midi")
    before = balance(sandbox)

    waiting = sandbox.post("/sonic/midi", clip_id=clip["clip_id"])
    free = balance(sandbox)
    done = sandbox.post("/sonic/midi", clip_id=clip["clip_id"])

    assert (waiting.status_code, waiting.json()["type"], free) == (202, "not_ready", before)
    assert done.status_code == 200


def test_an_instrumental_has_no_words_to_align(sandbox: Sandbox):
    body = {"custom_mode": True, "make_instrumental": True, "mv": "sonic-v5", "duration": 10}
    clips = finished_song(sandbox, {**body, "tags": "[fail:one] piano"})
    [wordless] = [clip for clip in clips if clip["state"] == "succeeded"]
    before = balance(sandbox)

    answer = sandbox.post("/sonic/aligned-lyrics", clip_id=wordless["clip_id"])

    assert (answer.status_code, balance(sandbox)) == (404, before)


def test_files_come_in_the_formats_asked_for(sandbox: Sandbox, clip: Body):
    answer = sandbox.post("/sonic/download", clip_id=clip["clip_id"], formats=["mp3", "wav"])

    files = answer.json()["data"]["files"]
    assert [file["format"] for file in files] == ["mp3", "wav"]
    assert all(fetch(sandbox, file["file_url"]).status_code == 200 for file in files)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sonic/stems/basic", {"clip_id": STRANGE}, 404),
        ("/sonic/stems/full", {"clip_id": "x"}, 404),
        ("/sonic/bpm", {"clip_id": STRANGE}, 404),
        ("/sonic/aligned-lyrics", {"clip_id": STRANGE}, 404),
        ("/sonic/midi", {"clip_id": STRANGE}, 404),
        ("/sonic/vox", {"clip_id": STRANGE}, 404),
        ("/sonic/vox", {"clip_id": "SOURCE", "vocal_start_s": 5, "vocal_end_s": 2}, 400),
        ("/sonic/vox", {"clip_id": STRANGE, "vocal_end_s": 2}, 404),
        ("/sonic/download", {"clip_id": STRANGE, "formats": ["mp3"]}, 404),
        ("/sonic/download", {"clip_id": "SOURCE", "formats": []}, 400),
        ("/sonic/download", {"clip_id": "SOURCE", "formats": ["ogg"]}, 400),
        ("/sonic/persona", {"name": "A", "clip_id": STRANGE}, 404),
        ("/sonic/persona", {"name": "", "clip_id": "SOURCE"}, 400),
        ("/sonic/persona", {"name": "A" * 80, "clip_id": "SOURCE"}, 400),
        ("/sonic/persona", {"name": "A"}, 400),
        ("/sonic/persona", {"name": "A", "clip_id": "SOURCE", "styles": "s" * 2001}, 400),
        ("/sonic/mashup", {"mashup_clip_ids": ["SOURCE"], "custom_mode": False}, 400),
        ("/sonic/mashup", {"mashup_clip_ids": ["SOURCE", STRANGE], "custom_mode": False}, 404),
        ("/sonic/replace-section", {"clip_id": "SOURCE", "infill_start_s": 5}, 400),
        (
            "/sonic/replace-section",
            {"clip_id": "SOURCE", "infill_start_s": 5, "infill_end_s": 5},
            400,
        ),
        (
            "/sonic/replace-section",
            {"clip_id": "SOURCE", "infill_start_s": 5, "infill_end_s": 999},
            400,
        ),
        (
            "/sonic/replace-section",
            {"clip_id": "SOURCE", "infill_start_s": 999, "infill_end_s": 1000},
            400,
        ),
        (
            "/sonic/replace-section",
            {"clip_id": "SOURCE", "infill_start_s": 1, "infill_end_s": 2, "mv": "sonic-v3-5"},
            400,
        ),
        (
            "/sonic/sample",
            {
                "chop_sample_start_s": 1,
                "chop_sample_end_s": 2,
                "custom_mode": False,
                "make_instrumental": True,
            },
            400,
        ),
        ("/sonic/upload", {"url": ""}, 400),
        ("/sonic/upload", {"url": "not an address"}, 400),
        ("/sonic/create-voice", {"audio_url": "ftp://x/y"}, 400),
        ("/sonic/upsample-tags", {"tags": ""}, 400),
        ("/sonic/lyrics", {"description": "d" * 120}, 400),
        ("/sonic/lyrics", {"description": ""}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_and_costs_nothing(
    sandbox: Sandbox, clip: Body, path: str, body: Body, status: int
):
    before = balance(sandbox)
    text = str(clip["clip_id"])
    known = {
        name: [text if item == "SOURCE" else item for item in value]
        if isinstance(value, list)
        else text
        if value == "SOURCE"
        else value
        for name, value in body.items()
    }

    answer = sandbox.post(path, **{"mv": "sonic-v5", **known})

    assert answer.status_code == status, answer.text
    assert answer.json().get("error") or answer.json().get("message")
    assert balance(sandbox) == before


@pytest.mark.parametrize(
    "change",
    [
        {"task_type": "extend_music", "continue_at": 5},
        {"task_type": "extend_music", "continue_clip_id": "SOURCE"},
        {"task_type": "extend_music", "continue_clip_id": "SOURCE", "continue_at": 999},
        {"task_type": "extend_music", "continue_clip_id": STRANGE, "continue_at": 5},
        {"task_type": "cover_music"},
        {"task_type": "cover_music", "continue_clip_id": "SOURCE", "audio_weight": 1.5},
        {"task_type": "concat_music"},
        {"task_type": "concat_music", "continue_clip_id": "SOURCE"},
        {"task_type": "concat_music", "continue_clip_id": STRANGE, "duration": 20},
        {"task_type": "persona_music"},
        {"task_type": "persona_music", "persona_id": STRANGE},
        {"task_type": "remaster"},
        {"task_type": "remaster", "continue_clip_id": "SOURCE", "mv": "sonic-v4-5"},
        {"task_type": "add_vocals", "continue_clip_id": "SOURCE", "prompt": ""},
        {
            "task_type": "add_instrumental",
            "continue_clip_id": "SOURCE",
            "overpainting_start_s": 8,
            "overpainting_end_s": 4,
        },
    ],
)
def test_a_create_without_what_its_task_needs_is_refused(
    sandbox: Sandbox, clip: Body, change: Body
):
    before = balance(sandbox)
    known = {k: clip["clip_id"] if v == "SOURCE" else v for k, v in change.items()}
    base = {"custom_mode": True, "mv": "sonic-v5", "prompt": "la"}

    answer = sandbox.post("/sonic/create", **{**base, **known})

    assert answer.status_code == 400, answer.text
    assert balance(sandbox) == before
