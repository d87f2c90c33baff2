import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.numbers import (
    LONGEST,
    format_count,
    format_number,
    parse_number,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (-6.0, "−6"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.7071067811865476, "0.7071"),
        (-1.5, "−1.5"),
        (1.2e-8, "1.2e−8"),
        (0.001, "0.001"),
        (-0.0012345, "−0.001234"),
        (0.00099999, "0.001"),
        (0.99996, "1"),
        (9.9996, "10"),
        (1234.5678, "1235"),
        (123456.0, "123456"),
        (999999.6, "1e6"),
        (1.5e300, "1.5e300"),
        (-1.2345e-300, "−1.2e−300"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_written_short(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2.000"), (0.0, "0.000"), (-0.07, "−0.07000"), (5.99e-7, "5.990e−7")],
)
def test_zeros_stay_where_they_are_asked_for(value: float, text: str) -> None:
    assert format_number(value, keeps_zeros=True) == text


@given(st.floats(min_value=0))
def test_zeros_add_nothing_but_zeros(value: float) -> None:
    long = format_number(value, 8, keeps_zeros=True)
    assert len(long) <= 8
    assert parse_number(long) == parse_number(format_number(value, 8))


@given(st.floats())
def test_a_number_never_needs_more_room(value: float) -> None:
    assert len(format_number(value)) <= LONGEST
    if math.isnan(value) or value >= 0:
        assert len(format_number(value, 8)) <= 8


@given(st.floats(min_value=1e-90, max_value=1e90))
def test_a_number_keeps_its_leading_digits(value: float) -> None:
    assert parse_number(format_number(value)) == pytest.approx(value, rel=6e-3)
    assert parse_number(format_number(-value)) == pytest.approx(-value, rel=6e-2)


@given(st.floats(min_value=1e-3, max_value=1e5))
def test_ordinary_numbers_keep_four_digits(value: float) -> None:
    assert parse_number(format_number(value)) == pytest.approx(value, rel=5.01e-4)


def test_a_number_may_be_typed_with_a_comma_or_a_real_minus() -> None:
    assert parse_number(" −0,03 ") == -0.03
    assert parse_number("∞") == math.inf


@pytest.mark.parametrize("text", ["", "fast", "1_000", "1,2,3", "0x10"])
def test_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}” is not a number"):
        parse_number(text)


def test_counts_are_grouped() -> None:
    assert format_count(1240) == "1,240"
