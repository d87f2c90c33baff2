"""Formulas: there and back again, Python's precedence, messages, and hostile texts."""

import builtins
import math
import sys

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from playground.core.expr import Expr
from playground.core.formula import (
    CONSTANTS,
    FUNCTIONS,
    FormulaError,
    parse,
    to_latex,
    to_text,
    written_names,
)
from playground.core.operations import OPERATIONS
from tests.core.graphs import RandomGraph, graphs

NAMES = st.sampled_from(
    [
        *("x", "w1", "t1", "t2", "t1_", "tanh", "sum", "pi", "lambda", "None", "_", ""),
        *("a b", "a.b", "x'", "2nd", "x²", "ﬁ", "µ", "é", "名", "💥", "__import__"),
    ]
)


def same_graph(one: Expr, other: Expr) -> bool:
    """Whether both are the same operations on the same leaves, shared alike.

    Constants are the same by their numbers, as the text shows no more of them.
    """
    pairs: dict[Expr, Expr] = {}
    back: dict[Expr, Expr] = {}
    for a, b in zip(distinct(one), distinct(other), strict=False):
        pairs[a], back[b] = b, a
    pending = [(one, other)]
    seen: set[tuple[Expr, Expr]] = set()
    while pending:
        a, b = pending.pop()
        if (a, b) in seen:
            continue
        seen.add((a, b))
        if is_constant(a) and is_constant(b):
            if repr(a.result) != repr(b.result):
                return False
        elif pairs.get(a) is not b or back.get(b) is not a:
            return False
        if a.operation is not b.operation:
            return False
        pending += zip(a.operands, b.operands, strict=True)
    return len(distinct(one)) == len(distinct(other))


def is_constant(node: Expr) -> bool:
    return node.is_leaf and not node.is_learnable and not node.name


def distinct(root: Expr) -> list[Expr]:
    return [node for node in root.walk() if not is_constant(node)]


def leaves_by_written_name(root: Expr) -> dict[str, Expr]:
    return {name: node for node, name in written_names(root).items() if node.is_leaf}


@st.composite
def named_graphs(draw: st.DrawFn) -> Expr:
    """Random graphs in which any node may have any name, even one that is no name."""
    root = draw(graphs()).roots[0]
    for node in root.walk():
        if draw(st.booleans()):
            node.name = draw(NAMES)
    return root


@given(graphs(max_operations=40))
def test_the_text_of_a_graph_reads_back_as_an_equal_graph(graph: RandomGraph) -> None:
    root = graph.roots[0]
    copy = parse(to_text(root), leaves_by_written_name(root))
    assert same_graph(root, copy)
    assert repr(copy.result) == repr(root.result)


@given(named_graphs())
def test_whatever_nodes_are_called_the_text_reads_back(root: Expr) -> None:
    assert same_graph(root, parse(to_text(root), leaves_by_written_name(root)))


@given(graphs(max_operations=40))
def test_leaves_and_parts_written_apart_keep_their_names(graph: RandomGraph) -> None:
    root = graph.roots[0]
    for number, node in enumerate(root.walk()):
        if not is_constant(node) and number % 3 and node is not root:
            node.name = f"n{number}"
    copy = parse(to_text(root))
    for node, twin in zip(distinct(root), distinct(copy), strict=True):
        if node.name:
            assert twin.name == node.name
        if node.is_leaf:
            assert twin.is_learnable


@given(named_graphs())
def test_the_text_of_what_was_read_is_the_same_text(root: Expr) -> None:
    text = to_text(parse(to_text(root)))
    assert to_text(parse(text)) == text


@given(st.floats())
def test_any_constant_reads_back(number: float) -> None:
    for root in (Expr.constant(number), Expr.constant(number) + 1, -Expr(1.0, "x")):
        assert same_graph(root, parse(to_text(root)))
    for row in OPERATIONS.values():
        root = Expr.apply(row.name, *[number] * row.arity)
        assert same_graph(root, parse(to_text(root)))


