"""Vectors of eight doubles for numba, so kernels say what shall run side by side.

Loops left to the compiler vectorise or not, depending on their length and on flags that
also change results; these never do. Arithmetic on lanes is IEEE arithmetic, contracted
only where `fma` asks for it, and NaN and infinity behave as in NumPy.

The functions here have a meaning in code compiled by numba only.
"""
# Numba's extension interface has no types.
# mypy: disable-error-code="no-untyped-call,untyped-decorator,import-untyped"

import operator
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from llvmlite import ir
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin, lower_cast, models, register_model
from numba.np.arrayobj import make_array

from playground.core.layout import LANES

Value: TypeAlias = Any
"""Something whose type numba finds out."""

Emitter: TypeAlias = Callable[..., Any]
"""``(context, builder, signature, values) ->`` the value of a call."""

DOUBLE: Final = ir.DoubleType()
WORD: Final = ir.IntType(64)
INDEX: Final = ir.IntType(32)
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
    def __init__(self, manager: Value, numba_type: Value) -> None:
        super().__init__(manager, numba_type, DOUBLES)


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Value, numba_type: Value) -> None:
        super().__init__(manager, numba_type, BITS)


def where(condition: Value, x: Value, y: Value) -> Value:
    """The lanes of *x* where *condition* holds, else those of *y*."""
    raise NotImplementedError


def fma(x: Value, y: Value, z: Value) -> Value:
    """``x * y + z``, rounded once."""
    raise NotImplementedError


def minimum(x: Value, y: Value) -> Value:
    """The smaller one; NaN wins, as in NumPy."""
    raise NotImplementedError


def maximum(x: Value, y: Value) -> Value:
    """The larger one; NaN wins, as in NumPy."""
    raise NotImplementedError


def sqrt(x: Value) -> Value:
    """Square root."""
    raise NotImplementedError


def floor(x: Value) -> Value:
    """Largest whole number not above."""
    raise NotImplementedError


def copysign(x: Value, y: Value) -> Value:
    """The size of *x* with the sign of *y*."""
    raise NotImplementedError


def power_of_two(magic_sum: Value) -> Value:
    """Two to the whole number that adding a magic constant left in the low bits."""
    raise NotImplementedError


def power_of_half(magic_sum: Value) -> Value:
    """Two to half that number, rounded down."""
    raise NotImplementedError


def power_of_rest(magic_sum: Value) -> Value:
    """Two to what half that number leaves."""
    raise NotImplementedError


def spread(number: Value) -> Value:
    """The same double in all lanes."""
    raise NotImplementedError


def lane(x: Value, index: Value) -> Value:
    """The double in one lane."""
    raise NotImplementedError


def with_lane(x: Value, index: Value, number: Value) -> Value:
    """The lanes with one of them replaced."""
    raise NotImplementedError


def sum_lanes(x: Value) -> Value:
    """The sum of all lanes, added pairwise."""
    raise NotImplementedError


def at(array: Value, index: Value) -> Value:
    """One element, counted from the front only, which spares a test."""
    raise NotImplementedError


def put(array: Value, index: Value, number: Value) -> None:
    """Change one element, counted from the front only."""
    raise NotImplementedError


def load(array: Value, index: Value) -> Value:
    """Eight doubles from *index* on."""
    raise NotImplementedError


def store(array: Value, index: Value, x: Value) -> None:
    """Put eight doubles from *index* on."""
    raise NotImplementedError


def some(x: Value, count: Value) -> Value:
    """The first *count* lanes, and 0 in the others."""
    raise NotImplementedError


def store_some(array: Value, index: Value, x: Value, count: Value) -> None:
    """Put the first *count* of eight doubles from *index* on; reads all of them."""
    raise NotImplementedError


def _define(
    function: Callable[..., Value],
    expected: tuple[Value, ...],
    result: Value,
    emit: Emitter,
) -> None:
    """Give *function* a meaning in compiled code.

    Args:
        function: An operator, or one of the functions above.
        expected: Types of the operands; numbers become lanes where lanes are expected.
        result: Type of the result, None for the type of an array's elements.
        emit: Makes the code.
    """
    is_own = function.__module__ == __name__

    def generic(_self: object, actual: tuple[Value, ...], _keywords: object) -> Value:
        if len(actual) != len(expected):
            return None
        if not (is_own or any(isinstance(a, (Lanes, Mask)) for a in actual)):
            return None
        fitted = tuple(map(_fitted, actual, expected))
        if None in fitted:
            return None
        return signature(result or actual[0].dtype, *fitted)

    name = f"Lanes_{function.__name__}"
    infer_global(function)(type(name, (AbstractTemplate,), {"generic": generic}))
    lower_builtin(function, *expected)(emit)


