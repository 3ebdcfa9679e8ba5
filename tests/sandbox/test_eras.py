"""The service as it was in August 2025."""

from collections.abc import Iterator

import pytest

from tests.sandbox.conftest import Body, balance, own_sandbox, submit
from tests.sandbox.test_create import HANG, refused
from tests.sandbox.test_families import RIFF
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("eras")
    with own_sandbox(folder, era="2025-08", credits=100) as running:
        yield running


def test_the_seed_era_has_its_own_models_limits_and_prices(server: Sandbox, song: Body):
    server.control("reset")
    del song["duration"]
    old = {**song, "prompt": HANG, "mv": "sonic-v4-5", "duration": 9, "webhook_url": "x"}

    assert refused(server, {**old, "mv": "sonic-v5"})[0] == 400
    assert refused(server, {**old, "tags": "x" * 201})[0] == 400
    submit(server, old)

    assert balance(server) == (85, 0)


def test_the_seed_era_lacks_what_came_later(server: Sandbox):
    server.control("reset")
    later = ["/sonic/bpm", "/sonic/midi", "/sonic/aligned-lyrics", "/sonic/vox", "/sonic/batch",
             "/sonic/mashup", "/producer/create"]  # fmt: skip
    bodies = {"/sonic/batch": {"items": [{}]}, "/sonic/mashup": {"mashup_clip_ids": ["a", "b"]}}

    statuses = {
        path: server.post(path, **bodies.get(path, {"clip_id": "x"})).status_code for path in later
    }
    remaster = server.post(
        "/sonic/create", task_type="remaster", mv="sonic-v4", continue_clip_id="x"
    )

    assert set(statuses.values()) == {404}
    assert remaster.status_code == 400
    hanging = {**RIFF, "lyrics": f"{HANG} {RIFF['lyrics']}"}
    assert server.post("/riffusion/create", **hanging).status_code == 200
    assert balance(server) == (88, 0)
