"""What the inputs of an operation are called, and short words for problems."""

from typing import Final

from playground.graph.graph import Node

_ROLES: Final = {
    "sub": ("from", "take"),
    "div": ("over", "under"),
    "pow": ("base", "exponent"),
}
_LONGEST = 30


def input_role(node: Node, port: int) -> str:
    """What an input means to its operation: ``x``, or ``base`` and ``exponent``."""
    if isinstance(node.operation, str) and node.operation in _ROLES:
        return _ROLES[node.operation][port]
    return node.row.input_names[port]


def as_sentence(problem: str) -> str:
    """A problem as a sentence by itself; names at its beginning keep their letters."""
    if problem.startswith(("connect ", "the ")):
        problem = problem[0].upper() + problem[1:]
    return f"{problem}."


def short_problem(sentence: str) -> str:
    """The part of a problem that fits beside its node."""
    needed = sentence.partition("needs ")[2]
    if needed:
        short = f"needs {needed}"
    elif "too large" in sentence:
        short = "too large for a number"
    else:
        short = sentence
    return short if len(short) <= _LONGEST else short[: _LONGEST - 1].rstrip() + "…"
