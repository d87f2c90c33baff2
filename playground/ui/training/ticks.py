"""Where the ticks of an axis stand and what is written beside them; knows no Qt."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, TypeAlias

from playground.ui.numbers import DIGITS, MINUS, format_number

Tick: TypeAlias = tuple[float, str]
"""Where, in the unit of the axis, and what stands there."""

_STEPS: Final = (1, 2, 5)
_DECADES: Final = (1, 2, 3, 5, 10, 20, 50, 100, 200)
_FEWEST: Final = 2
_SLACK: Final = 1e-9
_SMALLEST_FIXED: Final = 1e-3
_LARGEST_FIXED: Final = 1e6


def linear_ticks(low: float, high: float, gap: float) -> tuple[list[float], float]:
    """Multiples of 1, 2 or 5 times a power of ten within *low*..*high*.

    Args:
        low: Where the axis begins.
        high: Where it ends, more than *low*.
        gap: The least distance between two ticks.

    Returns:
        The ticks, and how far they are apart.
    """
    power = 10.0 ** math.floor(math.log10(gap))
    step = next(n * power for n in (*_STEPS, 10, 20) if n * power >= gap * (1 - _SLACK))
    first = math.ceil(low / step - _SLACK)
    last = math.floor(high / step + _SLACK)
    return [number * step for number in range(first, last + 1)], step


def logarithmic_ticks(low: float, high: float, gap: float) -> list[float]:
    """Decimal logarithms of round numbers in *low*..*high*: as many as have room.

    Args:
        low: The logarithm with which the axis begins.
        high: That with which it ends.
        gap: The least distance between two ticks, in decades.
    """
    best: list[float] = []
    for ticks in _candidates(low, high, gap):
        has_room = all(b - a >= gap for a, b in pairwise(ticks))
        if has_room and len(ticks) >= _FEWEST:
            return ticks
        if len(ticks) == 1:
            best = best or ticks
    return best


def value_words(value: float, step: float = 0.0) -> str:
    """A number beside a tick, with as many digits as its neighbours *step* off need."""
    if not value or abs(value) < step * _SLACK:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    finest = math.floor(math.log10(step) + _SLACK) if step else magnitude - DIGITS + 1
    digits = magnitude - finest + 1
    if digits <= DIGITS:
        return format_number(value)
    if _SMALLEST_FIXED <= abs(value) < _LARGEST_FIXED:
        text = f"{value:.{max(0, -finest)}f}"
    else:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def share_words(share: float, step: float = 0.0) -> str:
    """The same for a share, in percent."""
    return f"{value_words(100 * share, 100 * step)} %"


def _candidates(low: float, high: float, gap: float) -> Iterator[list[float]]:
    """Logarithms of round numbers, in finer and then coarser steps."""
    if high - low < 1:
        yield from _within_a_decade(low, high, gap)
    for digits in ((1, 2, 5), (1, 3), (1,)):
        yield [
            power + math.log10(digit)
            for power in range(math.floor(low), math.floor(high) + 1)
            for digit in digits
            if low <= power + math.log10(digit) <= high
        ]
    for stride in _DECADES[1:]:
        first = math.ceil(math.ceil(low) / stride) * stride
        yield [float(power) for power in range(first, math.floor(high) + 1, stride)]


def _within_a_decade(low: float, high: float, gap: float) -> Iterator[list[float]]:
    """Evenly spaced numbers, for want of powers of ten."""
    start, end = 10.0**low, 10.0**high
    for parts in range(3 * max(_FEWEST, int((high - low) / gap)), 0, -1):
        values, _ = linear_ticks(start, end, (end - start) / parts)
        yield [min(max(math.log10(value), low), high) for value in values]
