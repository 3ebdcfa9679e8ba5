"""From submit to files: what a client sees of a song that succeeds."""

import io
import time
from typing import Any

import av
import pytest

from tests.sandbox.conftest import (
    Body,
    balance,
    fetch,
    finish,
    finished_song,
    is_final,
    poll,
    submit,
    wait_for,
)
from tests.support.sandbox import Sandbox


def duration_of(audio: bytes) -> float:
    with av.open(io.BytesIO(audio)) as container:
        frames = [frame.samples for frame in container.decode(audio=0)]
        return sum(frames) / container.streams.audio[0].rate


def test_a_song_is_seen_to_progress_and_its_clips_end_one_after_the_other(
    sandbox: Sandbox, song: Body
):
    task_id = submit(sandbox, song)

    seen: list[list[str]] = []
    while not is_final(body := poll(sandbox, task_id)):
        seen.append([clip["state"] for clip in body.get("data", [])])
        time.sleep(0.02)
    seen.append([clip["state"] for clip in body["data"]])

    order = ["pending", "running", "succeeded"]
    ranks = [sum(order.index(state) for state in states) for states in seen if states]
    assert ranks == sorted(ranks)
    assert {"succeeded", "running"} in [set(states) for states in seen]
    assert seen[-1] == ["succeeded", "succeeded"]


def test_a_task_is_not_ready_at_first(sandbox: Sandbox, song: Body):
    hanging = {**song, "prompt": "[hang] la"}

    def first_answer() -> Any:
        answer = sandbox.get(f"/sonic/task/{submit(sandbox, hanging)}")
        return answer if answer.status_code == 202 else None

    # On a busy machine the first poll may come too late to see it.
    assert wait_for(first_answer).json() == {"type": "not_ready", "error": "still processing"}


def test_a_finished_song_shows_everything(sandbox: Sandbox, song: Body):
    more = {"negative_tags": "choir", "style_weight": 0.7, "weirdness_constraint": 0.25}

    clips = finished_song(sandbox, {**song, **more})

    assert len({clip["clip_id"] for clip in clips}) == 2
    for clip in clips:
        assert set(clip) == {
            "clip_id", "state", "title", "tags", "lyrics", "image_url", "audio_url", "video_url",
            "created_at", "gpt_description_prompt", "duration", "negative_tags", "style_weight",
            "weirdness_constraint", "mv",
        }  # fmt: skip
        assert clip["title"] == "Harbour"
        assert clip["tags"] == "folk, guitar"
        assert clip["lyrics"] == song["prompt"]
        assert clip["gpt_description_prompt"] is None
        assert clip["created_at"].endswith("Z")
        assert float(clip["duration"]) > 0
        assert isinstance(clip["duration"], str)
        assert clip["mv"] == "chirp-v6"
        assert {name: clip[name] for name in more} == more
    assert balance(sandbox) == (980, 0)


def test_a_described_song_gets_its_words_from_the_engine(sandbox: Sandbox):
    description = "a cheerful folk song about tea"
    body = {"custom_mode": False, "mv": "sonic-v6", "gpt_description_prompt": description}

    clips = finished_song(sandbox, {**body, "duration": 10})

    for clip in clips:
        assert clip["title"]
        assert clip["tags"]
        assert clip["lyrics"]
        assert clip["gpt_description_prompt"] == description


def test_an_instrumental_says_so_instead_of_lyrics(sandbox: Sandbox):
    body = {"custom_mode": True, "make_instrumental": True, "mv": "sonic-v5", "tags": "piano"}

    clips = finished_song(sandbox, {**body, "duration": 10})

    assert [clip["lyrics"] for clip in clips] == ["[Instrumental]"] * 2


def test_audio_wav_and_cover_are_what_they_say(sandbox: Sandbox, clip: Body):
    wav_url = sandbox.post("/sonic/wav", clip_id=clip["clip_id"]).json()["data"]["wav_url"]

    audio, wav = fetch(sandbox, clip["audio_url"]), fetch(sandbox, wav_url)
    cover = fetch(sandbox, clip["image_url"])

    assert audio.headers["Content-Type"] == "audio/mpeg"
    assert wav.headers["Content-Type"] == "audio/wav"
    assert cover.headers["Content-Type"].startswith("image/")
    assert int(audio.headers["Content-Length"]) == len(audio.content)
    assert duration_of(audio.content) == pytest.approx(float(clip["duration"]), abs=0.2)
    assert duration_of(wav.content) == pytest.approx(float(clip["duration"]), abs=0.1)


