"""Fifty people who listen and comment, forty of a team and ten behind a link, in a running studio.

Each opens a page and does what it does by itself: asks what is new as often as the page does, gets
what changed, fetches the sound, and now and then says something. REVIEW_S and REVIEW_PEOPLE bound
it; TEST_PROFILE=team takes PostgreSQL, Redis and a bucket instead of SQLite and folders.
The machine's CPUs are shared by the studio, its database and these people.
"""

import asyncio
import json
import os
import random
import re
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx

from tests.support.studio import Studio, prepare

PEOPLE = int(os.environ.get("REVIEW_PEOPLE", "50"))
SECONDS = float(os.environ.get("REVIEW_S", "40"))
GUESTS_OF = 5
"""One of so many is a guest."""
SONGS = 5
PULSE_S, SAID_S, BELL_S = 2.0, 3.0, 30.0
"""How often pages ask, as templates/sharing and static/js/ms-said.js say."""
SAYS_S = 45.0
ARRIVE_S = 10.0
SOUND_BYTES = 2_000_000
GOAL_PAGE_MS, GOAL_POLL_MS = 500, 200
HTMX = {"HX-Request": "true"}
MARK = re.compile(r"/pulse/\?seen=([^&\"]*)")
SEED = """
import json, os
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from apps.accounts.models import Membership, Team, User
from apps.accounts.rights import Role
from apps.sharing import operations, selectors
from tests.factories import clips
from tests.factories.projects import project
team = Team.objects.first()
owner = team.memberships.first().user
words = "[Verse]" + "\\nThere is salt on the window" * 8
takes, links = [], []
for number in range(SONGS):
    song = project(team, title=f"Song {number}")
    for _ in range(2):
        clip = clips.clip(song, "READY", lyrics=words, remote_id="")
        sound = os.urandom(SOUND_BYTES)
        clip.audio.storage_key = default_storage.save(f"clips/{clip.pk}", ContentFile(sound))
        clip.audio.size_bytes = len(sound)
        clip.audio.save()
        takes.append((str(song.pk), str(clip.pk)))
        for at in range(8):
            operations.comment(
                clip=clip, by=owner, text="Louder here", start_s=at * 10.0, now=timezone.now()
            )
    link = operations.share(
        aim=selectors.aim_at_song(song), by=owner, recipient="", password="", days=None,
        may_download=True, may_comment=True, now=timezone.now(),
    )
    links.append((link.token, [pk for at, pk in takes if at == str(song.pk)]))
sessions = []
for number in range(MEMBERS):
    user = User.objects.create_user(f"reviewer-{number}@example.com", None)
    Membership.objects.create(team=team, user=user, role=Role.REVIEWER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    sessions.append(session.session_key)
print(json.dumps({"takes": takes, "links": links, "sessions": sessions}))
"""


