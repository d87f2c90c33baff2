"""A program while it is being rewritten."""

from typing import TYPE_CHECKING

from playground.core.program import Instruction, Program

if TYPE_CHECKING:
    from playground.core.expr import Expr


class Draft:
    """A program while it is being rewritten; values keep their numbers meanwhile.

    Attributes:
        constants: The number of each value that is a constant.
        instructions: In an order in which every value is made before it is read.
        roots: Values that are the program's answers.
        nodes: The node each value stands for, where there is one.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        first = program.first_constant
        self.constants: dict[int, float] = dict(enumerate(program.constants, first))
        self.instructions = list(program.instructions)
        self.roots = list(program.roots)
        self.nodes: dict[int, Expr | None] = dict(
            enumerate(program.nodes, program.first_result)
        )
        self._next = program.n_values
        self._numbers = {bits(c): value for value, c in self.constants.items()}

    def constant(self, number: float) -> int:
        """The value of a constant, made if need be."""
        value = self._numbers.get(bits(number))
        if value is None:
            value = self._numbers[bits(number)] = self.new_value()
            self.constants[value] = number
        return value

    def new_value(self) -> int:
        """A fresh number for a value."""
        self._next += 1
        return self._next - 1

    def varies(self) -> set[int]:
        """Values that depend on an input, so differ from sample to sample."""
        varies = set(range(self._program.n_inputs))
        for instruction in self.instructions:
            if not varies.isdisjoint(instruction.operands):
                varies.update(instruction.results)
        return varies

    def take(self, instructions: list[Instruction], alias: dict[int, int]) -> None:
        """Go on with *instructions*, and with other values for the roots in *alias*."""
        self.instructions = instructions
        self.roots = [alias.get(root, root) for root in self.roots]

    def program(self) -> Program:
        """The finished program, its values numbered anew."""
        old = self._program
        used = {v for i in self.instructions for v in i.reads()}.union(self.roots)
        constants = [value for value in self.constants if value in used]
        results = [v for i in self.instructions for v in i.results]
        first = old.first_constant
        alias = {value: first + i for i, value in enumerate([*constants, *results])}
        return Program(
            inputs=old.inputs,
            parameters=old.parameters,
            constants=tuple(self.constants[value] for value in constants),
            instructions=tuple(renamed(i, alias) for i in self.instructions),
            roots=tuple(alias.get(root, root) for root in self.roots),
            nodes=tuple(self.nodes.get(value) for value in results),
        )


def remove_dead(draft: Draft) -> None:
    """Drop what no root depends on."""
    live = set(draft.roots)
    kept = []
    for instruction in reversed(draft.instructions):
        if not live.isdisjoint(instruction.results):
            live.update(instruction.reads())
            kept.append(instruction)
    draft.instructions = kept[::-1]


def renamed(instruction: Instruction, alias: dict[int, int]) -> Instruction:
    """The same with other values for those in *alias*."""
    operation, operands, results, weights, biases = instruction
    get = alias.get
    return Instruction(
        operation,
        tuple([get(value, value) for value in operands]),
        tuple([get(value, value) for value in results]),
        tuple([get(value, value) for value in weights]) if weights else (),
        tuple([get(value, value) for value in biases]) if biases else (),
    )


def bits(number: float) -> str:
    """What tells constants apart, zeros of either sign included."""
    return number.hex()
