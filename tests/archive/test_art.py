import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from django.template import Context, Template

from apps.archive import art
from apps.archive.models import Asset


def peaks_of(*levels: tuple[int, int]) -> bytes:
    """Return peaks of 400 buckets for each (peak, core)."""
    return b"".join(bytes(level) * 400 for level in levels)


SONG = peaks_of((60, 20), (180, 90), (255, 160), (200, 125), (255, 160), (70, 25))
LOUD = bytes(np.random.default_rng(3).integers(1, 256, 9600, np.uint8).tolist())


def groups(svg: str) -> dict[str, list[ET.Element]]:
    """Return the paths of every group by its class."""
    return {group.get("class"): list(group) for group in ET.fromstring(svg).iter("g")}


def strokes_of(path: ET.Element) -> list[tuple[float, int]]:
    """Return place and length of every stroke."""
    found = re.findall(r"M(\d+) (\d+)V(\d+)", path.get("d"))
    return [(int(x), int(bottom) - int(top)) for x, top, bottom in found]


def test_there_is_one_stroke_for_every_bar():
    drawn = groups(art.strokes(SONG, bars=120, with_played=False))["peak"]

    places = sorted(x for path in drawn for x, _ in strokes_of(path))
    assert places == list(range(120))


def test_the_parts_follow_the_loudness_of_the_song():
    drawn = groups(art.strokes(SONG, bars=60, with_played=False))["peak"]

    parts = {path.get("data-part"): [x for x, _ in strokes_of(path)] for path in drawn}
    assert parts == {
        "quiet": [*range(10), *range(50, 60)],
        "verse": list(range(10, 20)),
        "chorus": [*range(20, 30), *range(40, 50)],
        "bridge": list(range(30, 40)),
    }


def test_the_loudest_bar_reaches_the_edge_and_none_vanishes():
    drawn = groups(art.strokes(SONG, bars=60, with_played=False))["peak"]

    heights = [height for path in drawn for _, height in strokes_of(path)]
    assert max(heights) == 96
    assert min(heights) >= 2


def test_a_song_of_even_loudness_is_all_verse():
    drawn = groups(art.strokes(peaks_of((255, 150)), bars=40, with_played=False))["peak"]

    assert [path.get("data-part") for path in drawn] == ["verse"]


def test_a_moment_is_no_part():
    levels = bytearray(peaks_of((180, 60), (255, 160), (180, 60)))
    levels[200:210] = bytes([255, 160] * 5)

    drawn = groups(art.strokes(bytes(levels), bars=120, with_played=False))["peak"]

    chorus = next(path for path in drawn if path.get("data-part") == "chorus")
    assert [x for x, _ in strokes_of(chorus)] == list(range(40, 80))


def test_what_has_been_played_is_drawn_twice():
    plain = art.strokes(SONG, bars=60, with_played=False)
    played = art.strokes(SONG, bars=60, with_played=True)

    assert played.count("<path") == 2 * plain.count("<path")
    assert '<g class="played"><g class="peak">' in played


@pytest.mark.parametrize("peaks", [SONG, LOUD, bytes(9600)], ids=["song", "noise", "silence"])
def test_a_row_is_small_even_at_its_worst(peaks):
    assert len(art.strokes(peaks, bars=120, with_played=True)) < 3000


def test_a_sound_shorter_than_the_bars_has_fewer():
    drawn = art.strokes(bytes([200, 90] * 7), bars=120, with_played=False)

    assert 'viewBox="-.5 0 7 100"' in drawn


def test_the_body_is_an_outline_with_a_core_inside_it():
    drawn = groups(art.body(SONG, points=480, with_played=True))

    assert set(drawn) == {"peak", "core", "played"}
    assert len(drawn["peak"]) == len(drawn["core"]) == 4
    assert highest(drawn["peak"]) == 490
    assert highest(drawn["core"]) == pytest.approx(490 * 160 / 255, abs=1)


def highest(paths: list[ET.Element]) -> int:
    """Follow every area and return how far it gets from the middle; each must close on itself."""
    reach = 0
    for path in paths:
        for area in path.get("d").split("z")[:-1]:
            steps = re.findall(r"([Mlv])(-?\d+)(?: ?(-?\d+))?", area)
            y = start = int(steps[0][2])
            for letter, first, second in steps[1:]:
                y += int(first) if letter == "v" else int(second)
                reach = max(reach, 500 - y)
            assert y == 1000 - start
            reach = max(reach, 500 - start)
    return reach


def test_nothing_known_is_a_dotted_line():
    drawn = groups(art.silence(bars=30))["peak"]

    assert [path.get("data-part") for path in drawn] == ["quiet"]
    assert len(strokes_of(drawn[0])) == 30


@pytest.mark.parametrize("drawn", [
    art.strokes(SONG, bars=120, with_played=True), art.body(SONG, points=480, with_played=True),
])  # fmt: skip
def test_waveforms_carry_no_colour(drawn):
    assert not re.search(r"fill|stroke=|style|#", drawn)


