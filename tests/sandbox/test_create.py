"""What POST /sonic/create takes and what it refuses, without a charge."""

import pytest

from tests.sandbox.conftest import Body, balance, submit
from tests.support.sandbox import Sandbox

DESCRIBED = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a calm tune"}
# Nothing is rendered for a task that hangs, so the tests are quick.
HANG = "[hang] la"


def refused(sandbox: Sandbox, body: Body) -> tuple[int, str]:
    """Send a request that must be refused, and prove that it cost nothing."""
    before = balance(sandbox)
    answer = sandbox.post("/sonic/create", **body)
    assert balance(sandbox) == before
    assert "task_id" not in answer.json()
    return answer.status_code, answer.json().get("error") or answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"custom_mode": True, "prompt": HANG},
        {"custom_mode": True, "lyrics": HANG},
        {"custom_mode": True, "prompt": HANG, "auto_lyrics": True},
        {"custom_mode": True, "make_instrumental": True, "tags": "[hang]"},
        {"custom_mode": False, "gpt_description_prompt": HANG},
        {"custom_mode": False, "gpt_description_prompt": HANG, "make_instrumental": True},
        {"custom_mode": True, "prompt": HANG, "vocal_gender": "f", "use_suno_cdn": False},
        {"custom_mode": True, "prompt": HANG, "style_weight": 0, "weirdness_constraint": 1},
        {"custom_mode": True, "prompt": HANG, "negative_tags": "choir", "unknown": {"a": 1}},
        {"custom_mode": True, "prompt": HANG, "webhook_url": "http://127.0.0.1:9/hook"},
    ],
)
def test_every_mode_is_accepted_and_charged(sandbox: Sandbox, body: Body):
    answer = sandbox.post("/sonic/create", mv="sonic-v5", **body)

    assert answer.status_code == 200
    assert answer.json()["message"] == "success"
    assert balance(sandbox) == (980, 0)


@pytest.mark.parametrize("mv", [
    "sonic-v3-5", "sonic-v4", "sonic-v4-5", "sonic-v4-5-plus", "sonic-v5", "sonic-v5-5",
    "sonic-v6", "sonic-v6-wild", "sonic-v6-mini",
])  # fmt: skip
def test_models_of_every_date_are_accepted(sandbox: Sandbox, mv: str):
    submit(sandbox, {"custom_mode": True, "mv": mv, "prompt": HANG})


@pytest.mark.parametrize(
    ("mv", "member", "maximum"),
    [
        ("sonic-v5", "prompt", 5000),
        ("sonic-v5", "lyrics", 5000),
        ("sonic-v5", "tags", 1000),
        ("sonic-v5", "title", 80),
        ("sonic-v5", "negative_tags", 200),
        ("sonic-v5", "gpt_description_prompt", 400),
        ("sonic-v4", "prompt", 3000),
        ("sonic-v4", "tags", 200),
        ("sonic-v3-5", "prompt", 3000),
    ],
)
def test_texts_may_be_as_long_as_the_model_takes(
    sandbox: Sandbox, mv: str, member: str, maximum: int
):
    base = {"custom_mode": member != "gpt_description_prompt", "mv": mv}
    if base["custom_mode"] and member not in {"prompt", "lyrics"}:
        base["prompt"] = HANG

    status, text = refused(sandbox, {**base, member: "ä" * (maximum + 1)})
    submit(sandbox, {**base, member: HANG.ljust(maximum, "ä")})

    assert status == 400
    assert f"{member} must have at most {maximum}" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"custom_mode": None}, "custom_mode must not be null"),
        ({"custom_mode": "true"}, "custom_mode must be true or false"),
        ({"mv": "sonic-v4-5-all"}, "mv is not valid"),
        ({"mv": 5}, "mv must be a string"),
        ({"prompt": "  "}, "prompt is required"),
        ({"prompt": 7}, "prompt must be a string"),
        ({"tags": ["folk"]}, "tags must be a string"),
        ({"task_type": "compose"}, "task_type is not valid"),
        ({"vocal_gender": "x"}, "vocal_gender is not valid"),
        ({"style_weight": 1.01}, "style_weight must be at most 1"),
        ({"style_weight": -0.01}, "style_weight must be at least 0"),
        ({"weirdness_constraint": "0.5"}, "weirdness_constraint must be a number"),
        ({"audio_weight": True}, "audio_weight must be a number"),
        ({"duration": 9}, "duration must be 10 to 360"),
        ({"duration": 361}, "duration must be 10 to 360"),
        ({"duration": 10.5}, "duration must be a whole number"),
        ({"use_suno_cdn": "false"}, "use_suno_cdn must be true or false"),
        ({"webhook_url": "example.org/hook"}, "webhook_url must be"),
        ({"webhook_url": "http://[/"}, "webhook_url must be"),
        ({"webhook_url": "https://example.org/" + "x" * 1005}, "webhook_url must be"),
        ({"custom_mode": False}, "gpt_description_prompt is required"),
        ({"custom_mode": False, "auto_lyrics": True}, "auto_lyrics needs custom_mode"),
        ({"prompt": "[fail:often] la"}, "[fail:often] is not a switch"),
    ],
)
def test_a_bad_member_is_named_and_costs_nothing(
    sandbox: Sandbox, song: Body, change: Body, words: str
):
    status, text = refused(sandbox, {**song, **change})

    assert status == 400
    assert words in text


