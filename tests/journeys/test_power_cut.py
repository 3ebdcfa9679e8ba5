"""kill -9 at any moment, start again: the song ends in clips, and was paid for once."""

import re

import httpx
import pytest

from tests.support.studio import Studio, prepare

pytestmark = pytest.mark.journey

WORDS = "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve"


@pytest.fixture
def studio(tmp_path):
    prepared = prepare(tmp_path / "studio", UNCONFIRMED_LOOK_AFTER_S="2")
    yield prepared
    prepared.close()


def ask_for_a_song(studio: Studio) -> None:
    """Do what the browser does, without scripts: sign in, start a song, press Generate."""
    with httpx.Client(base_url=studio.url, follow_redirects=True, trust_env=False) as visitor:
        page = visitor.get("/")
        page = post(visitor, page, "/demo/")
        team = re.search(r"/teams/([\w-]+)/", str(page.url)).group(1)
        page = visitor.get(f"/teams/{team}/projects/new/")
        page = post(visitor, page, f"/teams/{team}/projects/new/", title="Salt")
        project = re.search(r"/projects/([0-9a-f-]{36})/", str(page.url)).group(1)
        form = dict(re.findall(r'name="(request_key)" value="([^"]+)"', page.text))
        page = post(
            visitor,
            page,
            f"/projects/{project}/work/",
            **form,
            mode="own_lyrics",
            model="sonic-v6",
            text=WORDS,
        )
        assert page.status_code == 200, page.text


def post(visitor: httpx.Client, page: httpx.Response, path: str, **data: str) -> httpx.Response:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
    return visitor.post(path, data={"csrfmiddlewaretoken": token, **data})


def states(studio: Studio, table: str) -> list[str]:
    return [row[0] for row in studio.query(f"SELECT state FROM {table} ORDER BY id")]


def ask_until(studio: Studio, state: str, *, fault: str) -> None:
    """Ask for a song, and wait until it is in `state`, where `fault` keeps it long."""
    studio.control("faults", kind=fault, path="/sonic/create", options={"seconds": 30})
    ask_for_a_song(studio)
    studio.wait_for(lambda: states(studio, "generation_job")[-1] == state, within_s=120)


def cut_the_power(studio: Studio, *, while_states: list[str]) -> None:
    """Kill the studio while its youngest songs are in these states, and start it again."""
    assert states(studio, "generation_job")[-len(while_states) :] == while_states
    studio.kill()
    studio.start()


def test_songs_survive_power_cuts_and_are_paid_for_once(studio):
    studio.start()

    ask_until(studio, "SUBMITTED", fault="task_slow")  # while it is composed
    ask_until(studio, "SUBMITTING", fault="delay_after")  # the provider took it, nobody heard
    studio.wait_for(lambda: len(studio.control("ledger")["calls"]) == 2, within_s=30)
    cut_the_power(studio, while_states=["SUBMITTED", "SUBMITTING"])
    ask_until(studio, "SUBMITTING", fault="delay")  # before the provider took it
    ask_for_a_song(studio)  # in the moment after the click
    cut_the_power(studio, while_states=["SUBMITTING", "QUEUED"])

    studio.wait_for(lambda: states(studio, "clips_clip") == ["READY"] * 8, within_s=600)
    calls = studio.control("ledger")["calls"]
    assert [call["refunded"] for call in calls] == [False] * 4
    charged = studio.query("SELECT COUNT(*) FROM credits_entry WHERE kind = 'charge'")
    assert charged == [(4,)]
    assert set(states(studio, "generation_job")) == {"SUCCEEDED"}
