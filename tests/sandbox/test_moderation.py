import pytest

from apps.sandbox.moderation import lyrics_objection, style_objection


@pytest.mark.parametrize("text", ["like Taylor Swift", "DAVID BOWIE, glam"])
def test_artist_names_are_refused(text: str):
    assert "artist names" in style_objection(text)


@pytest.mark.parametrize("text", ["folk, guitar", "", "swift tailors"])
def test_styles_without_names_pass(text: str):
    assert style_objection(text) == ""


@pytest.mark.parametrize("text", ["prod. by Nobody\nla la", "Produced by me"])
def test_producer_tags_are_refused(text: str):
    assert "producer tags" in lyrics_objection(text)


@pytest.mark.parametrize("text", ["[Verse]\n[Chorus]", "... 123", "[Intro]\n(oh)"])
def test_lyrics_without_a_word_are_refused(text: str):
    assert "words" in lyrics_objection(text)


@pytest.mark.parametrize("text", ["[Verse]\nla", "слова", "言葉"])
def test_words_in_any_script_pass(text: str):
    assert lyrics_objection(text) == ""
