"""Vectors of eight doubles for numba, so kernels say what shall run side by side.

Loops left to the compiler vectorise or not, depending on their length and on flags that
also change results; these never do. Arithmetic on lanes is IEEE arithmetic, contracted
only where `fma` asks for it, and NaN and infinity behave as in NumPy.
"""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, Final

from llvmlite import ir
from numba import njit, types
from numba.core.typing.templates import AbstractTemplate, signature
from numba.extending import (
    intrinsic,
    lower_builtin,
    lower_cast,
    models,
    register_model,
)
from numba.np.arrayobj import make_array
from numba.core.typing.templates import infer_global
from typing_extensions import override

LANES: Final = 8

DOUBLE: Final = ir.DoubleType()
WORD: Final = ir.IntType(64)
DOUBLES: Final = ir.VectorType(DOUBLE, LANES)
WORDS: Final = ir.VectorType(WORD, LANES)
BITS: Final = ir.VectorType(ir.IntType(1), LANES)


class Lanes(types.Type):
    """The numba type of eight doubles."""

    def __init__(self) -> None:
        super().__init__(name="lanes")


class Mask(types.Type):
    """The numba type of eight truth values."""

    def __init__(self) -> None:
        super().__init__(name="mask")


lanes: Final = Lanes()
mask: Final = Mask()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:  # noqa: ANN401
        super().__init__(manager, numba_type, DOUBLES)


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:  # noqa: ANN401
        super().__init__(manager, numba_type, BITS)


def splat(builder: ir.IRBuilder, number: ir.Value) -> ir.Value:
    """The same double in every lane."""
    one = builder.insert_element(ir.Constant(DOUBLES, None), number, _index(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES), None)
    return builder.shuffle_vector(one, ir.Constant(DOUBLES, None), zeros)


def _index(number: int) -> ir.Constant:
    return ir.Constant(ir.IntType(32), number)


@lower_cast(types.Float, Lanes)
@lower_cast(types.Integer, Lanes)
def _cast(context: Any, builder: Any, source: Any, _target: Any, value: Any) -> Any:  # noqa: ANN401
    return splat(builder, context.cast(builder, value, source, types.float64))


def _is_number(numba_type: types.Type) -> bool:
    return isinstance(numba_type, (Lanes, types.Float, types.Integer))


