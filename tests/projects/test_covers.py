"""Pictures on covers: brought, shown to those who may see them, replaced, taken away."""

import struct
import zlib
from io import BytesIO

import av
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.rights import Role
from apps.archive.models import Asset
from apps.projects.forms import COVER_MAX_BYTES
from tests.factories import clips, sharing
from tests.factories.accounts import add_member, make_team
from tests.factories.projects import BLUE, GREEN, RED, WHITE, cover, picture, project

pytestmark = pytest.mark.django_db
SAID = {"title": "Salt", "status": "working", "notes": "kept", "key": "D minor"}
JPEG = picture()
IN_FULL = {200, 302}
"""From a folder, or sent on to the bucket."""


@pytest.fixture
def song(client):
    """Return a song; its producer is signed in."""
    team = make_team()
    client.force_login(add_member(team, Role.PRODUCER))
    return project(team)


def bring(client, song, content, name="cover.jpg", kind="image/jpeg"):
    """Save the song's settings with a picture, and return the answer."""
    file = SimpleUploadedFile(name, content, content_type=kind)
    return client.post(edit(song), SAID | {"picture": file})


def edit(song):
    return reverse("projects:project_edit", args=[song.pk])


def remove(song):
    return reverse("projects:cover_remove", args=[song.pk])


def shown(asset):
    return reverse("projects:cover_show", args=[asset.pk])


def read(client, address):
    """Return the answer, all of which has come."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def bytes_of(asset):
    with default_storage.open(asset.storage_key) as file:
        return file.read()


def corners(content):
    """Return the size of a picture and its corners' colours, clockwise from the upper left."""
    with av.open(BytesIO(content)) as opened:
        pixels = next(opened.decode(video=0)).to_ndarray(format="rgb24")
    places = [(4, 4), (4, -4), (-4, -4), (-4, 4)]
    return pixels.shape[:2], [tuple(pixels[at].astype(int).round(-1) // 250) for at in places]


def colors(*wanted):
    return [tuple(1 if part else 0 for part in color) for color in wanted]


def turned(orientation, secret=b"52.5200 N 13.4050 E"):
    """Return the JPEG as a camera held otherwise writes it, with the place where it was taken."""
    tag = struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    content = b"Exif\0\0MM\0*\0\0\0\x08" + tag + secret
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content + JPEG[2:]


def png(width, height, rows, *, color=2):
    """Return a PNG that says it has this size."""

    def chunk(name, content):
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JPEG, (RED, GREEN, WHITE, BLUE)),
        (picture("png", "rgb24"), (RED, GREEN, WHITE, BLUE)),
        (picture("libwebp", "yuv420p"), (RED, GREEN, WHITE, BLUE)),
        (turned(6), (BLUE, RED, GREEN, WHITE)),
        (turned(3), (WHITE, BLUE, RED, GREEN)),
        (JPEG + b"something behind it", (RED, GREEN, WHITE, BLUE)),
    ],
    ids=["jpeg", "png", "webp", "on its side", "on its head", "trailing bytes"],
)
def test_a_picture_becomes_the_cover_upright_and_square(client, song, content, expected):
    answer = bring(client, song, content, name="anything.txt", kind="text/plain")

    song.refresh_from_db()
    stored = bytes_of(song.cover)
    assert answer["Location"] == reverse("studio:workspace_show", args=[song.pk])
    assert (song.title, song.cover.kind, song.cover.media_type) == ("Salt", "cover", "image/jpeg")
    assert corners(stored) == ((40, 40), colors(*expected))
    assert b"52.5200" not in stored


