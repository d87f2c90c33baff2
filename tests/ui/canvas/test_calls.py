"""Uses of functions under the hand: their inputs, wires and names."""

from collections.abc import Callable

import pytest

from playground.graph.collapse import collapse
from tests.ui.canvas.hand import Hand

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def hand(open_window: Callable[[str], Hand]) -> Hand:
    """A canvas that says ``y = mix(a, b, c, d)``, and has a node u."""
    hand = open_window("y = a*b + c*d; y - u")
    graph = hand.graph
    above = graph.upstream(hand.node("y"))
    edit = collapse(graph, [i for i in above if not graph.nodes[i].is_leaf], "mix")
    assert hand.window.document.edit(edit)
    hand.window.editor.fit()
    return hand


def test_a_wire_says_which_input_of_a_function_it_goes_into(hand: Hand) -> None:
    hand.drag(hand.output("u"), hand.input("y", 2), release=False)
    assert hand.view.hint == "into c, replaces the wire from c"
    hand.release(hand.input("y", 2))
    y = hand.graph.nodes[hand.node("y")]
    assert y.operands[2] == hand.node("u")
    assert hand.window.document.formula(y.id) == "mix(a, b, u, d)"


def test_a_wire_that_would_close_a_circle_through_a_function_is_refused(
    hand: Hand,
) -> None:
    before = hand.graph.copy()
    minus = hand.node("sub")
    assert hand.graph.effective_output == minus
    hand.drag(hand.output("sub"), hand.input("y", 0))
    assert hand.graph == before
