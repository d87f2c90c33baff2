"""How numbers are written for a person, and read back from what a person typed."""

import math
from collections.abc import Callable
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
INFINITY: Final = "∞"
DIGITS: Final = 4
LONGEST: Final = 9
"""No formatted number has more characters."""

_SMALLEST_FIXED = 1e-3
_LARGEST_FIXED = 1e6


def format_number(
    value: float, longest: int = LONGEST, *, keeps_zeros: bool = False
) -> str:
    """*value* with four significant digits.

    Whole parts below a million are never cut; other numbers take an exponent. The
    minus is U+2212. Where an exponent is needed, digits are left out until there are
    at most *longest* characters, which must be 8 or 9.

    Args:
        value: What to write.
        longest: See above.
        keeps_zeros: Whether trailing zeros stay, so that a number that changes all the
            time keeps its length while its size is about the same.
    """
    tidy = str if keeps_zeros else _without_trailing_zeros
    if math.isnan(value):
        return "nan"
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if math.isinf(size):
        return sign + INFINITY
    if size == 0:
        return tidy(f"{0:.{DIGITS - 1}f}")
    rounded = float(f"{size:.{DIGITS - 1}e}")
    if rounded >= _SMALLEST_FIXED and round(size) < _LARGEST_FIXED:
        decimals = max(0, DIGITS - 1 - math.floor(math.log10(rounded)))
        return sign + tidy(f"{size:.{decimals}f}")
    return sign + _with_exponent(size, longest - len(sign), tidy)


def parse_number(text: str) -> float:
    """The number in *text*, as `format_number` or a person's keyboard writes it.

    Raises:
        ValueError: *text* is no number; the message says so.
    """
    plain = text.strip().replace(MINUS, "-").replace(INFINITY, "inf")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return float(plain.replace("_", "?"))  # Python's 1_000 is no habit of people
    except ValueError:
        raise ValueError(f"“{text.strip()}” is not a number") from None


def format_count(value: int) -> str:
    """A whole number with its thousands grouped: ``1,240``."""
    return f"{value:,}".replace("-", MINUS)


def _with_exponent(size: float, room: int, tidy: Callable[[str], str]) -> str:
    for digits in range(DIGITS, 0, -1):
        mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
        power = str(int(exponent)).replace("-", MINUS)
        text = f"{tidy(mantissa)}e{power}"
        if len(text) <= room:
            return text
    raise AssertionError(size)


def _without_trailing_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