def _fitted(actual: Value, expected: Value) -> Value:
    """The type an operand is taken as, None if it does not fit."""
    if expected is types.Array:
        return actual if isinstance(actual, types.Array) else None
    fitting: dict[Value, tuple[Value, ...]] = {
        lanes: (Lanes, types.Float, types.Integer),
        mask: (Mask,),
        types.float64: (types.Float,),
        types.intp: (types.Integer,),
    }
    return expected if isinstance(actual, fitting[expected]) else None


def _simple(emit: Callable[..., Value]) -> Emitter:
    """An emitter that needs the builder and the values only."""

    def emit_simply(
        _context: Value, builder: Value, _sig: Value, values: Value
    ) -> Value:
        return emit(builder, *values)

    return emit_simply


def _index(number: int) -> Value:
    return ir.Constant(INDEX, number)


def _words(number: int) -> Value:
    return ir.Constant(WORDS, [ir.Constant(WORD, number)] * LANES)


def _spread(builder: Value, number: Value) -> Value:
    vector = ir.VectorType(number.type, LANES)
    empty = ir.Constant(vector, None)
    zeros = ir.Constant(ir.VectorType(INDEX, LANES), None)
    first = builder.insert_element(empty, number, _index(0))
    return builder.shuffle_vector(first, empty, zeros)


@lower_cast(types.Float, Lanes)
@lower_cast(types.Integer, Lanes)
def _cast(
    context: Value, builder: Value, source: Value, _target: Value, value: Value
) -> Value:
    return _spread(builder, context.cast(builder, value, source, types.float64))


def _comparison(sign: str) -> Callable[..., Value]:
    """Comparing with NaN is false, except that it is unequal to everything."""
    name = "fcmp_unordered" if sign == "!=" else "fcmp_ordered"
    return lambda builder, x, y: getattr(builder, name)(sign, x, y)


def _intrinsic(name: str, arity: int) -> Callable[..., Value]:
    """A function of the code generator's own, for vectors."""
    full_name = f"llvm.{name}.v{LANES}f64"
    function_type = ir.FunctionType(DOUBLES, [DOUBLES] * arity)

    def emit(builder: Value, *values: Value) -> Value:
        function = builder.module.globals.get(full_name)
        if function is None:
            function = ir.Function(builder.module, function_type, full_name)
        return builder.call(function, values)

    return emit


def _chosen(sign: str) -> Callable[..., Value]:
    """Of two operands the one that wins a comparison, or is NaN."""

    def emit(builder: Value, x: Value, y: Value) -> Value:
        is_nan = builder.fcmp_unordered("uno", y, y)
        wins = builder.or_(builder.fcmp_ordered(sign, y, x), is_nan)
        return builder.select(wins, y, x)

    return emit


def _whole(builder: Value, magic_sum: Value, shift: int) -> Value:
    """The whole number in the low bits, in two's complement, halved *shift* times."""
    words = builder.bitcast(magic_sum, WORDS)
    return builder.ashr(builder.shl(words, _words(13)), _words(13 + shift))


def _two_to_the(builder: Value, wholes: Value) -> Value:
    bits = builder.add(builder.shl(wholes, _words(52)), _words(1023 << 52))
    return builder.bitcast(bits, DOUBLES)


def _power_of_two(builder: Value, x: Value) -> Value:
    return _two_to_the(builder, builder.bitcast(x, WORDS))


def _power_of_half(builder: Value, x: Value) -> Value:
    return _two_to_the(builder, _whole(builder, x, 1))


def _power_of_rest(builder: Value, x: Value) -> Value:
    rest = builder.sub(_whole(builder, x, 0), _whole(builder, x, 1))
    return _two_to_the(builder, rest)


def _sum_lanes(builder: Value, x: Value) -> Value:
    width = LANES
    while width > 1:
        width //= 2
        x = builder.fadd(_part(builder, x, 0, width), _part(builder, x, width, width))
    return builder.extract_element(x, _index(0))