@pytest.mark.parametrize("missing", ["custom_mode", "mv", "prompt"])
def test_a_required_member_must_be_there(sandbox: Sandbox, song: Body, missing: str):
    del song[missing]

    assert refused(sandbox, song) == (
        400,
        f"{missing} is required" + " when custom_mode is true" * (missing == "prompt"),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_object_is_refused(sandbox: Sandbox, content: bytes):
    answer = sandbox.client.post(
        f"{sandbox.base_url}/sonic/create", headers=sandbox.headers, content=content
    )

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_body_that_is_far_too_large_is_refused(sandbox: Sandbox, song: Body):
    status, text = refused(sandbox, {**song, "unknown": "x" * 1_100_000})

    assert status == 400
    assert text


@pytest.mark.parametrize("member", [b'"style_weight":NaN', b'"title":"\\ud800"'])
def test_what_json_should_not_hold_is_refused(sandbox: Sandbox, member: bytes):
    content = b'{"custom_mode":true,"mv":"sonic-v5","prompt":"la",' + member + b"}"

    answer = sandbox.client.post(
        f"{sandbox.base_url}/sonic/create", headers=sandbox.headers, content=content
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "[fail:moderation] la"},
        {"prompt": "[Verse]\n[Chorus]"},
        {"prompt": "la la\nprod. by Somebody"},
        {"tags": "in the manner of Taylor Swift"},
        {"title": "To Taylor Swift"},
        {"custom_mode": False, "gpt_description_prompt": "a song as by David Bowie"},
    ],
)
def test_content_that_breaks_the_rules_is_refused_and_costs_nothing(
    sandbox: Sandbox, song: Body, change: Body
):
    before, calls = balance(sandbox), sandbox.control("ledger")["calls"]

    answer = sandbox.post("/sonic/create", **{**song, **change})

    assert answer.status_code == 403
    assert answer.json()["type"] == "forbidden"
    assert balance(sandbox) == before
    assert sandbox.control("ledger")["calls"] == calls


def test_auto_lyrics_prompts_are_descriptions_and_may_lack_section_markers(sandbox: Sandbox):
    body = {"custom_mode": True, "auto_lyrics": True, "mv": "sonic-v5", "prompt": "[hang] 1999"}

    submit(sandbox, body)


def test_without_enough_credits_nothing_is_accepted(sandbox: Sandbox, song: Body):
    sandbox.control("credits", credits=12, extra_credits=7.5)

    answer = sandbox.post("/sonic/create", **song)

    assert (answer.status_code, answer.json()) == (403, {"message": "not enough credits"})
    assert balance(sandbox) == (12, 7.5)


def test_the_last_credits_can_be_spent(sandbox: Sandbox):
    sandbox.control("credits", credits=20)

    submit(sandbox, {**DESCRIBED, "gpt_description_prompt": HANG})

    assert balance(sandbox) == (0, 0)


def test_extra_credits_are_spent_first(sandbox: Sandbox):
    sandbox.control("credits", credits=100, extra_credits=5)

    submit(sandbox, {**DESCRIBED, "gpt_description_prompt": HANG})

    assert balance(sandbox) == (85, 0)


def test_some_answers_have_a_code_and_some_have_none(sandbox: Sandbox):
    coded = sandbox.post("/sonic/create", **DESCRIBED, tags="[hang][shape:code]").json()
    plain = sandbox.post("/sonic/create", **DESCRIBED, tags="[hang][shape:nocode]").json()

    assert coded["code"] == 200
    assert set(plain) == {"message", "task_id"}
