"""`manage.py seed_clips`: pages can be tried with as many clips as one likes."""

import pytest
from django.core.management import CommandError, call_command

from apps.clips.models import Clip
from apps.credits.models import Book, Entry
from apps.generation.models import Job
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(settings):
    settings.ON_LAPTOP = True
    return accounts.make_team()


def test_the_team_gets_as_many_clips_as_asked_for(team, capsys):
    call_command("seed_clips", team.slug, 30)

    assert Clip.objects.of(team).playable().count() == 30
    assert Job.objects.of(team).count() == 15
    assert f"{team.name} has 30 clips." in capsys.readouterr().out


def test_twice_makes_no_more(team):
    call_command("seed_clips", team.slug, 30)
    call_command("seed_clips", team.slug, 30)

    assert Clip.objects.of(team).count() == 30


def test_more_are_added_to_what_is_there(team):
    call_command("seed_clips", team.slug, 10)
    call_command("seed_clips", team.slug, 20)

    assert Clip.objects.of(team).count() == 20


def test_the_book_agrees_with_its_entries(team):
    call_command("seed_clips", team.slug, 10)

    book = Book.objects.get()
    assert book.free == sum(entry.amount for entry in Entry.objects.all())


def test_a_team_that_is_not_there_is_named(team):
    with pytest.raises(CommandError, match="no team 'nowhere'"):
        call_command("seed_clips", "nowhere", 10)


def test_a_real_installation_is_left_alone(team, settings):
    settings.ON_LAPTOP = False

    with pytest.raises(CommandError, match="DEBUG=1"):
        call_command("seed_clips", team.slug, 10)