def test_the_stream_can_be_heard_before_the_end_and_read_to_the_end(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "duration": 20})

    def streaming_clip() -> Body | None:
        clips = poll(sandbox, task_id).get("data", [])
        return next((c for c in clips if c["state"] == "running" and c["audio_url"]), None)

    clip = wait_for(streaming_clip)
    head = sandbox.client.head(clip["audio_url"])
    streamed = fetch(sandbox, clip["audio_url"])
    final = next(c for c in finish(sandbox, task_id)["data"] if c["clip_id"] == clip["clip_id"])

    assert head.status_code == 200
    assert head.headers["Content-Type"] == "audio/mpeg"
    assert "stream" in clip["audio_url"]
    assert "stream" not in final["audio_url"]
    assert clip["duration"] is None
    assert duration_of(streamed.content) == pytest.approx(float(final["duration"]), abs=0.5)


def test_the_same_seed_or_the_same_count_of_songs_makes_the_same_bytes(fresh: Sandbox, song: Body):
    seeded = {**song, "prompt": "[seed:7]" + song["prompt"]}

    def tags() -> list[str]:
        tasks = [submit(fresh, body) for body in (song, seeded)]
        clips = [clip for task_id in tasks for clip in finish(fresh, task_id)["data"]]
        return [fetch(fresh, clip["audio_url"]).headers["ETag"] for clip in clips]

    first = tags()
    again = finished_song(fresh, seeded)
    assert fetch(fresh, again[0]["audio_url"]).headers["ETag"] == first[2]
    fresh.control("reset")
    assert tags() == first
    assert len(set(first)) == 4


def test_files_are_served_in_parts(sandbox: Sandbox, clip: Body):
    url = clip["audio_url"]
    whole = fetch(sandbox, url)
    size = len(whole.content)

    part = fetch(sandbox, url, Range="bytes=100-199")
    rest = fetch(sandbox, url, Range=f"bytes={size - 5}-")
    outside = fetch(sandbox, url, Range=f"bytes={size}-")
    changed = fetch(sandbox, url, Range="bytes=0-9", If_Range='"other"')
    same = fetch(sandbox, url, Range="bytes=0-9", If_Range=whole.headers["ETag"])

    assert whole.headers["Accept-Ranges"] == "bytes"
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{size}"
    assert (rest.status_code, rest.content) == (206, whole.content[-5:])
    assert (outside.status_code, outside.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert (changed.status_code, len(changed.content)) == (200, size)
    assert (same.status_code, len(same.content)) == (206, 10)


def test_a_file_that_is_known_is_not_sent_again(sandbox: Sandbox, clip: Body):
    url = clip["audio_url"]
    head = sandbox.client.head(url)

    again = fetch(sandbox, url, If_None_Match=head.headers["ETag"])

    assert head.status_code == 200
    assert int(head.headers["Content-Length"]) > 0
    assert head.content == b""
    assert (again.status_code, again.content) == (304, b"")


def test_a_link_that_was_changed_is_refused(sandbox: Sandbox, clip: Body):
    url = clip["audio_url"]

    assert fetch(sandbox, url.replace("song.mp3", "song.wav")).status_code == 403
    assert fetch(sandbox, url.split("?")[0]).status_code == 403
    assert fetch(sandbox, url.replace(clip["clip_id"], task_of_nobody())).status_code == 404
    assert sandbox.client.post(url).status_code == 405


def task_of_nobody() -> str:
    return "00000000-0000-4000-8000-000000000000"


def test_an_unknown_task_is_not_found(sandbox: Sandbox):
    for task_id in (task_of_nobody(), "x", "5b0c1d8e"):
        answer = sandbox.get(f"/sonic/task/{task_id}")

        assert (answer.status_code, answer.json()) == (404, {"error": "task not found"})


def test_a_wav_is_charged_each_time_and_its_answer_has_no_code(sandbox: Sandbox, clip: Body):
    answers = [sandbox.post("/sonic/wav", clip_id=clip["clip_id"]).json() for _ in range(2)]

    assert [set(answer) for answer in answers] == [{"message", "data"}] * 2
    assert balance(sandbox) == (1000 - 2 - 2, 0)


def test_a_wav_of_nothing_costs_nothing(sandbox: Sandbox, song: Body):
    task_id = submit(sandbox, {**song, "prompt": "[hang] la"})
    running = wait_for(lambda: poll(sandbox, task_id).get("data"))[0]["clip_id"]
    failed = finished_song(sandbox, {**song, "prompt": "[fail:all] la"})[0]["clip_id"]
    before = balance(sandbox)

    answers = [
        sandbox.post("/sonic/wav", clip_id=clip_id)
        for clip_id in (running, failed, task_of_nobody(), "x")
    ]

    assert [answer.status_code for answer in answers] == [202, 404, 404, 404]
    assert answers[0].json()["type"] == "not_ready"
    assert sandbox.post("/sonic/wav").status_code == 400
    assert balance(sandbox) == before


def test_a_wav_needs_credits(sandbox: Sandbox, clip: Body):
    sandbox.control("credits", credits=1)

    answer = sandbox.post("/sonic/wav", clip_id=clip["clip_id"])

    assert (answer.status_code, balance(sandbox)) == (403, (1, 0))