def _define(
    function: Callable[..., Any],
    arguments: Sequence[types.Type],
    result: types.Type,
    emit: Callable[..., ir.Value],
) -> None:
    """Give *function* a meaning for lanes, numbers among the operands becoming lanes."""
    expected = tuple(arguments)

    def generic(
        _self: AbstractTemplate, actual: tuple[types.Type, ...], keywords: object
    ) -> object:
        if keywords or len(actual) != len(expected):
            return None
        if not any(isinstance(a, (Lanes, Mask)) for a in actual):
            return None
        for own, wanted in zip(actual, expected, strict=True):
            if own != wanted and not (wanted == lanes and _is_number(own)):
                return None
        return signature(result, *expected)

    name = f"Lanes_{getattr(function, '__name__', 'function')}"
    template = type(name, (AbstractTemplate,), {"generic": generic})
    infer_global(function)(template)

    @lower_builtin(function, *expected)
    def _lower(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:  # noqa: ANN401
        return emit(builder, *values)


for _function, _emit in {
    operator.add: ir.IRBuilder.fadd,
    operator.sub: ir.IRBuilder.fsub,
    operator.mul: ir.IRBuilder.fmul,
    operator.truediv: ir.IRBuilder.fdiv,
}.items():
    _define(_function, (lanes, lanes), lanes, _emit)
_define(operator.neg, (lanes,), lanes, ir.IRBuilder.fneg)


def _comparison(sign: str) -> Callable[..., ir.Value]:
    def emit(builder: ir.IRBuilder, x: ir.Value, y: ir.Value) -> ir.Value:
        # A comparison with NaN is false, except that it is unequal to everything.
        if sign == "!=":
            return builder.fcmp_unordered(sign, x, y)
        return builder.fcmp_ordered(sign, x, y)

    return emit


for _function, _sign in {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}.items():
    _define(_function, (lanes, lanes), mask, _comparison(_sign))
_define(operator.and_, (mask, mask), mask, ir.IRBuilder.and_)
_define(operator.or_, (mask, mask), mask, ir.IRBuilder.or_)


def _vector_intrinsic(name: str, arity: int) -> Callable[..., ir.Value]:
    def emit(builder: ir.IRBuilder, *values: ir.Value) -> ir.Value:
        function_type = ir.FunctionType(DOUBLES, [DOUBLES] * arity)
        full_name = f"llvm.{name}.v{LANES}f64"
        function = builder.module.globals.get(full_name)
        if function is None:
            function = ir.Function(builder.module, function_type, full_name)
        return builder.call(function, values)

    return emit


def where(condition: Any, x: Any, y: Any) -> Any:  # noqa: ANN401
    """The lanes of *x* where *condition* holds, else those of *y*."""
    raise NotImplementedError


def fma(x: Any, y: Any, z: Any) -> Any:  # noqa: ANN401
    """``x * y + z``, rounded once."""
    raise NotImplementedError


def minimum(x: Any, y: Any) -> Any:  # noqa: ANN401
    """The smaller one; NaN wins, as in NumPy."""
    raise NotImplementedError


def maximum(x: Any, y: Any) -> Any:  # noqa: ANN401
    """The larger one; NaN wins, as in NumPy."""
    raise NotImplementedError


def sqrt(x: Any) -> Any:  # noqa: ANN401
    """Square root."""
    raise NotImplementedError


def copysign(x: Any, y: Any) -> Any:  # noqa: ANN401
    """The size of *x* with the sign of *y*."""
    raise NotImplementedError


def floor(x: Any) -> Any:  # noqa: ANN401
    """Largest whole number not above."""
    raise NotImplementedError


def _power_of_two(builder: ir.IRBuilder, x: ir.Value, shift: int) -> ir.Value:
    """Two to the whole number in the low bits of *x*, halved *shift* times."""
    words = builder.bitcast(x, WORDS)
    # The whole number sits in the low bits of the magic sum, in two's complement.
    if shift:
        words = builder.ashr(builder.shl(words, _words(13)), _words(13 + shift))
    bits = builder.add(builder.shl(words, _words(52)), _words(1023 << 52))
    return builder.bitcast(bits, DOUBLES)


def _words(number: int) -> ir.Constant:
    return ir.Constant(WORDS, [ir.Constant(WORD, number)] * LANES)


def _rest_of_power(builder: ir.IRBuilder, x: ir.Value) -> ir.Value:
    words = builder.bitcast(x, WORDS)
    whole = builder.ashr(builder.shl(words, _words(13)), _words(13))
    rest = builder.sub(whole, builder.ashr(whole, _words(1)))
    bits = builder.shl(builder.add(rest, _words(1023)), _words(52))
    return builder.bitcast(bits, DOUBLES)


def power_of_two(magic_sum: Any) -> Any:  # noqa: ANN401
    """Two to the whole number that adding `MAGIC` left in the low bits."""
    raise NotImplementedError


def power_of_half(magic_sum: Any) -> Any:  # noqa: ANN401
    """Two to half that number, rounded down."""
    raise NotImplementedError


def power_of_rest(magic_sum: Any) -> Any:  # noqa: ANN401
    """Two to what half that number leaves."""
    raise NotImplementedError


def _chosen(sign: str) -> Callable[..., ir.Value]:
    def emit(builder: ir.IRBuilder, x: ir.Value, y: ir.Value) -> ir.Value:
        is_nan = builder.fcmp_unordered("uno", y, y)
        wins = builder.or_(builder.fcmp_ordered(sign, y, x), is_nan)
        return builder.select(wins, y, x)

    return emit


_define(minimum, (lanes, lanes), lanes, _chosen("<"))
_define(maximum, (lanes, lanes), lanes, _chosen(">"))
_define(where, (mask, lanes, lanes), lanes, ir.IRBuilder.select)
_define(fma, (lanes, lanes, lanes), lanes, _vector_intrinsic("fma", 3))
_define(sqrt, (lanes,), lanes, _vector_intrinsic("sqrt", 1))
_define(copysign, (lanes, lanes), lanes, _vector_intrinsic("copysign", 2))
_define(floor, (lanes,), lanes, _vector_intrinsic("floor", 1))
_define(abs, (lanes,), lanes, _vector_intrinsic("fabs", 1))
_define(power_of_two, (lanes,), lanes, lambda b, x: _power_of_two(b, x, 0))
_define(power_of_half, (lanes,), lanes, lambda b, x: _power_of_two(b, x, 1))
_define(power_of_rest, (lanes,), lanes, _rest_of_power)


def _address(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:  # noqa: ANN401
    data = make_array(kind)(context, builder, array).data
    return builder.gep(data, [index])


@intrinsic
def load(_typing: Any, array: Any, index: Any) -> Any:  # noqa: ANN401
    """Eight doubles from *index* on."""

    def emit(context: Any, builder: Any, sig: Any, values: Any) -> Any:  # noqa: ANN401
        address = _address(context, builder, sig.args[0], *values)
        return builder.load(builder.bitcast(address, DOUBLES.as_pointer()), align=8)

    return lanes(array, types.intp), emit


@intrinsic
def store(_typing: Any, array: Any, index: Any, value: Any) -> Any:  # noqa: ANN401
    """Put eight doubles from *index* on."""

    def emit(context: Any, builder: Any, sig: Any, values: Any) -> Any:  # noqa: ANN401
        address = _address(context, builder, sig.args[0], *values[:2])
        pointer = builder.bitcast(address, DOUBLES.as_pointer())
        builder.store(values[2], pointer, align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), emit


@intrinsic
def store_some(_typing: Any, array: Any, index: Any, value: Any, count: Any) -> Any:  # noqa: ANN401
    """Put the first *count* of eight doubles from *index* on."""

    def emit(context: Any, builder: Any, sig: Any, values: Any) -> Any:  # noqa: ANN401
        address = _address(context, builder, sig.args[0], *values[:2])
        pointer = builder.bitcast(address, DOUBLES.as_pointer())
        numbers = ir.Constant(WORDS, [ir.Constant(WORD, i) for i in range(LANES)])
        count = builder.insert_element(ir.Constant(WORDS, None), values[3], _index(0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES), None)
        counts = builder.shuffle_vector(count, ir.Constant(WORDS, None), zeros)
        chosen = builder.icmp_signed("<", numbers, counts)
        old = builder.load(pointer, align=8)
        builder.store(builder.select(chosen, values[2], old), pointer, align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes, types.intp), emit


@intrinsic
def spread(_typing: Any, number: Any) -> Any:  # noqa: ANN401
    """The same double in all lanes."""

    def emit(_context: Any, builder: Any, _sig: Any, values: Any) -> Any:  # noqa: ANN401
        return splat(builder, values[0])

    return lanes(types.float64), emit


@intrinsic
def at(_typing: Any, array: Any, index: Any) -> Any:  # noqa: ANN401
    """One element, counted from the front only, which spares a test."""

    def emit(context: Any, builder: Any, sig: Any, values: Any) -> Any:  # noqa: ANN401
        return builder.load(_address(context, builder, sig.args[0], *values))

    return array.dtype(array, types.intp), emit


@intrinsic
def lane(_typing: Any, x: Any, index: Any) -> Any:  # noqa: ANN401
    """The double in one lane."""

    def emit(_context: Any, builder: Any, _sig: Any, values: Any) -> Any:  # noqa: ANN401
        return builder.extract_element(*values)

    return types.float64(lanes, types.intp), emit


@intrinsic
def with_lane(_typing: Any, x: Any, index: Any, number: Any) -> Any:  # noqa: ANN401
    """The lanes with one of them replaced."""

    def emit(_context: Any, builder: Any, _sig: Any, values: Any) -> Any:  # noqa: ANN401
        x, index, number = values
        return builder.insert_element(x, number, index)

    return lanes(lanes, types.intp, types.float64), emit


@intrinsic
def sum_lanes(_typing: Any, x: Any) -> Any:  # noqa: ANN401
    """The sum of all lanes, added pairwise."""

    def emit(_context: Any, builder: Any, _sig: Any, values: Any) -> Any:  # noqa: ANN401
        total = values[0]
        width = LANES
        while width > 1:
            width //= 2
            total = builder.fadd(
                *(_part(builder, total, i * width, width) for i in (0, 1))
            )
        return builder.extract_element(total, _index(0))

    return types.float64(lanes), emit


def _part(builder: Any, x: Any, start: int, width: int) -> Any:  # noqa: ANN401
    numbers = [_index(start + i) for i in range(width)]
    chosen = ir.Constant(ir.VectorType(ir.IntType(32), width), numbers)
    return builder.shuffle_vector(x, ir.Constant(x.type, ir.Undefined), chosen)
