"""The studio's processes: one command starts them, one Ctrl-C ends them all."""

import pytest

from tests.support.studio import Studio

pytestmark = pytest.mark.journey

PROGRAMS = ("web", "api", "archive", "beat", "sandbox")


def test_one_studio_runs_on_a_folder_until_ctrl_c_ends_all_of_it(studio: Studio):
    studio.start()
    started = studio.processes()

    second = studio.manage("studio", "--port", "1", check=False)
    still_answers = studio.answers()
    studio.stop()

    assert len(started) > len(PROGRAMS)
    assert f"is ready: {studio.url}" in studio.log
    assert second.returncode == 1
    assert "Another studio" in second.stderr
    assert still_answers
