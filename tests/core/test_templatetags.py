"""Icons, controls, times and figures as templates write them."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from apps.core.templatetags import look


class SongForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        max_length=5, help_text="Short.", widget=forms.TextInput(attrs={"class": "wide"})
    )
    notes = forms.CharField(widget=forms.Textarea, required=False)
    model = forms.ChoiceField(choices=[("v6", "v6")])
    moods = forms.MultipleChoiceField(choices=[("a", "A")], required=False)
    voice = forms.ChoiceField(choices=[("any", "Any"), ("low", "Low")], widget=forms.RadioSelect)
    instrumental = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def component(name: str, /, **context: object) -> str:
    return " ".join(render_to_string(f"_components/{name}.html", context).split())


def test_icon_is_hidden_from_screen_readers() -> None:
    svg = drawn("{% icon 'play' %}")

    assert svg.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path')
    assert "xmlns" not in svg


def test_icon_of_our_own_is_drawn() -> None:
    assert look.OUR_ICONS["pick"] in drawn("{% icon 'pick' %}")


def test_icon_that_the_set_renamed_is_found_by_its_old_name() -> None:
    assert drawn("{% icon 'circle-help' %}") == drawn("{% icon 'circle-question-mark' %}")


def test_icon_of_a_switch_says_when_it_is_shown() -> None:
    assert 'data-when="on"' in drawn("{% icon 'pause' when='on' %}")


def test_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError, match="no-such"):
        drawn("{% icon 'no-such-drawing' %}")


@pytest.mark.parametrize(
    ("name", "is_dressed"),
    [
        ("title", True),
        ("notes", True),
        ("moods", True),
        ("model", False),
        ("instrumental", False),
        ("token", False),
    ],
)
def test_only_what_is_typed_into_is_an_input(name: str, is_dressed: bool) -> None:
    field = SongForm()[name]

    html = look.control(field)

    assert ("input" in html.partition('class="')[2].split('"')[0].split()) is is_dressed


def test_control_keeps_the_class_of_its_widget() -> None:
    assert 'class="input wide"' in look.control(SongForm()["title"])


def test_control_takes_attributes_and_leaves_empty_ones_out() -> None:
    html = drawn(
        "{% control form.title aria_label='Name' autocomplete=nothing maxlength=0 autofocus=yes %}",
        form=SongForm(),
        yes=True,
    )

    assert 'aria-label="Name"' in html
    assert "autocomplete" not in html
    assert 'maxlength="0"' in html
    assert " autofocus" in html


@pytest.mark.parametrize(
    ("name", "kind"),
    [("title", "input"), ("model", "select"), ("voice", "radios"), ("instrumental", "check")],
)
def test_kind_of_control_follows_the_widget(name: str, kind: str) -> None:
    assert look.kind_of_control(SongForm()[name]) == kind


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (9.9, "0:09"), (61, "1:01"), (Decimal("204.4"), "3:24"), (None, ""), ("", "")],
)
def test_clock_is_minutes_and_seconds(seconds, text: str) -> None:
    assert look.clock(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1284, "1,284"),
        (Decimal("15.00"), "15"),
        (Decimal("-2.50"), "-2.5"),
        (100, "100"),
        (0, "0"),
        (None, ""),
        ("", ""),
    ],
)
def test_figures_are_grouped_and_end_without_zeros(number, text: str) -> None:
    assert look.grouped(number) == text


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=61), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=30), "1 day ago"),
        (timedelta(days=6), "6 days ago"),
    ],
)
def test_ago_uses_the_largest_unit(age: timedelta, text: str) -> None:
    assert look.ago(timezone.now() - age) == text


def test_ago_gives_the_date_after_a_week() -> None:
    assert look.ago(datetime(2024, 3, 5, tzinfo=timezone.get_default_timezone())) == "5 Mar 2024"


def test_ago_of_nothing_is_nothing() -> None:
    assert look.ago(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lantern Room", "LR"),
        ("mara.lind", "ML"),
        ("Solo", "S"),
        ("A b c", "AB"),
        ("Mira (guest)", "M"),
        ("", ""),
    ],
)
def test_initials_are_of_the_first_two_words(name: str, letters: str) -> None:
    assert look.initials(name) == letters


def test_field_ties_help_and_error_to_its_input() -> None:
    form = SongForm({"title": "far too long"})

    html = component("field", field=form["title"])

    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="far too long"' in html


def test_field_of_radios_is_a_group_with_a_legend() -> None:
    html = component("field", field=SongForm()["voice"])

    assert "<legend>Voice</legend>" in html
    assert html.count('type="radio"') == 2


def test_hidden_field_is_bare() -> None:
    html = component("field", field=SongForm()["token"])

    assert html == '<input type="hidden" name="token" id="id_token">'


def test_form_that_came_back_counts_what_is_to_change() -> None:
    one = SongForm({"title": "far too long", "model": "v6", "voice": "any"})
    two = SongForm({"title": "far too long", "model": "v6"})

    assert "One thing to change below." in component("form_errors", form=one)
    assert "2 things to change below." in component("form_errors", form=two)
    assert component("form_errors", form=SongForm()) == ""


def test_form_wide_errors_are_said_instead() -> None:
    form = SongForm({"title": "salt", "model": "v6", "voice": "any"})
    form.add_error(None, "Too few credits.")

    html = component("form_errors", form=form, says="Nothing was sent.")

    assert "<strong>Nothing was sent.</strong>" in html
    assert "<span>Too few credits.</span>" in html
    assert "to change below" not in html


def test_rating_is_shown_in_words_too() -> None:
    html = component("rating", stars=3.6)

    assert 'aria-label="Rating: 3.6 of 5"' in html
    assert html.count("data-on") == 3


def test_rating_input_checks_what_was_given() -> None:
    html = component("rating", name="stars", uid="c1", stars=4)

    assert 'id="stars-c1-4" value="4" checked' in html
    assert html.count("checked") == 1


def test_progress_that_nobody_knows_claims_no_value() -> None:
    html = component("progress", label="Salt", state="composing")

    assert "aria-valuenow" not in html


def test_progress_at_the_start_is_zero() -> None:
    html = component("progress", label="Salt", state="queued", value=0)

    assert 'aria-valuenow="0"' in html


def test_play_key_escapes_what_people_wrote() -> None:
    html = component("play_key", id="1", src="/a", title='"><script>', caption="x", href="/b")

    assert "<script>" not in html
