import contextlib
import io
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.operations import CALL, OPERATIONS
from playground.graph.collapse import collapse
from playground.graph.definitions import Library
from playground.graph.edits import Connect, SetLearnable, SetValues, apply
from playground.graph.evaluate import evaluate
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.project.export.latex import latex_formula
from playground.project.export.python import python_source
from playground.project.export.pytorch import pytorch_source
from tests.project.graphs import graphs

ROOT = Path(__file__).resolve().parents[2]
NEURON = "h = tanh(x1*w1 + x2*w2 - -b); (h - 1)**2 / 2 + 0.1*max(abs(w1), w2**2)"
Results = dict[str, float]


def _graph(formula: str, **values: float) -> Graph:
    graph = Graph()
    apply(graph, formula_edit(graph, formula))
    ids = {name: graph.named(name) for name in values}
    apply(graph, SetValues({i: values[n] for n, i in ids.items() if i is not None}))
    return graph


def _neuron() -> Graph:
    graph = _graph(NEURON, x1=2.0, x2=0.1, w1=-3.0, w2=1.0, b=6.881373587019543)
    x1 = graph.named("x1")
    assert x1 is not None
    apply(graph, SetLearnable(x1, is_learnable=False))
    return graph


def _expected(graph: Graph) -> Results:
    """What the canvas shows: the value, and gradients by the named leaves."""
    evaluation = evaluate(graph)
    assert evaluation.output is not None
    leaves = [
        graph.nodes[i] for i in graph.upstream(evaluation.output) if graph.nodes[i].name
    ]
    gradients = {
        f"gradient {leaf.name}": evaluation.gradient(leaf.id)
        for leaf in leaves
        if leaf.is_leaf
    }
    return {"value": evaluation.value(evaluation.output)} | gradients


def _printed(text: str) -> Results:
    pairs = [line.rpartition(" ") for line in text.splitlines()]
    return {name: float(number) for name, _, number in pairs}


