"""The studio's processes: one command starts them, one Ctrl-C or a power cut ends them all."""

import pytest

from tests.support.studio import STOP_WITHIN_S, Studio

pytestmark = pytest.mark.journey

PROGRAMS = ("web", "api", "archive", "beat", "sandbox")


def test_ctrl_c_ends_everything_within_seconds_and_a_power_cut_at_once(studio: Studio):
    studio.start()
    started = studio.processes()

    took_s = studio.stop()
    left_by_stop = studio.processes()
    studio.start()
    studio.kill()

    assert len(started) > len(PROGRAMS)
    assert took_s < STOP_WITHIN_S
    assert left_by_stop == []
    assert studio.processes() == []
    assert f"is ready: {studio.url}" in studio.log


def test_a_second_studio_on_the_same_folder_is_refused(studio: Studio):
    studio.start()

    second = studio.manage("studio", "--port", "1", check=False)

    assert second.returncode == 1
    assert "Another studio" in second.stderr
    assert studio.answers()
