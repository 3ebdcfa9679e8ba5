"""Whatever a stranger's program sends, the answer is one of the contract's."""

import pytest

from tests.sandbox.conftest import balance
from tests.support.sandbox import Sandbox

POSTS = [
    "/sonic/create",
    "/sonic/stems/basic",
    "/sonic/stems/full",
    "/sonic/persona",
    "/sonic/upload",
    "/sonic/wav",
    "/sonic/lyrics",
    "/sonic/aligned-lyrics",
    "/sonic/bpm",
    "/sonic/upsample-tags",
    "/sonic/create-voice",
    "/sonic/vox",
    "/sonic/midi",
    "/sonic/mashup",
    "/sonic/replace-section",
    "/sonic/sample",
    "/sonic/upload-cover",
    "/sonic/upload-extend",
    "/sonic/download",
    "/sonic/batch",
    "/suno/create",
    "/suno/make-lyrics",
    "/suno/get-song",
    "/producer/create",
    "/producer/upload",
    "/producer/download",
    "/producer/lyrics-create",
    "/producer/video-clip",
    "/riffusion/create",
    "/riffusion/upload",
    "/studio/create",
    "/nuro/create",
]
MEMBERS = [
    "type",
    "version",
    "task_type",
    "mv",
    "custom_mode",
    "prompt",
    "lyrics",
    "tags",
    "title",
    "description",
    "config",
    "segments",
    "duration",
    "clip_id",
    "url",
    "audio_url",
    "items",
    "formats",
    "mashup_clip_ids",
    "continue_clip_id",
    "share_link",
    "model_type",
    "webhook_url",
]


@pytest.mark.parametrize("value", [{}, [], [{}], 1e308, -1, "[fail:x]", True], ids=repr)
def test_members_of_every_odd_kind_are_refused(sandbox: Sandbox, value: object):
    for path in POSTS:
        answer = sandbox.post(path, **dict.fromkeys(MEMBERS, value))

        assert answer.status_code in {400, 403, 404}, (path, answer.status_code, answer.text)
        assert set(answer.json()) & {"error", "message", "type"}, path
    assert balance(sandbox) == (1000, 0)