ARITHMETIC = st.recursive(
    st.sampled_from(["x", "y", "z", "2", "0.5", ".25", "1e1", "3."]),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{}{}{}".format, inner, st.sampled_from(["*", "-", "**"]), inner),
        st.builds("-{}".format, inner),
        st.builds("({})".format, inner),
        st.builds("tanh({})".format, inner),
        st.builds("maximum( {} ,{})".format, inner, inner),
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(ARITHMETIC)
@example("-x**2")
@example("2**-x**2")
@example("x - y - z")
@example("x / y / z")
@example("2**3**x")
@example("-2**2")
@example("--x*-y")
def test_precedence_is_that_of_python(text: str) -> None:
    values = {"x": 0.5, "y": -1.5, "z": 2.0, "tanh": math.tanh, "maximum": max}
    try:
        expected = eval(text, {"__builtins__": {}}, values)
    except (ArithmeticError, TypeError):
        assume(condition=False)
        return
    assume(isinstance(expected, float | int) and math.isfinite(expected))
    leaves = {name: Expr(float(values[name])) for name in "xyz"}  # type: ignore[arg-type]
    result = parse(text, leaves).result
    assert result == pytest.approx(expected, rel=1e-12) or not math.isfinite(result)


def test_the_formula_of_the_seeds_neuron() -> None:
    numbers = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432}
    leaves = {name: Expr(value, name) for name, value in numbers.items()}
    out = parse("tanh(x1*w1 + x2*w2 + b)", leaves)
    assert out.result == pytest.approx(math.sqrt(0.5), abs=1e-15)
    assert to_text(out) == "tanh(x1*w1 + x2*w2 + b)"
    assert [leaf.name for leaf in out.parameters()] == ["x1", "w1", "x2", "w2", "b"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("x^2", "x**2"),
        ("x × y ÷ z − 1", "x*y/z - 1"),
        ("x·y", "x*y"),
        ("((x))", "x"),
        ("+x", "x"),
        ("-x", "-x"),
        ("-3", "-3"),
        ("x--3", "x - -3"),
        ("(-3)**2", "(-3)**2"),
        ("-3**2", "-3**2"),
        ("-(3)", "neg(3)"),
        ("(x+y)*z", "(x + y)*z"),
        ("x+(y+z)", "x + (y + z)"),
        ("x-(y-z)", "x - (y - z)"),
        ("x/(y*z)", "x/(y*z)"),
        ("(x**y)**z", "(x**y)**z"),
        ("x**(y**z)", "x**y**z"),
        ("(-x)**y", "(-x)**y"),
        ("x**-y", "x**-y"),
        ("-(x*y)", "-(x*y)"),
        ("-x*y", "-x*y"),
        ("ln(x) + max(x, y)", "log(x) + maximum(x, y)"),
        ("swish(x)", "silu(x)"),
        ("pow(x, 2)", "x**2"),
        ("a = x*y; a + a", "a = x*y; a + a"),
        ("a = x*y\na + a\n", "a = x*y; a + a"),
        (";; a = x*y;\r\n;a*2;", "a = x*y; a*2"),
        ("tanh(\n  x +\n  y\n)", "tanh(x + y)"),
        ("1e999 + nan", "inf + nan"),
        ("-inf", "-inf"),
        ("pi", "3.141592653589793"),
        ("010", "10"),
        ("0.1e-7", "1e-08"),
        ("ﬁ + µ", "fi + μ"),
    ],
)
def test_the_normal_form_of_a_text(text: str, normal: str) -> None:
    assert to_text(parse(text)) == normal


def test_shared_parts_are_written_once() -> None:
    x = Expr(1.0, "x")
    part = x.exp()
    assert to_text(part * part) == "t1 = exp(x); t1*t1"
    assert to_text((part + 1) * part) == "t1 = exp(x); (t1 + 1)*t1"


def test_definitions_share_their_value() -> None:
    root = parse("a = tanh(x); b = a*a; b + b")
    assert root.operands[0] is root.operands[1]
    assert root.operands[0].name == "b"
    assert len(list(root.walk())) == 4


def test_a_definition_by_a_number_is_a_learnable_leaf_of_that_value() -> None:
    root = parse("w = -3; b = pi; w*2 + b")
    assert [(p.name, p.result) for p in root.parameters()] == [
        ("w", -3),
        ("b", math.pi),
    ]
    assert root.result == -6 + math.pi


def test_a_definition_by_a_name_is_that_value() -> None:
    root = parse("a = x; a*x")
    assert root.operands[0] is root.operands[1]
    assert root.operands[0].name == "x"


