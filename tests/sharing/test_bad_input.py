"""What goes wrong on purpose: HTML in every name, guessing that listens to the clock, too much."""

import json
import re
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Team
from apps.accounts.rights import Role
from apps.clips import operations as clip_operations
from apps.clips.models import Clip, Playlist
from apps.projects.models import Project
from apps.sharing import operations, selectors
from apps.sharing.models import Comment
from tests.factories import clips
from tests.factories.accounts import add_member, make_user
from tests.factories.sharing import ballot, comment, share_link
from tests.sharing.test_comments import GUEST, guest_url
from tests.sharing.test_links import door, oembed

pytestmark = pytest.mark.django_db
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def evil(song, take):
    """Give everything that has a name an evil one; return the pages that show them."""
    other = clips.clip(song, "READY", title=EVIL)
    playlist = clips.playlist(song.team, EVIL)
    clip_operations.add_to_playlist(
        playlist=playlist, clip_ids=[take.pk, other.pk], now=timezone.now()
    )
    for rows in (Project.objects.filter(pk=song.pk), Clip.objects.filter(pk=take.pk)):
        rows.update(title=EVIL, notes=EVIL)
    Team.objects.filter(pk=song.team_id).update(name=EVIL)
    Clip.objects.filter(pk=take.pk).update(lyrics=f"[{EVIL}]\n{EVIL}")
    take.refresh_from_db()
    song.refresh_from_db()
    song.team.refresh_from_db()
    aims = [
        selectors.aim_at_take(take),
        selectors.aim_at_song(song),
        selectors.aim_at_playlist(Playlist.objects.get()),
        selectors.aim_at_comparison(song, [take, other]),
    ]
    terms = {"recipient": EVIL, "may_comment": True, "may_download": True}
    links = [share_link(None, aim=aim, **terms) for aim in aims]
    for link in links:
        operations.comment(
            clip=take, by=None, guest_name=EVIL, link=link, text=EVIL, now=timezone.now()
        )
    return links


def test_html_in_every_name_is_text_at_the_door(client, evil):
    pages = [client.get(door(name, link)) for link in evil for name in ("show", "embed", "follow")]
    told = [json.loads(oembed(client, link).content) for link in evil]

    assert {page.status_code for page in pages} == {200}
    assert not any("<img" in page.content.decode() for page in pages)
    assert not any("<img" in answer["html"] for answer in told)


def test_html_in_every_name_is_text_for_members(client, song, take, evil):
    owner = add_member(song.team, Role.OWNER, user=make_user(name=EVIL))
    asked = ballot(song, list(Clip.objects.filter(project=song)))
    type(asked).objects.update(question=EVIL)
    comment(take, EVIL, by=owner, start_s=1.0)
    client.force_login(owner)
    pages = [
        *(selectors.page_of_link(link) for link in evil),
        reverse("sharing:comment_list", args=[take.pk]),
        reverse("sharing:pin_list", args=[take.pk]),
        reverse("sharing:ballot_list", args=[song.pk]),
        reverse("sharing:ballot_show", args=[asked.pk]),
        reverse("sharing:notice_list"),
        reverse("sharing:team_activity", args=[song.team.slug]),
        reverse("sharing:project_activity", args=[song.pk]),
        reverse("accounts:member_list", args=[song.team.slug]),
        reverse("accounts:profile_edit"),
    ]

    answers = {page: client.get(page) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [page for page, answer in answers.items() if "<img" in answer.content.decode()] == []


def test_names_break_no_line_of_a_mail(song, take):
    ada = add_member(song.team, Role.REVIEWER, user=make_user(name="Ada\r\nBcc: all@example.com"))
    comment(take, "To the owner\r\nBcc: all@example.com", by=ada)
    Clip.objects.filter(pk=take.pk).update(created_by=song.team.memberships.first().user)
    comment(Clip.objects.get(pk=take.pk), "Heard?\r\nBcc: all@example.com", by=ada)

    operations.send_mails(now=timezone.now() + timedelta(minutes=5))

    assert mail.outbox
    for sent in mail.outbox:
        assert sent.recipients() == [song.team.memberships.first().user.email]
        assert not re.search(r"[\r\n]", sent.subject)


def test_every_wrong_password_costs_as_much(client, song, take, monkeypatch):
    """Also where there is none to compare with: the clock does not tell which links have one."""
    hashed = []
    for name in ("check_password", "make_password"):
        real = getattr(hashers, name)
        counted = partial(lambda real, *given: hashed.append(1) or real(*given), real)
        monkeypatch.setattr(f"apps.sharing.access.{name}", counted)
    links = [share_link(song, take, password="rosebud"), share_link(song, take)]

    statuses = [
        client.post(door("unlock", link), {"password": "guess"}).status_code for link in links
    ]

    assert statuses == [422, 422]
    assert len(hashed) == 2


@pytest.mark.parametrize("field", ["text", "name"])
def test_a_megabyte_from_a_guest_is_refused_at_the_door(client, song, take, field):
    link = share_link(song, take, may_comment=True)

    answer = client.post(guest_url(link, take), {**GUEST, field: "x" * 1_100_000})

    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_a_guest_says_nothing_about_a_take_that_was_deleted_meanwhile(client, song, take):
    link = share_link(song, may_comment=True)
    Clip.objects.filter(pk=take.pk).update(deleted_at=timezone.now())

    assert client.post(guest_url(link, take), GUEST).status_code == 404
    assert client.get(door("show", link)).status_code == 200
