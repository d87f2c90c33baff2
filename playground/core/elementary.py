"""What the names in the table's formulas mean for lanes, by numba.

`exp` and `tanh` are written out, since the mathematical library takes one number at a
time: the argument is reduced by whole multiples of log 2, found by adding a magic
constant that pushes the fraction out of the mantissa; a polynomial does the rest and
the exponent is put together from bits. Compilers that may reorder additions fold the
magic constant away, which is why lanes add exactly as told. The rest is the library's.
"""

import math
from collections.abc import Callable
from typing import Any, Final

from numba import njit

from playground.core.lanes import (
    Value,
    copysign,
    floor,
    fma,
    lane,
    maximum,
    minimum,
    power_of_half,
    power_of_rest,
    power_of_two,
    sqrt,
    where,
    with_lane,
)
from playground.core.layout import LANES

_MAGIC: Final = 1.5 * 2.0**52
_LOG2_E: Final = 1.4426950408889634
_LN2: Final = 0.6931471805599453
_LN2_HIGH: Final = 0.693147180559663  # 41 bits, so that multiples are exact
_LN2_LOW: Final = 2.8235290563031577e-13
_LARGEST: Final = 710.0
_SMALLEST: Final = -746.0
_TANH_IS_ONE: Final = 20.0

# (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2, Chebyshev, relative error 4e-17.
_C0: Final = 0.5000000000000001
_C1: Final = 0.16666666666666669
_C2: Final = 0.04166666666662348
_C3: Final = 0.008333333333330011
_C4: Final = 0.0013888888917538296
_C5: Final = 0.00019841269863303223
_C6: Final = 2.4801520792572694e-05
_C7: Final = 2.75572680728901e-06
_C8: Final = 2.762032742826824e-07
_C9: Final = 2.5100569275813683e-08


@njit(forceinline=True)
def _expm1_reduced(r: Value) -> Value:
    """``exp(r) - 1`` for ``|r| <= log(2) / 2``, added up in a tree for speed."""
    r2 = r * r
    r4 = r2 * r2
    low = fma(fma(_C3, r, _C2), r2, fma(_C1, r, _C0))
    high = fma(fma(_C7, r, _C6), r2, fma(_C5, r, _C4))
    rest = fma(fma(_C9, r, _C8), r4, high)
    return fma(fma(rest, r4, low), r2, r)


# 1 / d for 1 <= d <= 2, Chebyshev, relative error .0017.
_R0: Final = 2.82842287694974
_R1: Final = -2.9393414211438476
_R2: Final = 1.3310225303292895
_R3: Final = -0.2218370883882149


@njit(forceinline=True)
def _quotient(x: Value, d: Value) -> Value:
    """``x / d`` for ``1 <= d <= 2``; three times as fast as the processor's division.

    A cubic step takes the reciprocal to 5e-9, the remainder takes the quotient home.
    """
    y = fma(fma(fma(d, _R3, _R2), d, _R1), d, _R0)
    error = fma(-d, y, 1.0)
    y = fma(fma(error, error, error), y, y)
    quotient = x * y
    return fma(fma(-d, quotient, x), y, quotient)


@njit(forceinline=True)
def exp(x: Value) -> Value:
    """The exponential function, within two units in the last place."""
    x = where(x > _LARGEST, _LARGEST, x)
    x = where(x < _SMALLEST, _SMALLEST, x)
    whole = fma(x, _LOG2_E, _MAGIC)
    k = whole - _MAGIC
    r = fma(k, -_LN2_LOW, fma(k, -_LN2_HIGH, x))
    # Two steps, so that 2^1024 overflows and 2^-1074 does not vanish before its time.
    return (_expm1_reduced(r) + 1.0) * power_of_half(whole) * power_of_rest(whole)


@njit(forceinline=True)
def tanh(x: Value) -> Value:
    """The hyperbolic tangent, from ``exp(-2|x|) - 1`` to stay exact near 0.

    The multiples of log 2 need no second part here: where they are large, the
    exponential is small beside 1.
    """
    size = minimum(abs(x), _TANH_IS_ONE)
    whole = fma(size, -2.0 * _LOG2_E, _MAGIC)
    r = fma(whole - _MAGIC, -_LN2, size * -2.0)
    scale = power_of_two(whole)
    e = fma(scale, _expm1_reduced(r), scale - 1.0)
    return copysign(_quotient(e, e + 2.0), x)


@njit(forceinline=True)
def divide(x: Value, y: Value) -> Value:
    """Quotient."""
    return x / y


def _each(function: Callable[[float], float]) -> Callable[[Value], Value]:
    @njit
    def each(x: Value) -> Value:
        for i in range(LANES):
            x = with_lane(x, i, function(lane(x, i)))
        return x

    return each


@njit
def power(x: Value, y: Value) -> Value:
    """Power, by the mathematical library."""
    for i in range(LANES):
        x = with_lane(x, i, math.pow(lane(x, i), lane(y, i)))
    return x


VECTOR: Final[dict[str, Any]] = {
    "where": where,
    "divide": divide,
    "power": power,
    "exp": exp,
    "expm1": _each(math.expm1),
    "log": _each(math.log),
    "log1p": _each(math.log1p),
    "sqrt": sqrt,
    "sin": _each(math.sin),
    "cos": _each(math.cos),
    "floor": floor,
    "tanh": tanh,
    "erfc": _each(math.erfc),
    "abs": abs,
    "minimum": minimum,
    "maximum": maximum,
}
"""The vocabulary of the table's formulas, for `compile_function`."""