def cover(key="D minor", tempo_bpm=92.0, form="I4 V16 P4 C16 B8 K4 C16 O4", seed=7) -> str:
    return art.cover(key, tempo_bpm, form, seed)


def inks(drawn: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'fill="([^"]+)"', drawn)))


def test_the_same_song_always_has_the_same_cover_and_another_song_another():
    assert cover() == cover()
    others = [cover(key="E minor"), cover(tempo_bpm=150), cover(form="V8 C8"), cover(seed=8)]
    assert len({cover(), *others}) == 5


@pytest.mark.parametrize(
    ("form", "most"), [("I4 V16 P4 C16 B8 K4 C16 O4", 4_000), ("I4 V8 P4 C8 " * 6, 10_000)]
)
def test_a_cover_is_a_small_print_in_three_inks(form, most):
    drawn = cover(tempo_bpm=170, form=form)

    ET.fromstring(drawn)
    assert len(inks(drawn)) == 3
    assert len(drawn) < most


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D minor", "Dm"),
        ("D minor", "d min"),
        ("Bb", "A# major"),
        ("E♭ minor", "D#m"),
        ("E#", "F maj"),
        ("Cb", "B"),
    ],
)
def test_keys_are_read_as_musicians_write_them(one, other):
    assert cover(key=one) == cover(key=other)


def test_relative_keys_share_their_hue_and_minor_is_on_dark_paper():
    minor, major = inks(cover(key="A minor"))[0], inks(cover(key="C major"))[0]

    assert minor.split()[2] == major.split()[2]
    assert float(minor.split("(")[1].split()[0]) < 0.4 < float(major.split("(")[1].split()[0])


@pytest.mark.parametrize("key", ["", "H major", "D minor; alert(1)", "\N{MUSICAL SYMBOL G CLEF}"])
@pytest.mark.parametrize("form", ["", "<script>", "V0 C0", "x"])
def test_what_is_not_understood_is_chosen_by_the_seed(key, form):
    drawn = art.cover(key, None, form, "a seed")

    ET.fromstring(drawn)
    assert drawn == art.cover("", None, "", "a seed")
    assert "script" not in drawn
    assert "alert" not in drawn


def test_more_sections_than_fit_are_left_out():
    assert cover(form="V4 " * 24) == cover(form="V4 " * 30)


@pytest.mark.parametrize(("tempo", "columns"), [(40, 3), (60, 3), (92, 4), (170, 7), (300, 7)])
def test_the_tempo_gives_the_columns(tempo, columns):
    drawn = cover(tempo_bpm=tempo, form="K8")

    assert drawn.count("M") == columns + 1


def render(text: str, **context) -> str:
    return Template("{% load waveform %}" + text).render(Context(context))


def test_the_tag_draws_an_asset_inside_its_element():
    asset = Asset(peaks=SONG)

    rendered = render('{% waveform asset kind="bars" live=True %}', asset=asset)

    drawn = art.strokes(SONG, bars=120, with_played=True)
    assert rendered == f'<ms-waveform data-kind="bars" data-live>{drawn}</ms-waveform>'


@pytest.mark.parametrize(
    ("tag", "box"),
    [
        ("{% waveform asset %}", "-.5 0 120 100"),
        ('{% waveform asset size="player" %}', "-.5 0 160 100"),
        ('{% waveform asset size="large" %}', "-.5 0 480 100"),
        ('{% waveform asset kind="body" %}', "0 0 480 1000"),
        ('{% waveform asset kind="body" bars=50 %}', "0 0 50 1000"),
    ],
)
def test_the_tag_chooses_a_number_of_bars(tag, box):
    assert f'viewBox="{box}"' in render(tag, asset=Asset(peaks=SONG))


@pytest.mark.parametrize("asset", [None, Asset()])
def test_the_tag_draws_a_line_where_nothing_is_known(asset):
    rendered = render('{% waveform asset kind="body" live=True %}', asset=asset)

    assert 'data-kind="body" data-silent data-live>' in rendered


def test_a_kind_that_a_person_typed_is_escaped():
    assert "<script>" not in render("{% waveform asset kind=kind %}", asset=None, kind="<script>")


def test_the_cover_tag_prints_the_song():
    rendered = render('{% cover_art "D minor" 92 "V8 C8" 7 size="small" %}')

    assert rendered == f'<ms-cover data-size="small">{cover(form="V8 C8", seed="7")}</ms-cover>'


def test_the_cover_tag_needs_neither_key_nor_tempo_and_has_a_library_of_its_own():
    rendered = Template('{% load cover %}{% cover_art key None "" "x" %}').render(
        Context({"key": None})
    )

    assert rendered == f"<ms-cover>{art.cover('', None, '', 'x')}</ms-cover>"
