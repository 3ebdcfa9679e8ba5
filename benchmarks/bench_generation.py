"""What a song costs us: our CPU seconds beside those of the engine that makes it.

Runs the real studio with its sandbox, asks for songs one after the other, and reads the CPU time
of both sides' processes. What the studio does while idle is measured first and taken off.
"""

import re
import tempfile
import time
from pathlib import Path

import httpx

from tests.support.studio import Studio, prepare

SONGS = 3
IDLE_S = 10
WITHIN_S = 180
LYRICS = "[Verse]\n" + "The tide has been writing its name on the glass\n" * 4
LYRICS += "[Chorus]\n" + "There is salt on the window and salt on the door\n" * 4


class Visitor:
    """Somebody without scripts: signs in, starts a song, presses Generate."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, follow_redirects=True, trust_env=False, timeout=60)
        self.page = self.http.get("/")
        self.post("/demo/")
        team = self.found(r"/teams/([\w-]+)/", str(self.page.url))
        self.new = f"/teams/{team}/projects/new/"

    @staticmethod
    def found(pattern: str, text: str) -> str:
        """Return what the first group of the pattern matches."""
        match = re.search(pattern, text)
        assert match, f"{pattern} is not in {text[:2000]}"
        return match[1]

    def post(self, path: str, **data: str) -> None:
        """Send a form with its token."""
        token = self.found(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)
        self.page = self.http.post(path, data={"csrfmiddlewaretoken": token, **data})
        assert self.page.status_code == 200, self.page.text[:2000]

    def ask_for_a_song(self, title: str) -> None:
        """Start a project and generate its song."""
        self.page = self.http.get(self.new)
        self.post(self.new, title=title)
        project = self.found(r"/projects/([0-9a-f-]{36})/", str(self.page.url))
        key = self.found(r'name="request_key" value="([^"]+)"', self.page.text)
        song = {"mode": "own_lyrics", "model": "sonic-v6", "text": LYRICS, "title": title}
        self.post(f"/projects/{project}/work/", request_key=key, **song)


def main() -> None:
    """Print CPU seconds a song, of ours and of the engine."""
    with tempfile.TemporaryDirectory(prefix="musicstudio-bench-") as folder:
        studio = prepare(Path(folder) / "studio", SANDBOX_PROFILE="full", TICK_EVERY_S="2")
        try:
            studio.start()
            time.sleep(5)
            report(studio)
        finally:
            studio.close()


def report(studio: Studio) -> None:
    """Measure idling, then songs."""
    before, began_s = studio.cpu_seconds(), time.monotonic()
    time.sleep(IDLE_S)
    idle = (studio.cpu_seconds()["studio"] - before["studio"]) / (time.monotonic() - began_s)
    visitor = Visitor(studio.url)
    before, began_s = studio.cpu_seconds(), time.monotonic()
    for number in range(SONGS):
        visitor.ask_for_a_song(f"Song {number + 1}")
        enough = 2 * (number + 1)
        studio.wait_for(lambda enough=enough: ready(studio) >= enough, within_s=WITHIN_S)
    wall_s, after = time.monotonic() - began_s, studio.cpu_seconds()
    engine = (after["sandbox"] - before["sandbox"]) / SONGS
    ours = (after["studio"] - before["studio"] - idle * wall_s) / SONGS
    print(f"Idle:            {idle * 100:.1f} % of one core")
    print(f"A song (2 clips): {wall_s / SONGS:.1f} s from pressing to both clips ready")
    print(f"Engine:          {engine:.2f} CPU seconds a song")
    print(f"Ours:            {ours:.2f} CPU seconds a song, {ours / engine:.2f} of the engine's")


def ready(studio: Studio) -> int:
    """Return how many clips can be played."""
    return int(studio.query("SELECT count(*) FROM clips_clip WHERE state = 'READY'")[0][0])


if __name__ == "__main__":
    main()