def _run(source: str) -> Results:
    done = subprocess.run(
        [sys.executable, "-c", source],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return _printed(done.stdout)


def _execute(source: str) -> Results:
    """`_run` without the time it takes to start Python."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "<exported>", "exec"), {})
    return _printed(printed.getvalue())


def test_exported_python_prints_the_numbers_of_the_canvas() -> None:
    graph = _neuron()
    assert _run(python_source(graph)) == _expected(graph)


@given(graphs(values=st.floats(-3, 3), is_complete=True))
def test_exported_python_of_any_graph_prints_its_numbers(graph: Graph) -> None:
    if not graph.nodes:
        return
    results = _execute(python_source(graph))
    for name, number in _expected(graph).items():
        assert results[name] == pytest.approx(number, rel=1e-9, abs=1e-9, nan_ok=True)


def test_exported_python_reads_as_a_person_would_write_it() -> None:
    graph = _graph("h = tanh(-(x - 2)**2); t = 2*x; h*h + t", x=0.5)
    assert python_source(graph) == (
        "from playground.core import Expr\n"
        "\n"
        'x = Expr(0.5, "x")\n'
        "t = 2.0 * x\n"
        "h = (-(x - 2.0)**2.0).tanh()\n"
        "output = h * h + t\n"
        "\n"
        "output.backward()\n"
        'print("value", output.result)\n'
        'print("gradient x", x.grad)\n'
    )


def test_learnable_flags_survive_the_export() -> None:
    source = python_source(_neuron())
    assert 'x1 = Expr(2.0, "x1", is_learnable=False)\n' in source
    assert 'w1 = Expr(-3.0, "w1")\n' in source


def test_two_numbers_are_still_an_expression() -> None:
    assert _execute(python_source(_graph("1 - 3"))) == {"value": -2.0}
    assert _execute(python_source(_graph("2**-1"))) == {"value": 0.5}


@pytest.mark.parametrize(
    "formula",
    [
        *("(x**3)**2", "x**3**2", "(-x)**2", "-x**2", "2**-x", "(-2)**(x + 3)"),
        *("x - (3 - x)", "x - 3 - x", "x / (3 / x)", "x / 3 * x", "3 / (x * x)"),
        *("-(x + 1)", "-(-x)", "2*-x", "tanh(x + 1)", "abs(-x)", "tanh(tanh(x))"),
    ],
)
def test_brackets_keep_the_meaning(formula: str) -> None:
    graph = _graph(formula, x=2.0)
    results = _execute(python_source(graph))
    assert results == pytest.approx(_expected(graph), rel=1e-15, nan_ok=True)


def test_names_that_the_program_needs_are_kept_apart() -> None:
    graph = _graph("Expr * print + Expr", Expr=2.0, print=3.0)
    assert _execute(python_source(graph)) == {
        "value": 8.0,
        "gradient Expr": 4.0,
        "gradient print": 2.0,
    }


def test_a_long_chain_is_exported_in_lines_of_bearable_length() -> None:
    nodes = [Node(NodeId(1), None, (), 1.0, "x")]
    nodes += [Node(NodeId(n), "sin", (NodeId(n - 1),)) for n in range(2, 3000)]
    graph = Graph(nodes)
    source = python_source(graph)
    assert max(map(len, source.splitlines())) < 100
    assert _execute(source) == _expected(graph)


@pytest.mark.parametrize("export", [python_source, pytorch_source])
def test_what_cannot_be_exported_is_refused(export: Callable[[Graph], str]) -> None:
    with pytest.raises(GraphError, match="nothing to export"):
        export(Graph())
    with pytest.raises(GraphError, match="connect the second input of mul"):
        export(Graph([Node(NodeId(1)), Node(NodeId(2), "mul", (NodeId(1), None))]))


def test_exported_pytorch_prints_the_numbers_of_the_canvas() -> None:
    pytest.importorskip("torch")
    calls = [
        f"{row.name}({', '.join(('x', '0.5')[: row.arity])})"
        for row in OPERATIONS.values()
        if row.precedence == CALL
    ]
    graph = _graph(f"{NEURON} - minimum(2, 3) + {' + '.join(calls)}", x=0.7, b=2.0)
    expected = _expected(graph)
    assert not any(map(math.isnan, expected.values()))
    assert _run(pytorch_source(graph)) == pytest.approx(expected, rel=1e-12)


def test_exported_pytorch_lists_what_may_learn() -> None:
    assert "parameters = [w1, x2, w2, b]\n" in pytorch_source(_neuron())


# Functions


def _with_functions() -> Graph:
    """``neuron`` with a number of its own, within ``layer``, and one named Expr."""
    graph = _graph("tanh(x*w + 0.5)", x=0.7, w=-1.3)
    library = Library()
    library.attach(graph)
    operations = [node.id for node in graph.nodes.values() if not node.is_leaf]
    apply(graph, collapse(graph, operations, "neuron"))
    neuron = library.definitions[0]
    text = "scale = 1.5; scale*tanh(x*w + 0.5)"
    apply(
        neuron.graph,
        formula_edit(neuron.graph, text, replace_node=neuron.graph.effective_output),
    )
    apply(graph, formula_edit(graph, "neuron(neuron(x, w), 3) + sin(x)"))
    output = graph.effective_output
    assert output is not None
    above = [i for i in graph.upstream(output) if not graph.nodes[i].is_leaf]
    apply(graph, collapse(graph, above, "Expr"))
    apply(graph, formula_edit(graph, "Expr(x, w)*Expr(w, x)"))
    return graph


def test_exported_python_has_functions() -> None:
    graph = _with_functions()
    source = python_source(graph)
    assert "def neuron(x, w):\n" in source
    assert "def Expr_(x, w):\n" in source
    assert 'neuron_scale = Expr(1.5, "scale")\n' in source
    assert _run(source) == pytest.approx(_expected(graph), rel=1e-12)


def test_exported_pytorch_has_functions() -> None:
    pytest.importorskip("torch")
    graph = _with_functions()
    assert _run(pytorch_source(graph)) == pytest.approx(_expected(graph), rel=1e-12)


def test_the_latex_of_a_canvas_defines_its_functions() -> None:
    formula = latex_formula(_with_functions())
    assert formula.startswith(r"\operatorname{neuron}\left(x, w\right) = ")
    assert formula.count(" = ") == 2


def test_a_function_without_a_value_is_not_exported() -> None:
    graph = _with_functions()
    assert isinstance(graph.functions, Library)
    neuron = graph.functions.definitions[0].graph
    (tanh,) = [i for i, node in neuron.nodes.items() if node.operation == "tanh"]
    apply(neuron, Connect((Link(tanh, 0, None),)))
    with pytest.raises(GraphError, match="connect the input of tanh"):
        python_source(graph)
