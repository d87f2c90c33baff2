"""Rewriting programs: the same numbers from fewer and larger instructions.

Each pass is a small function that changes a `Draft` in place; `optimize` runs them all.
Sums are added in another order than they were written in and powers become products, so
results agree to rounding, not to the bit.
"""

import math
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from playground.core.draft import Draft, bits, remove_dead, renamed
from playground.core.operations import OPERATIONS
from playground.core.program import Instruction, Program
from playground.core.sums import group_sums, recover_sums

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMUTATIVE: Final = frozenset({"add", "mul", "minimum", "maximum"})
_LARGEST_POWER: Final = 4
_AFTER_LEAVES: Final = 1 << 40

Pass: TypeAlias = "Callable[[Draft], None]"


def optimize(program: Program) -> Program:
    """Run every pass."""
    return run(program, *PASSES)


def run(program: Program, *passes: Pass) -> Program:
    """Run some passes in the order given."""
    draft = Draft(program)
    for each in passes:
        each(draft)
    return draft.program()


def fold_constants(draft: Draft) -> None:
    """Compute at once what depends on constants alone.

    What is not finite stays an instruction, so that the problem keeps its node.
    """
    kept = []
    alias: dict[int, int] = {}
    for each in draft.instructions:
        instruction = renamed(each, alias) if alias else each
        if all(value in draft.constants for value in instruction.operands):
            numbers = [draft.constants[value] for value in instruction.operands]
            number = OPERATIONS[instruction.operation].value(*numbers)
            if math.isfinite(number):
                alias[instruction.results[0]] = draft.constant(float(number))
                continue
        kept.append(instruction)
    draft.take(kept, alias)


def expand_powers(draft: Draft) -> None:
    """Multiply instead of raising to a small whole constant."""
    kept = []
    alias: dict[int, int] = {}
    for instruction in draft.instructions:
        if instruction.operation == "pow":
            base, exponent = instruction.operands
            power = draft.constants.get(exponent)
            if power is not None and power in range(1, _LARGEST_POWER + 1):
                product = alias.get(base, base)
                for _ in range(int(power) - 1):
                    last, product = product, draft.new_value()
                    factors = (last, alias.get(base, base))
                    kept.append(Instruction("mul", factors, (product,)))
                    draft.nodes[product] = draft.nodes.get(instruction.results[0])
                alias[instruction.results[0]] = product
                continue
        kept.append(renamed(instruction, alias) if alias else instruction)
    draft.take(kept, alias)


def merge_common(draft: Draft) -> None:
    """Compute once what is written several times, equal constants included."""
    first: dict[tuple[str, tuple[int, ...]], int] = {}
    numbers: dict[str, int] = {}
    alias: dict[int, int] = {}
    for value, number in draft.constants.items():
        same = numbers.setdefault(bits(number), value)
        if same != value:
            alias[value] = same
    kept = []
    for each in draft.instructions:
        instruction = renamed(each, alias) if alias else each
        operands = instruction.operands
        if instruction.operation in _COMMUTATIVE and operands[0] > operands[1]:
            operands = operands[::-1]
        value = instruction.results[0]
        same = first.setdefault((instruction.operation, operands), value)
        if same == value:
            kept.append(instruction)
        else:
            alias[value] = same
            draft.nodes[same] = draft.nodes.get(same) or draft.nodes.get(value)
    draft.take(kept, alias)


def hoist_uniform(draft: Draft) -> None:
    """Move what is the same for all samples to the front."""
    varies = draft.varies()
    draft.instructions.sort(key=lambda i: i.results[0] in varies)


def schedule(draft: Draft) -> None:
    """Put equal operations on neighbouring values next to each other.

    So the kernels can run a whole layer's activations as one long loop. Instructions
    are sorted by depth, which keeps every value made before it is read.
    """
    varies = draft.varies()
    depth: dict[int, int] = {}
    stages: dict[tuple[bool, int], list[Instruction]] = defaultdict(list)
    for instruction in draft.instructions:
        level = 1 + max([depth.get(value, 0) for value in instruction.reads()])
        for value in instruction.results:
            depth[value] = level
        stages[instruction.results[0] in varies, level].append(instruction)
    draft.instructions = []
    place: dict[int, int] = {}
    for _, stage in sorted(stages.items(), key=lambda item: item[0]):
        stage.sort(key=lambda i: (i.operation, [place.get(v, v) for v in i.operands]))
        draft.instructions += stage
        for value in chain.from_iterable([i.results for i in stage]):
            place[value] = _AFTER_LEAVES + len(place)


PASSES: Final[tuple[Pass, ...]] = (
    fold_constants,
    expand_powers,
    merge_common,
    remove_dead,
    recover_sums,
    hoist_uniform,
    group_sums,
    schedule,
)