def test_names_that_are_given_mean_those_nodes() -> None:
    x = Expr(3.0)
    root = parse("x*y", {"x": x})
    assert root.operands[0] is x
    assert (root.operands[1].result, root.operands[1].is_learnable) == (1.0, True)


def test_given_names_go_before_constants_and_functions() -> None:
    assert parse("pi*tanh", {"pi": Expr(3.0), "tanh": Expr(2.0)}).result == 6.0


def test_nodes_of_one_name_and_names_like_generated_ones_stay_apart() -> None:
    a, b, c = Expr(1.0, "t1"), Expr(2.0, "t1"), Expr(3.0)
    root = (a + b) * c
    assert to_text(root) == "(t1 + t1_1)*t2"
    assert same_graph(root, parse(to_text(root), leaves_by_written_name(root)))


# Size


def test_a_chain_of_100_000_operations_is_written_and_read() -> None:
    root = x = Expr(0.5, "x")
    for _ in range(50_000):
        root = (root * x).tanh()
    text = to_text(root)
    copy = parse(text, {"x": x})
    assert copy.result == root.result
    assert sum(1 for _ in copy.walk()) == 100_001
    assert len(text) < 2_000_000


def test_no_written_part_is_nested_beyond_reading() -> None:
    root = Expr(0.5, "x")
    for _ in range(1000):
        root = root.tanh()
    parts = to_text(root).split("; ")
    assert max(part.count("(") for part in parts) <= 81
    assert len(parts) < 20


def test_the_text_of_a_ladder_of_shared_values_grows_with_its_length() -> None:
    root = x = Expr(1.0, "x")
    for _ in range(1000):
        root = root + root
    text = to_text(root)
    assert len(text) < 30_000
    assert len(to_latex(root)) < 60_000
    assert parse(text, {"x": x}).result == root.result == 2.0**1000


def test_many_leaves_without_names_are_written() -> None:
    text = to_text(Expr.sum([Expr(1.0) for _ in range(20_000)]))
    assert text.count("t20000") == 1


LARGE = {
    "brackets": ("(" * 100_000 + "x" + ")" * 100_000, 1.0),
    "minus": ("-" * 100_000 + "x", 1.0),
    "plus": ("+" * 100_000 + "x", 1.0),
    "sum": ("x + " * 100_000 + "x", 100_001.0),
    "calls": ("tanh(" * 10_000 + "0" + ")" * 10_000, 0.0),
    "powers": ("1**" * 10_000 + "1", 1.0),
    "digits": ("9" * 100_000, math.inf),
    "zeros": ("0." + "0" * 100_000 + "1", 0.0),
    "name": ("x" * 100_000, 1.0),
    "lines": ("\n" * 100_000 + "x", 1.0),
    "definitions": ("a = 1;" * 10_000 + "a", 1.0),
}


@pytest.mark.parametrize(("text", "value"), LARGE.values(), ids=LARGE)
def test_texts_of_any_size_are_read(text: str, value: float) -> None:
    assert parse(text).result == value


BAD_AND_LARGE = {
    "open brackets": "(" * 100_000,
    "closed brackets": ")" * 100_000,
    "open calls": "tanh(" * 100_000,
    "unknown calls": "x(" * 100_000,
    "squares": "²" * 100_000,
    "a square at the end": "x" * 100_000 + "²",
    "words": "x y" * 100_000,
    "a function": "x" * 100_000 + "(x)",
    "equals": "=" * 100_000,
}


