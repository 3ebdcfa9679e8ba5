import pytest

from apps.sandbox.ranges import Span, Unsatisfiable, wanted_span


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", Span(0, 10)),
        ("bytes=90-", Span(90, 100)),
        ("bytes=95-1000", Span(95, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("bytes = 0-9", None),
        ("bytes=0-1,4-5", None),
        ("bytes=9-0", None),
        ("bytes=-", None),
        ("lines=0-9", None),
        ("", None),
        (None, None),
    ],
)
def test_a_range_header_names_a_span_or_is_ignored(header: str | None, span: Span | None):
    assert wanted_span(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_outside_the_file_cannot_be_had(header: str):
    with pytest.raises(Unsatisfiable):
        wanted_span(header, 100)


def test_a_span_knows_its_size():
    assert Span(10, 15).size_bytes == 5
