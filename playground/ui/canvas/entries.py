"""What can be put on the canvas: a row per operation, and the two kinds of leaves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from playground.core.operations import OPERATIONS
from playground.graph.definitions import Definition, Library
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.rules import check_name
from playground.ui.numbers import format_number, parse_number

VALUES: Final = "Values"
FUNCTIONS: Final = "Your functions"
_LONGEST: Final = 60  # characters of a formula in a list
_SHORT = 2
"""Texts this short are not looked for within the help."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to place.

    Attributes:
        key: Name in the table of operations, or ``value`` or ``constant``.
        title: What a chip or a list shows.
        group: Heading in the palette.
        help: One line for a person.
        aliases: Further words that find it.
        operation: Name of the operation or a function, None for a leaf.
        number: The number of a leaf.
        name: The name of a leaf, empty for the next free letter.
    """

    key: str
    title: str
    group: str
    help: str
    aliases: tuple[str, ...] = ()
    operation: str | Definition | None = None
    number: float = 1.0
    name: str = ""

    @property
    def arity(self) -> int:
        """How many inputs its node will have."""
        if self.operation is None:
            return 0
        if isinstance(self.operation, Definition):
            return len(self.operation.inputs)
        return OPERATIONS[self.operation].arity

    def node(self, graph: Graph, position: tuple[float, float]) -> Node:
        """A new node for *graph*, not connected yet."""
        if isinstance(self.operation, Definition):
            return self.operation.node(graph.new_id(), position)
        if self.operation is not None:
            operands: tuple[NodeId | None, ...] = (None,) * self.arity
            return Node(graph.new_id(), self.operation, operands, position=position)
        is_learnable = self.key == "value"
        name = graph.free_name(self.name) if is_learnable else ""
        return Node(
            graph.new_id(),
            value=self.number,
            name=name,
            is_learnable=is_learnable,
            position=position,
        )


VALUE: Final = Entry(
    "value",
    "value",
    VALUES,
    "A number with a name that learning may change.",
    ("leaf", "variable", "parameter", "weight", "input", "number"),
)
CONSTANT: Final = Entry(
    "constant",
    "constant",
    VALUES,
    "A number that learning leaves alone.",
    ("leaf", "fixed", "number"),
)
ENTRIES: Final = (
    VALUE,
    CONSTANT,
    *(
        Entry(row.name, row.symbol, row.group, row.help, row.aliases, row.name)
        for row in OPERATIONS.values()
    ),
)


def function_entries(graph: Graph) -> list[Entry]:
    """The functions of the project that *graph* may use."""
    if not isinstance(graph.functions, Library):
        return []
    owner = graph.definition
    return [
        function_entry(each)
        for each in graph.functions.definitions
        if owner is None or not each.depends_on(owner)
    ]


def function_entry(definition: Definition) -> Entry:
    """What stands for a function in lists."""
    formula = definition.formula or "it has no value yet"
    if len(formula) > _LONGEST:
        formula = f"{formula[:_LONGEST]}…"
    help_ = f"{definition.signature} = {formula}"
    name = definition.name
    return Entry(name, name, FUNCTIONS, help_, ("function",), definition)


def matching(text: str, entries: Iterable[Entry] = ENTRIES) -> list[Entry]:
    """The entries that *text* may mean, the best first; all for no text."""
    wanted = text.strip().casefold()
    ranked = [
        (rank, place, entry)
        for place, entry in enumerate(entries)
        if (rank := _rank(wanted, entry)) is not None
    ]
    return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]


def suggestions(text: str, graph: Graph, fits: Callable[[Entry], bool]) -> list[Entry]:
    """What the search offers for *text*: entries that fit, a number, a new name."""
    known = (*ENTRIES, *function_entries(graph))
    found = [entry for entry in matching(text, known) if fits(entry)]
    made = [entry for entry in _made_of(text.strip(), graph) if fits(entry)]
    # A number names no operation, nor does a single letter: it is a value's name.
    leads = bool(made) and (made[0].key == "constant" or len(text.strip()) == 1)
    return made + found if leads else found + made


def _made_of(text: str, graph: Graph) -> Iterator[Entry]:
    """The constant or the new value that *text* spells."""
    try:
        number = parse_number(text)
    except ValueError:
        pass
    else:
        title = format_number(number)
        yield replace(CONSTANT, title=title, number=number, help="A constant.")
        help_text = "A named value that starts at this number."
        yield replace(VALUE, title=title, number=number, help=help_text)
        return
    if not text or graph.named(text) is not None:
        return
    try:
        check_name(text)
    except GraphError:
        return
    yield replace(VALUE, title=text, name=text, help="A new value with this name.")


def _rank(wanted: str, entry: Entry) -> int | None:
    """How well *wanted* names the entry, 0 for best; None for not at all."""
    names = [entry.key, entry.title.casefold()]
    if isinstance(entry.operation, str):
        names.append(OPERATIONS[entry.operation].python)
    words = [*names, *entry.aliases]
    if not wanted or wanted in words:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(word.startswith(wanted) for word in words):
        return 2
    if any(wanted in word for word in words):
        return 3
    is_telling = len(wanted) > _SHORT
    return 4 if is_telling and wanted in entry.help.casefold() else None
