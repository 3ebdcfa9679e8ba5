"""Lyrics, the old names, and several songs in one call."""

import pytest

from tests.sandbox.conftest import Body, balance, fetch, wait_for
from tests.sandbox.test_families import answers_of, task_id_of
from tests.support.sandbox import Sandbox


def test_lyrics_come_in_two_candidates(sandbox: Sandbox):
    answer = sandbox.post("/sonic/lyrics", description="a baker who walks home").json()

    assert answer["code"] == 200
    assert len(answer["results"]) == 2
    assert all("[" in sheet["lyrics"] and sheet["title"] for sheet in answer["results"])
    assert answer["results"][0] != answer["results"][1]
    assert balance(sandbox) == (998, 0)


@pytest.mark.parametrize(
    ("fate", "status"), [("moderation", 403), ("timeout", 504), ("api", 500)]
)  # fmt: skip
def test_lyrics_can_fail_at_no_cost(sandbox: Sandbox, fate: str, status: int):
    answer = sandbox.post("/sonic/lyrics", description=f"[fail:{fate}] a baker")

    assert answer.status_code == status
    assert balance(sandbox) == (1000, 0)


def test_old_lyrics_are_polled(sandbox: Sandbox):
    answer = sandbox.post("/suno/make-lyrics", prompt="a street of lanterns").json()
    path = f"/suno/get-lyrics/{answer['data']['task_id']}"

    seen = answers_of(sandbox, path, until='"complete"')

    assert seen[-1]["data"]["text"]
    assert seen[-1]["data"]["input"] == "a street of lanterns"
    assert sandbox.get("/suno/get-lyrics/x").status_code == 404
    assert balance(sandbox) == (998, 0)


def test_the_old_names_make_and_show_songs(sandbox: Sandbox, song: Body):
    task_id = task_id_of(sandbox, "/suno/create", **song)
    clips = answers_of(sandbox, f"/suno/clip/{task_id}", until="song.mp3")[-1]["data"]
    clip_id = next(clip["clip_id"] for clip in clips if clip["state"] == "succeeded")

    link = f"https://share.example.org/song/{clip_id}"
    shared = sandbox.post("/suno/get-song", share_link=link).json()

    assert shared["song_title"] == "Harbour"
    assert fetch(sandbox, shared["audio_url"]).status_code == 200
    assert sandbox.post("/suno/get-song", share_link="https://a.example/b").status_code == 400
    assert sandbox.get("/suno/clip/x").status_code == 404


def test_a_batch_takes_each_song_for_itself(sandbox: Sandbox, song: Body):
    hanging = {**song, "prompt": "[hang] la"}
    failing = {**song, "prompt": "[fail:task] la"}

    answer = sandbox.post(
        "/sonic/batch", items=[hanging, failing, {**song, "mv": "none"}, {"mv": "sonic-v5"}]
    ).json()
    path = f"/sonic/batch?batch_id={answer['batch_id']}"

    assert answer["submitted"] == 2
    assert [item["index"] for item in answer["tasks"]] == [0, 1, 2, 3]
    assert "mv is not valid" in answer["tasks"][2]["error"]
    assert answer["tasks"][3]["error"] == "custom_mode is required"
    assert balance(sandbox) == (960, 0)
    wait_for(lambda: sandbox.get(path).json()["tasks"][1]["status"] == "failed")
    statuses = [item["status"] for item in sandbox.get(path).json()["tasks"]]
    assert statuses == ["running", "failed", "failed", "failed"]
    assert balance(sandbox) == (980, 0)


def test_a_batch_stops_being_accepted_where_the_credits_end(sandbox: Sandbox, song: Body):
    sandbox.control("credits", credits=30)
    hanging = {**song, "prompt": "[hang] la"}

    answer = sandbox.post("/sonic/batch", items=[hanging, hanging]).json()

    assert answer["submitted"] == 1
    assert answer["tasks"][1]["error"] == "not enough credits"
    assert balance(sandbox) == (10, 0)


def test_a_batch_of_which_nothing_is_accepted_is_refused(sandbox: Sandbox, song: Body):
    refused = sandbox.post("/sonic/batch", items=[{**song, "mv": "none"}])
    untyped = sandbox.post("/sonic/batch", items=[song, {"title": 5}])
    sandbox.control("credits", credits=1)
    poor = sandbox.post("/sonic/batch", items=[song])

    assert (refused.status_code, "batch_id" in refused.json()) == (400, False)
    assert (untyped.status_code, untyped.json()["error"]) == (400, "title must be a string")
    assert (poor.status_code, poor.json()["message"]) == (403, "not enough credits")
    assert balance(sandbox) == (1, 0)


def test_a_batch_has_one_to_ten_songs(sandbox: Sandbox, song: Body):
    assert sandbox.post("/sonic/batch", items=[]).status_code == 400
    assert sandbox.post("/sonic/batch", items=[song] * 11).status_code == 400
    assert sandbox.post("/sonic/batch", items="song").status_code == 400
    assert sandbox.get("/sonic/batch").status_code == 400
    assert sandbox.get("/sonic/batch?batch_id=x").status_code == 404
    assert balance(sandbox) == (1000, 0)