def _part(builder: Value, x: Value, start: int, width: int) -> Value:
    places = [_index(start + i) for i in range(width)]
    chosen = ir.Constant(ir.VectorType(INDEX, width), places)
    return builder.shuffle_vector(x, ir.Constant(x.type, ir.Undefined), chosen)


def _address(context: Value, builder: Value, kind: Value, values: Value) -> Value:
    return builder.gep(make_array(kind)(context, builder, values[0]).data, [values[1]])


def _lanes_at(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    address = _address(context, builder, sig.args[0], values)
    return builder.bitcast(address, DOUBLES.as_pointer())


def _at(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    return builder.load(_address(context, builder, sig.args[0], values))


def _put(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    builder.store(values[2], _address(context, builder, sig.args[0], values))
    return context.get_dummy_value()


def _load(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    return builder.load(_lanes_at(context, builder, sig, values), align=8)


def _store(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    builder.store(values[2], _lanes_at(context, builder, sig, values), align=8)
    return context.get_dummy_value()


def _first(builder: Value, count: Value) -> Value:
    """Which lanes are among the first *count*."""
    places = ir.Constant(WORDS, [ir.Constant(WORD, i) for i in range(LANES)])
    return builder.icmp_signed("<", places, _spread(builder, count))


def _some(builder: Value, x: Value, count: Value) -> Value:
    return builder.select(_first(builder, count), x, ir.Constant(DOUBLES, None))


def _store_some(context: Value, builder: Value, sig: Value, values: Value) -> Value:
    address = _lanes_at(context, builder, sig, values)
    old = builder.load(address, align=8)
    kept = builder.select(_first(builder, values[3]), values[2], old)
    builder.store(kept, address, align=8)
    return context.get_dummy_value()


_BINARY: Final[dict[Value, Value]] = {
    operator.add: ir.IRBuilder.fadd,
    operator.sub: ir.IRBuilder.fsub,
    operator.mul: ir.IRBuilder.fmul,
    operator.truediv: ir.IRBuilder.fdiv,
    copysign: _intrinsic("copysign", 2),
    minimum: _chosen("<"),
    maximum: _chosen(">"),
}
_UNARY: Final[dict[Value, Value]] = {
    operator.neg: ir.IRBuilder.fneg,
    abs: _intrinsic("fabs", 1),
    sqrt: _intrinsic("sqrt", 1),
    floor: _intrinsic("floor", 1),
    power_of_two: _power_of_two,
    power_of_half: _power_of_half,
    power_of_rest: _power_of_rest,
}
_COMPARISONS: Final[dict[Value, str]] = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}

for _function, _emit in _BINARY.items():
    _define(_function, (lanes, lanes), lanes, _simple(_emit))
for _function, _emit in _UNARY.items():
    _define(_function, (lanes,), lanes, _simple(_emit))
for _function, _sign in _COMPARISONS.items():
    _define(_function, (lanes, lanes), mask, _simple(_comparison(_sign)))
_define(operator.and_, (mask, mask), mask, _simple(ir.IRBuilder.and_))
_define(operator.or_, (mask, mask), mask, _simple(ir.IRBuilder.or_))
_define(where, (mask, lanes, lanes), lanes, _simple(ir.IRBuilder.select))
_define(fma, (lanes, lanes, lanes), lanes, _simple(_intrinsic("fma", 3)))
_define(spread, (types.float64,), lanes, _simple(_spread))
_define(sum_lanes, (lanes,), types.float64, _simple(_sum_lanes))
_define(lane, (lanes, types.intp), types.float64, _simple(ir.IRBuilder.extract_element))
_define(
    with_lane,
    (lanes, types.intp, types.float64),
    lanes,
    _simple(lambda builder, x, i, number: builder.insert_element(x, number, i)),
)
_define(at, (types.Array, types.intp), None, _at)
_define(put, (types.Array, types.intp, types.float64), types.void, _put)
_define(load, (types.Array, types.intp), lanes, _load)
_define(some, (lanes, types.intp), lanes, _simple(_some))
_define(store, (types.Array, types.intp, lanes), types.void, _store)
_define(
    store_some, (types.Array, types.intp, lanes, types.intp), types.void, _store_some
)