def test_what_is_transparent_becomes_white_and_what_is_large_small(client, song):
    bring(
        client,
        song,
        png(900, 900, b"".join(b"\0" + b"\0\0\0\0" * 900 for _ in range(900)), color=6),
    )

    song.refresh_from_db()
    assert corners(bytes_of(song.cover)) == ((800, 800), colors(WHITE, WHITE, WHITE, WHITE))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"x" * (COVER_MAX_BYTES + 1), "larger than 5 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"<!doctype html><script>alert(1)</script>", "no picture"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "no picture"),
        (b"\xff\xd8\xff" + b"<html>" * 99, "no picture"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 99, "no picture"),
        (b"GIF89a" + b"\0" * 99, "no picture"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no picture"),
        (JPEG[: len(JPEG) // 2], "no picture"),
        (png(4097, 1, b"\0" * (1 + 3 * 4097)), "4,096 pixels"),
        (png(20_000, 20_000, bytes(20_000)), "4,096 pixels"),
        (png(0, 0, b""), "no picture"),
    ],
    ids=[
        *("empty", "large", "svg", "html", "no png", "no jpeg", "no webp", "gif", "playlist"),
        *("cut", "wide", "bomb", "nothing"),
    ],
)
def test_what_is_no_picture_changes_nothing_and_keeps_what_was_typed(client, song, content, words):
    before = cover(song)

    answer = bring(client, song, content)

    page = answer.content.decode()
    song.refresh_from_db()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Salt"' in page
    assert (song.title, song.cover) == ("Salt on the Window", before)
    assert bytes_of(before)


def test_another_picture_takes_the_place_and_the_file_of_the_one_before(client, song):
    first = cover(song)
    away = first.storage_key

    for content in (picture("png", "rgb24"), picture("png", "rgb24"), JPEG):
        bring(client, song, content)

    song.refresh_from_db()
    assert Asset.objects.get() == song.cover
    assert not default_storage.exists(away)
    assert client.get(shown(first)).status_code == 404


def test_saving_without_a_picture_keeps_the_one_that_is_there(client, song):
    before = cover(song)

    client.post(edit(song), SAID)

    song.refresh_from_db()
    assert (song.title, song.cover) == ("Salt", before)


def test_the_drawn_cover_comes_back_and_the_file_goes_once_and_twice(client, song):
    picture_there = cover(song)
    offered = remove(song) in client.get(edit(song)).content.decode()

    answers = [client.post(remove(song))["Location"] for _ in range(2)]

    song.refresh_from_db()
    page = client.get(edit(song)).content.decode()
    assert (offered, remove(song) in page) == (True, False)
    assert answers == [edit(song)] * 2
    assert song.cover is None
    assert not Asset.objects.exists()
    assert not default_storage.exists(picture_there.storage_key)


def test_the_picture_stands_wherever_the_drawn_cover_stood(client, song):
    take = clips.clip(song, clips.ClipState.READY)
    slug = song.team.slug
    pages = [
        reverse("studio:home_show", args=[slug]),
        reverse("studio:project_list", args=[slug]),
        reverse("studio:workspace_show", args=[song.pk]),
        reverse("clips:clip_show", args=[take.pk]),
    ]
    drawn = [client.get(page).content.decode().count("<ms-cover><svg") for page in pages]
    address = shown(cover(song))

    now = [client.get(page).content.decode() for page in pages]

    assert all(drawn)
    assert [page.count("<ms-cover><svg") for page in now] == [0] * 4
    assert [address in page for page in now] == [True] * 4


@pytest.mark.parametrize("page", ["home_show", "project_list"])
def test_pictures_cost_lists_no_queries(client, song, page):
    songs = [song, *(project(song.team) for _ in range(3))]
    for each in songs:
        clips.clip(each, clips.ClipState.READY)
    address = reverse(f"studio:{page}", args=[song.team.slug])
    client.get(address)  # what is asked once only
    counts = []
    for covered in ([], songs[:1], songs[1:]):
        for each in covered:
            cover(each)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts == [counts[0]] * 3


def test_the_picture_is_for_the_team_and_kept_by_its_browsers_only(client, song):
    asset = cover(song)
    client.force_login(add_member(song.team, Role.LISTENER))
    inside = read(client, shown(asset))
    client.force_login(make_team("Elsewhere").memberships.get().user)

    assert inside.status_code in IN_FULL
    assert inside["Cache-Control"].startswith("private")
    assert inside["X-Content-Type-Options"] == "nosniff"
    assert client.get(shown(asset)).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LISTENER])
def test_only_producers_change_the_cover(client, song, role):
    before = cover(song)
    client.force_login(add_member(song.team, role))

    said = [bring(client, song, JPEG).status_code, client.post(remove(song)).status_code]

    song.refresh_from_db()
    assert said == [403, 403]
    assert song.cover == before


def test_guests_with_a_link_see_the_picture_of_that_song_only(client, song):
    take = clips.clip(song, clips.ClipState.READY)
    asset, other = cover(song), cover(project(song.team))
    link = sharing.share_link(song, take)
    address = reverse("sharing:share_picture", args=[link.token, asset.pk])
    card = reverse("sharing:share_cover", args=[link.token])
    client.logout()

    page = client.get(reverse("sharing:share_show", args=[link.token])).content.decode()
    embed = client.get(reverse("sharing:share_embed", args=[link.token])).content.decode()
    drawn = client.get(card).content
    elsewhere = reverse("sharing:share_picture", args=[link.token, other.pk])

    assert (address in page, address in embed) == (True, True)
    assert read(client, address).status_code in IN_FULL
    assert client.get(elsewhere).status_code == 404
    size, [upper_left, *_, lower_left] = corners(drawn)
    assert size == (630, 1200)
    assert [upper_left, lower_left] == colors(RED, BLUE)


def test_a_card_whose_picture_is_lost_is_drawn(client, song):
    take = clips.clip(song, clips.ClipState.READY)
    link = sharing.share_link(song, take)
    default_storage.delete(cover(song).storage_key)

    answer = client.get(reverse("sharing:share_cover", args=[link.token]))

    assert (answer.status_code, corners(answer.content)[0]) == (200, (630, 1200))
