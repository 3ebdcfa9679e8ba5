import pytest

from apps.sandbox.switches import Switches, UnknownSwitch, read_switches, without_switches


def test_text_without_switches_asks_for_nothing():
    assert read_switches(["[Verse]\nfail: not a switch", "folk"]) == Switches()


def test_switches_are_collected_from_all_texts():
    found = read_switches(["[fail:one] la", "[SLOW: 2.5]", "[seed:7][shape:code]", "[shape:state]"])

    assert found == Switches("one", 2.5, False, 7, frozenset({"code", "state"}))


def test_the_last_of_one_kind_counts():
    assert read_switches(["[slow:1]", "[slow:2]"]).slow_s == 2


def test_hang_needs_no_value():
    assert read_switches(["[hang]"]).hang


@pytest.mark.parametrize(
    "text",
    ["[fail:often]", "[fail]", "[shape:round]", "[slow:]", "[slow:nan]", "[slow:-1]", "[seed:x]",
     "[slow:86401]", "[seed:4294967297]"],
)  # fmt: skip
def test_a_switch_that_does_not_exist_is_named(text: str):
    with pytest.raises(UnknownSwitch, match=r"^\[(fail|shape|slow|seed):"):
        read_switches([text])


def test_switches_are_not_sung():
    assert without_switches("[fail:one][Verse]\nla la [slow:3]") == "[Verse]\nla la"
