"""The strips of a mix and their groups, as a form; the sections on the ruler."""

import pytest

from apps.clips.models import Clip
from apps.stems import selectors
from apps.stems.forms import MixForm
from apps.stems.models import Mix, Stem

pytestmark = pytest.mark.profile_free

FAMILIES = ["Vocals", "Drums", "Bass", "Guitar"]
STEMS = [Stem(name=family, family=family) for family in FAMILIES]
VOCALS, DRUMS, BASS, GUITAR = (str(stem.pk) for stem in STEMS)


def test_strips_of_one_kind_have_a_group_and_one_alone_has_none():
    sections = MixForm(stems=STEMS).sections()

    told = [(section.group and section.group.name, len(section.rows)) for section in sections]
    assert told == [(None, 1), ("Rhythm", 2), (None, 1)]


def test_what_was_kept_comes_back_as_it_was():
    typed = {f"gain-{DRUMS}": "-3", f"solo-{BASS}": "on", "gain-rhythm": "2.5", "mute-rhythm": "on"}
    form = MixForm(typed, stems=STEMS)
    assert form.is_valid()

    strips = form.strips()
    again = MixForm(stems=STEMS, mix=Mix(strips=strips))

    told = {strip["stem"]: strip for strip in strips}
    assert told[DRUMS]["group"] == "rhythm"
    assert told[DRUMS]["gain"] == -3
    assert "group" not in told[GUITAR]
    rhythm = {"stem": "group:rhythm", "gain": 2.5, "mute": True, "solo": False}
    assert told["group:rhythm"] == rhythm
    assert again["gain-rhythm"].value() == 2.5
    assert again["mute-rhythm"].value()
    assert again[f"solo-{BASS}"].value()


def test_a_mix_of_before_there_were_groups_still_opens():
    form = MixForm(stems=STEMS, mix=Mix(strips=[{"stem": DRUMS, "gain": -6.0}]))

    assert form[f"gain-{DRUMS}"].value() == -6
    assert form["gain-rhythm"].value() == 0


@pytest.mark.django_db
def test_sections_are_guessed_from_the_words_until_their_times_are_known():
    words = "[Intro]\n[Verse]\nSalt on the window\nfoam on the sill\n[Chorus]\nSalt"

    ruler = selectors.ruler_of(Clip(lyrics=words), 60.0)
    none = selectors.ruler_of(Clip(lyrics="la la"), 60.0)

    assert [part.name for part in ruler.sections] == ["Intro", "Verse", "Chorus"]
    assert ruler.is_guess
    assert ruler.sections[0].start_s == 0
    assert ruler.sections[-1].end_s == pytest.approx(60.0)
    assert none.sections == []
    assert not none.is_guess