class Person:
    """Somebody with one page open, and how long the studio let them wait."""

    def __init__(self, http: httpx.AsyncClient, waits: dict[str, list[float]]) -> None:
        self.http, self.waits = http, waits
        self.mark, self.csrf = "", ""
        self.heard_new = 0

    async def ask(self, what: str, path: str, **more: Any) -> httpx.Response:
        """Send a GET, and note how long it took as `what`."""
        return await self.send(what, self.http.build_request("GET", path, **more))

    async def send(self, what: str, request: httpx.Request) -> httpx.Response:
        """Send a request, and note how long it took; a refusal is noted as such."""
        began_s = time.monotonic()
        answer = await self.http.send(request)
        took_ms = (time.monotonic() - began_s) * 1000
        good = answer.status_code < 400
        self.waits[what if good else f"{what} {answer.status_code}"].append(took_ms)
        return answer

    async def listen(self, path: str) -> None:
        """Fetch the sound in pieces, as a player does."""
        for start in range(0, SOUND_BYTES, SOUND_BYTES // 4):
            piece = {"Range": f"bytes={start}-{start + SOUND_BYTES // 4 - 1}"}
            await self.ask("sound", path, headers=piece)
            await asyncio.sleep(random.uniform(1, 3))

    async def say(self, path: str, **typed: str) -> None:
        """Comment now and then, the first time soon."""
        await asyncio.sleep(random.uniform(0, SAYS_S))
        while True:
            body = {"csrfmiddlewaretoken": self.csrf, "text": "Louder here", **typed}
            headers = {"Referer": str(self.http.base_url)}
            await self.send(
                "comment", self.http.build_request("POST", path, data=body, headers=headers)
            )
            await asyncio.sleep(SAYS_S)

    def remember(self, page: httpx.Response) -> None:
        """Keep what a page needs to be told: its mark, and what its forms carry."""
        found = MARK.search(page.text)
        self.mark = found[1] if found else self.mark
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        self.csrf = token[1] if token else self.csrf


class Member(Person):
    """A reviewer with the page of a take open."""

    async def review(self, song: str, clip: str) -> None:
        """Open the page and stay on it."""
        self.remember(await self.ask("page", f"/clips/{clip}/"))
        parts = [f"/clips/{clip}/comments/", f"/clips/{clip}/pins/", "/notices/bell/"]
        for part in parts:
            self.remember(await self.ask("part", part, headers=HTMX))
        pulse = f"/projects/{song}/pulse/"
        first = {"seen": "", "take": clip}
        self.remember(await self.ask("poll", pulse, params=first, headers=HTMX))
        await asyncio.gather(
            self.follow(pulse, clip, [f"/clips/{clip}/threads/", *parts[1:]]),
            self.ring(),
            self.listen(f"/clips/{clip}/audio"),
            self.say(f"/clips/{clip}/comments/new/"),
        )

    async def follow(self, pulse: str, clip: str, parts: list[str]) -> None:
        """Ask every other second, and fetch what has changed."""
        while True:
            await asyncio.sleep(PULSE_S)
            seen = {"seen": self.mark, "take": clip}
            answer = await self.ask("poll", pulse, params=seen, headers=HTMX)
            if answer.status_code == 200:
                self.remember(answer)
                self.heard_new += 1
                for part in parts:
                    await self.ask("part", part, headers=HTMX)

    async def ring(self) -> None:
        """Look at the bell."""
        while True:
            await asyncio.sleep(BELL_S)
            await self.ask("poll", "/notices/bell/", headers=HTMX)


class Guest(Person):
    """Somebody without an account, with a link's page open."""

    async def review(self, token: str, clip: str) -> None:
        """Open the page and stay on it."""
        door = f"/s/{token}/"
        page = await self.ask("page", door)
        self.mark = page.text.partition('data-mark="')[2].partition('"')[0]
        self.csrf = page.text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
        visit = f"visit={random.randbytes(8).hex()}"
        await asyncio.gather(
            self.follow(door),
            self.listen(f"{door}audio/{clip}?{visit}"),
            self.say(f"{door}comments/{clip}/", name="Mira"),
        )

    async def follow(self, door: str) -> None:
        """Ask every few seconds what was said."""
        while True:
            await asyncio.sleep(SAID_S)
            answer = await self.ask("poll", f"{door}said/", params={"seen": self.mark})
            if answer.status_code == 200:
                self.mark = answer.text.partition('data-mark="')[2].partition('"')[0]
                self.heard_new += 1


async def come(person: Person, *place: str) -> None:
    """Come at some moment, and stay until it is over."""
    await asyncio.sleep(random.uniform(0, ARRIVE_S))
    async with person.http:
        await person.review(*place)  # type: ignore[attr-defined]


async def crowd(studio: Studio, seed: dict[str, Any]) -> dict[str, list[float]]:
    """Let all of them come, and return how long each kind of request took, in milliseconds."""
    waits: dict[str, list[float]] = defaultdict(list)
    visits = []
    members = iter(seed["sessions"])
    for number in range(PEOPLE):
        cookies, guest = {}, number % GUESTS_OF == 0
        if not guest:
            cookies["sessionid"] = next(members)
        http = httpx.AsyncClient(
            base_url=studio.url,
            cookies=cookies,
            timeout=30,
            trust_env=False,
            limits=LIMITS,
            follow_redirects=True,
        )
        if guest:
            token, clips = seed["links"][number % SONGS]
            visits.append(come(Guest(http, waits), token, clips[0]))
        else:
            visits.append(come(Member(http, waits), *seed["takes"][number % len(seed["takes"])]))
    tasks = [asyncio.create_task(visit) for visit in visits]
    done, _ = await asyncio.wait(tasks, timeout=ARRIVE_S + SECONDS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return waits


LIMITS = httpx.Limits(max_connections=6, max_keepalive_connections=6, keepalive_expiry=4)
"""As a browser has them."""


def main() -> None:
    """Print the table."""
    # As compose.yaml has it; a laptop has one web process.
    usual = {"POLL_FIRST_S": "5", "POLL_EVERY_S": "5", "TICK_EVERY_S": "3", "WEB_WORKERS": "2"}
    with tempfile.TemporaryDirectory(prefix="musicstudio-review-") as folder:
        studio = prepare(Path(folder) / "studio", **usual)
        try:
            members = PEOPLE - (PEOPLE + GUESTS_OF - 1) // GUESTS_OF
            facts = f"SONGS, SOUND_BYTES, MEMBERS = {SONGS}, {SOUND_BYTES}, {members}"
            seed = json.loads(studio.manage("shell", "-v", "0", "-c", facts + SEED).stdout)
            studio.start()
            before, began_s = studio.cpu_seconds()["studio"], time.monotonic()
            waits = asyncio.run(crowd(studio, seed))
            wall_s = time.monotonic() - began_s
            spent = studio.cpu_seconds()["studio"] - before
        finally:
            studio.close()
    report(waits, wall_s, spent)


def report(waits: dict[str, list[float]], wall_s: float, spent_s: float) -> None:
    """Print how long each kind of request took."""
    print(f"{PEOPLE} people for {wall_s:.0f} s, {os.environ['TEST_PROFILE']} profile, ", end="")
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print(f"{'':<12} {'requests':>9} {'p50 ms':>8} {'p95 ms':>8} {'worst':>8}")
    for what, took in sorted(waits.items()):
        ordered = sorted(took)
        p95 = ordered[int(0.95 * (len(ordered) - 1))]
        half = ordered[len(ordered) // 2]
        print(f"{what:<12} {len(took):>9} {half:>8.0f} {p95:>8.0f} {ordered[-1]:>8.0f}")
    quiet = sum(len(waits[what]) for what in ("poll", "part"))
    minutes = PEOPLE * (wall_s - ARRIVE_S / 2) / 60
    print(f"Polls and parts of an open page in a minute: {quiet / minutes:.0f}")
    print(f"CPU of the studio: {spent_s:.1f} s, {100 * spent_s / wall_s:.0f} % of one core")
    print(f"Goals for p95: pages {GOAL_PAGE_MS} ms, polls {GOAL_POLL_MS} ms")


if __name__ == "__main__":
    main()
