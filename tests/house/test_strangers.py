"""Every address of the project, asked by everybody who might, compared with docs/roles.md.

A new address needs a place in the table there and, if it names something new, a row in `team_rows`.
"""

import re
from datetime import timedelta
from fnmatch import fnmatch
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from apps.accounts import operations as account_operations
from apps.accounts.models import Team
from apps.accounts.rights import RIGHT_OF_ROLE, Right, Role
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.sharing import operations
from tests.factories import accounts, clips, generation, projects, sharing, stems
from tests.house import tree
from tests.house.test_views import patterns

pytestmark = pytest.mark.django_db

TEAM_RIGHTS = {
    "listen": Right.LISTEN,
    "review": Right.REVIEW,
    "produce": Right.PRODUCE,
    "own": Right.OWN,
}
NEEDS = {"everybody", "signed in", "asked", "wrote", "staff", *TEAM_RIGHTS}
LINK_NEEDS = {"link", "link before its password", "link, if it allows it"}
METHODS = ("get", "post")
OTHER_METHODS = ("put", "patch", "delete", "options")
NO_DOOR = {"no such method", "sign in", "hidden"}

URLS = [(f"{app}:{pattern.name}", pattern.pattern.converters) for app, pattern in patterns()]


def table():
    """Return what the table says: the need of each address, by name and method."""
    found = {}
    text = tree.text_of("docs/roles.md").partition("## Every address")[2]
    for need, *cells in re.findall(r"^\| ([a-z, ]+) \| (.*?) \| (.*?) \|$", text, re.MULTILINE):
        if need == "needs":
            continue
        for method, cell in zip(METHODS, cells, strict=True):
            for name in re.findall(r"`([^`]+)`", cell):
                assert (name, method) not in found, f"{name} stands twice."
                found[name, method] = need
    return found


TABLE = table()


def foreign(resolver=None, space=""):
    """Yield the name of every address that comes from a package."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from foreign(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif not entry.callback.__module__.startswith("apps."):
            yield f"{space}{entry.name}"


@pytest.fixture(autouse=True)
def nothing_counted(settings, tmp_path):
    """Begin with no guesses counted, whatever the profile keeps them in."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    yield
    cache.clear()


@pytest.fixture
def undrawn(monkeypatch):
    """Leave pages undrawn: who may is decided before, and drawing them all takes a minute."""
    monkeypatch.setattr("apps.core.http.render", lambda *_, status=200: HttpResponse(status=status))


@pytest.fixture
def team_rows():
    """Rows of one team, by the names under which URLs ask for them."""
    return rows_of(accounts.make_team())


def rows_of(team):
    """Return a row of each kind that belongs to the team."""
    project = projects.project(team)
    cover = projects.cover(project)
    clip = clips.clip(project, ClipState.READY)
    job = generation.queued_song(project)
    join_link = accounts.join_link(team)
    link = sharing.share_link(project, clip)
    comment = sharing.comment(clip)
    ballot = sharing.ballot(project, [clip, clips.clip(project, ClipState.READY)])
    stem_set = stems.split(clip, stems.part("vocals"), reference=f"job:{job.pk}")
    rendering = stem_set.renderings.create(purpose="MIX", format="flac", state="DONE")
    mix = stem_set.mixes.create(name="Quiet voice")
    return {
        "slug": team.slug,
        "project_id": project.id,
        "cover_id": cover.id,
        "clip_id": clip.id,
        "job_id": job.id,
        "member_id": team.memberships.get().id,
        "invitation_id": uuid4(),
        "budget_id": uuid4(),
        "approval_id": uuid4(),
        "playlist_id": clips.playlist(team).id,
        "number": 1,
        "recipe_id": uuid4(),
        "kind": "mp3",
        "set_id": stem_set.id,
        "stem_id": stem_set.stems.get().id,
        "rendering_id": rendering.id,
        "mix_id": mix.id,
        "join_link_id": join_link.id,
        "link_id": link.id,
        "comment_id": comment.id,
        "ballot_id": ballot.id,
        "letter": "A",
        "token": link.token,
    }