@pytest.mark.parametrize("text", BAD_AND_LARGE.values(), ids=BAD_AND_LARGE)
def test_bad_texts_of_any_size_are_refused_briefly(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert len(str(caught.value)) < 200


# Messages

NEEDS_VALUE = 'expected a number, a name or "(", found '
NEEDS_OPERATOR = "expected an operator such as + or *, found "
COMPARES = "a formula computes a number and cannot compare"
IS_WORD = "is a word of Python: choose another name"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, NEEDS_VALUE + "the end"),
        ("  ", 3, NEEDS_VALUE + "the end"),
        ("x +", 4, NEEDS_VALUE + "the end"),
        ("x + ; y", 5, NEEDS_VALUE + "the end of the statement"),
        ("* x", 1, NEEDS_VALUE + '"*"'),
        ("x // y", 4, NEEDS_VALUE + '"/"'),
        ("x × ÷ y", 5, NEEDS_VALUE + '"/"'),
        ("()", 2, NEEDS_VALUE + '")"'),
        ("max(x,)", 7, NEEDS_VALUE + '")"'),
        ("3x", 2, NEEDS_OPERATOR + "x; for a product write 3*x"),
        ("2(x)", 2, NEEDS_OPERATOR + '"("; for a product write 2*(...)'),
        ("x y", 3, NEEDS_OPERATOR + "y"),
        ("1.2.3", 4, NEEDS_OPERATOR + ".3"),
        ("(x)(y)", 4, NEEDS_OPERATOR + '"("'),
        ("x(y + 1)*x", 1, "there is no function called x"),
        ("x*x(y)", 3, "x is a value, not a function: for a product write x*(...)"),
        ("pi(x)", 1, "pi is a value, not a function: for a product write pi*(...)"),
        ("tan(x)", 1, "there is no function called tan; did you mean tanh?"),
        ("1 + TANH(x)", 5, "there is no function called TANH; did you mean tanh?"),
        ("print(x)", 1, "there is no function called print"),
        ("tanh", 1, "tanh is a function: expected tanh(x)"),
        ("2*sin x", 3, "sin is a function: expected sin(x)"),
        ("maximum", 1, "maximum is a function: expected maximum(x, y)"),
        ("tanh()", 1, "tanh takes 1 value, not 0"),
        ("1 + tanh(x, y)", 5, "tanh takes 1 value, not 2"),
        ("pow(x)", 1, "pow takes 2 values, not 1"),
        ("max(x, y, z)", 1, "max takes 2 values, not 3"),
        ("(x", 1, 'this "(" has no ")"'),
        ("tanh((x)", 5, 'this "(" has no ")"'),
        ("(x; y)", 1, 'this "(" has no ")"'),
        ("x)", 2, 'this ")" has no "("'),
        ("x, y", 2, "a comma stands between the values of a function only"),
        ("(x, y)", 3, "a comma stands between the values of a function only"),
        ("1,5", 2, "write 1.5 with a point"),
        ("x.y", 2, "a name has no dots: write x_y for one name, or x*y"),
        ("x < y", 3, COMPARES),
        ("x == y", 3, COMPARES),
        ("x != y", 3, COMPARES),
        ("|x|", 1, "write abs(x) for |x|"),
        ("x²", 2, "write x^2 for x²"),
        ("√x", 1, "write sqrt(x) for √x"),
        ("x[0]", 2, 'square brackets have no meaning here: write "(" and ")"'),
        ("{x}", 1, 'curly brackets have no meaning here: write "(" and ")"'),
        ("x # half", 3, "a formula has no comments: leave # out"),
        ("'x'", 1, "a formula has numbers and names, but no quotes"),
        ("x % y", 3, "the sign % has no meaning in a formula"),
        ("x := 3", 3, "the sign : has no meaning in a formula"),
        ("x\0y", 2, "the character U+0000 has no meaning in a formula"),
        ("x + \ud800", 5, "the character U+D800 has no meaning in a formula"),
        ("½", 1, "the sign ½ has no meaning in a formula"),
        ("lambda*w", 1, "lambda " + IS_WORD),
        ("x if y else z", 3, "if " + IS_WORD),
        ("a = 1; None", 8, "None " + IS_WORD),
        ("tanh = 3; x", 1, "tanh is a function: choose another name"),
        ("pi = 3; pi", 1, "pi is a number: choose another name"),
        ("x = 3", 6, "expected the result after its parts, as in  a = 3; a*x"),
        ("x = y = 3; x", 7, 'only one name stands before "=", as in  a = 3; a*x'),
        ("tanh(x=3)", 7, 'only one name stands before "=", as in  a = 3; a*x'),
        ("2*a = 3; a", 5, 'only one name stands before "=", as in  a = 3; a*x'),
        ("x; y", 4, "expected the end: a formula has one result"),
        ("x\ny", 3, "expected the end: a formula has one result"),
        ("x; y = 3", 4, "definitions come before the result, not after it"),
    ],
)
def test_a_bad_text_is_refused_with_its_column_and_what_to_do(
    text: str, column: int, message: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.column == column
    assert str(caught.value).startswith(f"column {column}: {message}")


# Hostile texts

PIECES = st.sampled_from(
    [
        *"+-*/^()=,;.#'\"\\ \n\t\0[]{}<>!@$%&|~:_?×−²",
        *("**", "x", "y1", "2", "1e9", "0x", "tanh", "max(", "pi", "nan", "x=", "1e"),
        *("lambda ", "import ", "if ", "None", "__import__('os')", "eval(", "\r"),
        *("e", "ﬁ", "é", "\ud800", "\u202e", "\N{DOUBLE-STRUCK SMALL PI}"),
    ]
)
HOSTILE = st.text(max_size=30) | st.lists(PIECES, max_size=20).map("".join)


@settings(max_examples=1000)
@given(HOSTILE)
def test_no_text_raises_anything_but_a_formula_error(text: str) -> None:
    try:
        root = parse(text)
    except FormulaError as error:
        column, message = error.column, str(error)
        assert 1 <= column <= len(text) + 1, message
        assert "\n" not in message, message
    else:
        assert to_text(parse(to_text(root))) == to_text(root)
        assert to_latex(root)


def test_no_text_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    parse("tanh(x)*2").backward()  # what runs only once has run

    def refuse(*_: object) -> None:
        message = "text was run"
        raise AssertionError(message)

    with monkeypatch.context() as patch:
        for name in ("eval", "exec", "compile", "__import__"):
            patch.setattr(builtins, name, refuse)
        root = parse("exit*quit + __builtins__")
        for text in ("__import__('os')", "exit()", "().__class__", "eval(x)"):
            with pytest.raises(FormulaError):
                parse(text)
    assert to_text(root) == "exit*quit + __builtins__"


def test_every_function_name_can_be_written_and_no_constant_called() -> None:
    for name, row in FUNCTIONS.items():
        operands = ", ".join(["0.5"] * row.arity)
        assert parse(f"{name}({operands})").operation is row
    for name, value in CONSTANTS.items():
        assert repr(parse(name).result) == repr(value)


def test_the_recursion_limit_plays_no_part() -> None:
    limit = sys.getrecursionlimit()
    parse("(" * 10 * limit + "1" + ")" * 10 * limit)


# LaTeX


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (
            "tanh(x1*w1 + b)",
            r"\tanh\left(x_{1} \cdot w_{1} + b\right)",
        ),
        ("x/(y + 1)", r"\frac{x}{y + 1}"),
        ("x*(y/z)", r"x \cdot \frac{y}{z}"),
        ("(x/y)**2", r"{\left(\frac{x}{y}\right)}^{2}"),
        ("x**(y + 1)", r"{x}^{y + 1}"),
        ("(-3)**2", r"{\left(-3\right)}^{2}"),
        ("x*-3", r"x \cdot \left(-3\right)"),
        ("x - -y", r"x - \left(-y\right)"),
        ("--x", r"-\left(-x\right)"),
        ("x - (y - z)", r"x - \left(y - z\right)"),
        ("-(x + y)", r"-\left(x + y\right)"),
        ("sigmoid(x)", r"\sigma\left(x\right)"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("abs(x)", r"\left|x\right|"),
        ("1e-7*learning_rate", r"1 \cdot 10^{-7} \cdot \mathrm{learning}_{rate}"),
        ("x**2*1e300", r"{x}^{2} \cdot \left(1 \cdot 10^{300}\right)"),
        ("1e300**x", r"{\left(1 \cdot 10^{300}\right)}^{x}"),
        ("inf", r"\infty"),
        ("a = exp(x); a*a", r"a = \exp\left(x\right),\quad a \cdot a"),
    ],
)
def test_the_latex_of_a_formula(text: str, latex: str) -> None:
    assert to_latex(parse(text)) == latex


@given(named_graphs())
def test_latex_is_balanced(root: Expr) -> None:
    latex = to_latex(root)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


def test_an_alias_names_a_value_unless_a_bracket_follows() -> None:
    root = parse("sum = x*w; sum + max(sum, 3)")
    assert to_text(root) == "sum = x*w; sum + maximum(sum, 3)"
