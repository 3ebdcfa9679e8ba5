import pytest

from apps.sandbox.engine.words import pronunciation, sheet, syllables


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("love", "L AH V"),
        ("light", "L AY T"),
        ("mile", "M AY L"),
        ("nation", "N EY SH AH N"),
        ("wishes", "W IH SH IH Z"),
        ("cats", "K AE T S"),
        ("wanted", "W AA N T IH D"),
        ("laughing", "L AE F IH NG"),
        ("knee", "N IY"),
        ("Générations", "JH EH N EH R EY SH AH N Z"),
        ("moved", "M UW V D"),
        ("thing", "TH IH NG"),
        ("clothing", "K L OW DH IH NG"),
        ("from", "F R AH M"),
        ("promises", "P R AA M IH S IH Z"),
    ],
)
def test_words_are_pronounced_as_people_say_them(word, phones):
    assert " ".join(pronunciation.phones(word)) == phones


@pytest.mark.parametrize("word", ["", "你好", "hmm", "'", "xyz", "brrr", "q"])
def test_anything_gets_a_vowel_so_that_it_can_be_sung(word):
    assert pronunciation.VOWELS.intersection(pronunciation.phones(word))


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Hold the morning in your hands", 7),
        ("We will dance across the sand", 7),
        ("Every window has a tale to show", 9),
        ("beautiful memory", 6),
        ("24 hours", 4),
        ("you & me", 3),
        ("你好", 2),
        ("... !!!", 0),
    ],
)
def test_a_line_has_as_many_syllables_as_one_claps(line, count):
    assert len(syllables.of_line(line)) == count


def test_syllables_keep_all_letters_and_open_words_once():
    spoken = syllables.of_line("Every window has a tale")

    assert [one.text for one in spoken] == ["Ev", "ery", "win", "dow", "has", "a", "tale"]
    assert [one.text for one in spoken if one.opens_word] == ["Ev", "win", "has", "a", "tale"]


@pytest.mark.parametrize(
    ("word", "count", "stressed"),
    [
        ("window", 2, 0),
        ("tonight", 2, 1),
        ("believe", 2, 1),
        ("generation", 4, 2),
        ("city", 2, 0),
        ("the", 1, -1),
        ("fire", 1, 0),
        ("understand", 3, 2),
        ("electricity", 5, 2),
    ],
)
def test_stress_falls_where_english_puts_it(word, count, stressed):
    assert syllables.stressed_syllable(word, count) == stressed


def test_a_sheet_is_read_by_its_bracketed_names():
    stanzas = sheet.read("[Verse 1: soft]\nOne line\n\nAnother\n[Guitar Solo]\n[Hook]\nSing it")

    assert [(one.kind, one.label, one.lines) for one in stanzas] == [
        ("Verse", "Verse 1: soft", ("One line", "Another")),
        ("Verse", "Guitar Solo", ()),
        ("Chorus", "Hook", ("Sing it",)),
    ]


def test_a_sheet_without_names_is_parted_by_blank_lines():
    stanzas = sheet.read("a\nb\n\nc\n\nd")

    assert [(one.kind, one.lines) for one in stanzas] == [
        ("Verse", ("a", "b")),
        ("Chorus", ("c",)),
        ("Verse", ("d",)),
    ]


def test_lines_before_the_first_name_are_a_verse():
    assert [one.kind for one in sheet.read("hello\n[Chorus]\nworld")] == ["Verse", "Chorus"]


def test_an_empty_sheet_has_no_stanzas():
    assert sheet.read(" \n\n") == ()