def address(name, converters, rows):
    """Return the URL that names the team's rows."""
    return reverse(name, kwargs={word: rows[word] for word in converters})


def ask(client, method, url, cookies):
    """Ask as if nothing had been asked before: neither rows nor cookies keep anything of it."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return verdict(answer)


def verdict(answer):
    """Return what an answer says: sign in, hidden, forbidden, no such method, over, or in."""
    if answer.get("Location", "").startswith("/account/login/"):
        return "sign in"
    refusals = {403: "forbidden", 404: "hidden", 405: "no such method", 410: "over"}
    return refusals.get(answer.status_code, "in")


def walk(client, rows, person, expected, *, unlisted=False):
    """Ask for every address with the methods that the table names; return what is not as it says.

    `unlisted` asks with all others too, of which none may ever get in.
    """
    wrong, cookies = [], SimpleCookie(client.cookies)
    for name, converters in URLS:
        url = address(name, converters, rows)
        for method in (*METHODS, *OTHER_METHODS) if unlisted else METHODS:
            need = TABLE.get((name, method))
            if need in LINK_NEEDS or (need is None and not unlisted):
                continue
            if need is None:
                allowed = NO_DOOR
            elif need == "everybody":
                allowed = {"in", "hidden", "forbidden"}
            else:
                allowed = expected(need)
            said = ask(client, method, url, cookies)
            if said not in allowed:
                wrong.append(f"{person} {method} {name}: {said}, not {sorted(allowed)}")
    return wrong


def by_right(right):
    """Return what a member with `right` is told, by what an address needs."""

    def expected(need):
        if need == "signed in":
            return {"in"}
        if need == "asked":
            return {"hidden"}
        if need == "wrote":  # the rows are of somebody else
            return {"forbidden"}
        # A row below may not be there for anybody; that it is hidden then is no refusal.
        return {"in", "hidden"} if right >= TEAM_RIGHTS[need] else {"forbidden"}

    return expected


def outside(need):
    """Return what somebody of another team is told."""
    return {"in"} if need == "signed in" else {"hidden"}


def test_every_address_stands_in_the_table():
    names = {name for name, _ in TABLE}
    ours = {name for name, _ in URLS}
    wildcards = {name for name in names if "*" in name}
    packages = set(foreign())

    assert ours - names == set(), "Say in docs/roles.md who may."
    assert names - wildcards - ours == set(), "docs/roles.md names what is not there."
    assert {n for n in packages if not any(fnmatch(n, p) for p in wildcards)} == set()
    assert set(TABLE.values()) <= NEEDS | LINK_NEEDS


def test_nobody_gets_in_without_signing_in(client, team_rows, undrawn):
    assert walk(client, team_rows, "nobody", lambda need: {"sign in"}, unlisted=True) == []


def test_a_stranger_and_somebody_removed_find_nothing(client, team_rows, undrawn):
    team = Team.objects.get(slug=team_rows["slug"])
    removed = accounts.add_member(team, Role.PRODUCER)
    account_operations.remove_member(membership=team.memberships.get(user=removed))
    stranger = accounts.make_team("Elsewhere").memberships.get().user

    wrong = []
    for person, user in {"stranger": stranger, "removed": removed}.items():
        client.force_login(user)
        wrong += walk(client, team_rows, person, outside)

    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_a_member_does_what_the_table_says(client, team_rows, undrawn, role):
    team = Team.objects.get(slug=team_rows["slug"])
    client.force_login(accounts.add_member(team, role))
    expected, every = by_right(RIGHT_OF_ROLE[role]), role == Role.OWNER

    assert walk(client, team_rows, role, expected, unlisted=every) == []


def test_behind_ones_own_row_nobody_finds_a_row_of_another_team(client, team_rows, undrawn):
    other = rows_of(accounts.make_team("Elsewhere"))
    client.force_login(Team.objects.get(slug=team_rows["slug"]).memberships.get().user)
    cookies, wrong, asked = SimpleCookie(client.cookies), [], 0
    for name, converters in URLS:
        first, *others = converters or [""]
        foreign_ids = {word: other[word] for word in others if word.endswith("_id")}
        for method in METHODS:
            if not foreign_ids or (name, method) not in TABLE:
                continue
            asked += 1
            said = ask(client, method, address(name, converters, team_rows | foreign_ids), cookies)
            if said != "hidden":
                wrong.append(f"{method} {name} behind one's own {first}: {said}")

    assert asked
    assert wrong == []


def test_admin_pages_are_for_staff_alone(client, team_rows):
    team = Team.objects.get(slug=team_rows["slug"])
    pages = [reverse(name) for name in foreign() if name.endswith("_changelist")]
    owner = accounts.add_member(team, Role.OWNER)

    nobody = {client.get(page).status_code for page in pages}
    client.force_login(owner)
    as_owner = {client.get(page).status_code for page in pages}

    assert pages
    assert (nobody, as_owner) == ({302}, {302})


def links_of(song, take):
    """Return one link of each kind, each allowing everything that its terms can."""
    terms = {"may_download": True, "may_comment": True}
    revoked = sharing.share_link(song, take, **terms)
    operations.revoke(link=revoked, now=timezone.now())
    long_ago = timezone.now() - timedelta(days=3)
    return {
        "open": sharing.share_link(song, take, **terms),
        "narrow": sharing.share_link(song, take),
        "over": sharing.share_link(song, take, days=1, now=long_ago, **terms),
        "revoked": revoked,
        "locked": sharing.share_link(song, take, password="rosebud", **terms),
    }


def told(kind, need):
    """Return what a guest with this kind of link is told."""
    if kind in {"over", "revoked"}:
        return "over"
    if kind == "locked":
        return "in" if need == "link before its password" else "forbidden"
    return "hidden" if kind == "narrow" and need == "link, if it allows it" else "in"


@pytest.fixture
def take(team_rows):
    """Return the take of the rows, with a file behind it."""
    found = Clip.objects.select_related("audio", "project").get(pk=team_rows["clip_id"])
    found.audio.storage_key = default_storage.save(f"clips/{found.pk}", ContentFile(b"sound"))
    found.audio.size_bytes = 5
    found.audio.save()
    return found


def test_links_open_what_the_table_says(client, team_rows, take, undrawn):
    links = links_of(take.project, take)
    client.post(
        reverse("sharing:share_unlock", args=[links["locked"].token]), {"password": "guess"}
    )
    cookies, converters = SimpleCookie(client.cookies), dict(URLS)
    doors = [(name, method, need) for (name, method), need in TABLE.items() if need in LINK_NEEDS]

    wrong = []
    for kind, link in links.items():
        rows = team_rows | {"token": link.token}
        for name, method, need in doors:
            said = ask(client, method, address(name, converters[name], rows), cookies)
            if said != told(kind, need):
                wrong.append(f"{kind} {method} {name}: {said}")

    assert doors
    assert wrong == []


def test_no_link_and_no_other_method_opens_a_door(client, team_rows, undrawn):
    cookies, converters = SimpleCookie(client.cookies), dict(URLS)

    found = set()
    for name in {name for (name, _), need in TABLE.items() if need in LINK_NEEDS}:
        here = address(name, converters[name], team_rows)
        unknown = address(name, converters[name], team_rows | {"token": "A" * 43})
        listed = [method for method in METHODS if (name, method) in TABLE]
        for method in {*METHODS, *OTHER_METHODS} - set(listed):
            found.add((ask(client, method, here, cookies), "no such method"))
        for method in listed:
            found.add((ask(client, method, unknown, cookies), "hidden"))

    assert found == {("no such method", "no such method"), ("hidden", "hidden")}
