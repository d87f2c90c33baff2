"""Tables: hostile text never crashes, good rows come through, bad ones are named."""

import contextlib
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.csv import (
    Choice,
    TableError,
    likely_choice,
    points_as_text,
    points_from,
    read_file,
    read_table,
)
from playground.training.points import checked_points

finite = st.floats(-1e6, 1e6)
rows = st.lists(st.tuples(finite, finite, finite), min_size=1, max_size=30)
plain = Choice(0, 1, 2, is_scaled=False)


@given(rows)
def test_what_is_written_is_read_bit_for_bit(
    points: list[tuple[float, float, float]],
) -> None:
    table = read_table(points_as_text(tuple(points)))
    assert table.columns == ("x", "y", "label")
    reading = points_from(table, plain)
    assert reading.points == tuple(points)
    assert not reading.bad_rows


@given(st.text(max_size=300) | st.text("0123456789.,;- \n\t\"'abx", max_size=200))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        table = read_table(text)
        choice = likely_choice(table)
    except TableError:
        return
    reading = points_from(table, choice)
    checked_points(reading.points)
    for row in reading.points:
        assert all(map(math.isfinite, row))
    used = len(reading.points) + len(reading.bad_rows)
    assert used == len(table.rows) + len(table.bad_rows)
    for bad in reading.bad_rows:
        assert 1 <= bad.line <= text.count("\n") + text.count("\r") + len(text) + 1
        assert bad.reason


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("table") / "own.csv"
    path.write_bytes(data)
    with contextlib.suppress(TableError):
        read_file(path)


@given(rows)
def test_scaled_points_lie_on_the_map(
    points: list[tuple[float, float, float]],
) -> None:
    reading = points_from(read_table(points_as_text(tuple(points))), Choice(0, 1, 2))
    for x, y, label in reading.points:
        assert abs(x) <= 5 + 1e-9
        assert abs(y) <= 5 + 1e-9
        assert abs(label) <= 1 + 1e-9


def test_bad_rows_are_reported_by_their_line_and_kept_out() -> None:
    text = (
        "x,y,class\n1,2,a\nfast,2,a\n\n# a comment\n3,,b\n4,5\n5,inf,b\n6,7,\n8,9,b\n"
    )
    table = read_table(text)
    reading = points_from(table, likely_choice(table))
    assert len(reading.points) == 2
    assert [str(row) for row in reading.bad_rows] == [
        "line 3: “fast” is not a finite number",
        "line 6: a number is missing",
        "line 7: 2 columns instead of 3",
        "line 8: “inf” is not a finite number",
        "line 9: the label is missing",
    ]


def test_lines_are_counted_through_quoted_line_ends() -> None:
    table = read_table('x,y,class\n1,2,"a\nb"\noops,4,c\n5,6,c\n')
    reading = points_from(table, likely_choice(table))
    assert [row.line for row in reading.bad_rows] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1.5,2,0\n3,4.5,1\n",
        "a;b;c\n1,5;2;0\n3;4,5;1\n",
        "a\tb\tc\n1.5\t2\t0\n3\t4.5\t1\n",
        "a|b|c\n1.5|2|0\n3|4.5|1\n",
        "a b  c\n1.5 2  0\n3 4.5 1\n",
        "\ufeffa,b,c\r\n1.5,2,0\r\n3,4.5,1\r\n",
    ],
)
def test_separators_decimal_commas_and_marks_are_understood(text: str) -> None:
    table = read_table(text)
    assert table.columns == ("a", "b", "c")
    choice = likely_choice(table)
    assert choice == Choice(0, 1, 2, "1")
    points = points_from(table, Choice(0, 1, 2, "1", is_scaled=False)).points
    assert points == ((1.5, 2.0, -1.0), (3.0, 4.5, 1.0))


def test_numbers_of_more_than_two_values_stay_numbers() -> None:
    table = read_table("1,2,3\n4,5,6\n7,8,9\n")
    assert table.columns == ("column 1", "column 2", "column 3")
    choice = likely_choice(table)
    assert choice == Choice(0, 1, 2)
    assert [p[2] for p in points_from(table, choice).points] == [-1.0, 0.0, 1.0]


def test_one_class_of_several_stands_against_the_others() -> None:
    table = read_table("x,y,iris\n1,2,setosa\n3,4,virginica\n5,6,versicolor\n")
    points = points_from(table, Choice(0, 1, 2, "setosa")).points
    assert [p[2] for p in points] == [1.0, -1.0, -1.0]


def test_three_to_six_labels_are_a_class_each() -> None:
    table = read_table("x,y,iris\n1,2,setosa\n3,4,virginica\n5,6,versicolor\n")
    choice = likely_choice(table)
    assert choice.classes == ("setosa", "versicolor", "virginica")
    reading = points_from(table, choice)
    assert [p[2] for p in reading.points] == [0.0, 2.0, 1.0]
    assert reading.class_names == choice.classes
    assert reading.classes == 3
    assert all(scaling.column != "iris" for scaling in reading.scalings)


@pytest.mark.parametrize("count", [3, 6])
def test_labels_counted_from_0_are_classes(count: int) -> None:
    rows = "".join(f"{n},{2 * n},{n}\n" for n in reversed(range(count)))
    reading = points_from(table := read_table(rows), likely_choice(table))
    assert reading.classes == count
    assert [p[2] for p in reading.points] == [float(n) for n in reversed(range(count))]


def test_more_than_six_labels_are_one_against_the_others() -> None:
    rows = "".join(f"{n},{n},kind{n}\n" for n in range(7))
    table = read_table(rows)
    choice = likely_choice(table)
    assert (choice.positive, choice.classes) == ("kind6", ())
    reading = points_from(table, choice)
    assert reading.class_names == ("others", "kind6")


def test_points_of_many_classes_come_back_from_their_table() -> None:
    points = tuple((float(n), -0.5 * n, float(n % 4)) for n in range(9))
    table = read_table(points_as_text(points))
    choice = replace(likely_choice(table), is_scaled=False)
    assert points_from(table, choice).points == points


def test_two_columns_are_a_curve() -> None:
    table = read_table("time,value\n0,1.5\n1,2.5\n2,4\n")
    choice = likely_choice(table)
    assert (choice.x, choice.y, choice.label) == (0, None, 1)
    assert all(y == 0.0 for _x, y, _label in points_from(table, choice).points)


def test_scaling_says_what_it_did() -> None:
    table = read_table("x,y,class\n4.3,-2,a\n7.9,2,b\n")
    scalings = points_from(table, likely_choice(table)).scalings
    assert list(map(str, scalings)) == ["x: 4.3 … 7.9 → −5 … 5", "y: −2 … 2 → −5 … 5"]


def test_the_largest_numbers_are_scaled_without_overflow() -> None:
    table = read_table("x,y,z\n-1.7e308,0,1\n1.7e308,0,2\n0,0,3\n")
    points = points_from(table, likely_choice(table)).points
    assert [p[0] for p in points] == [-5.0, 5.0, 0.0]
    assert [p[1] for p in points] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rows"),
        ("\n\n", "no rows"),
        ("x,y,label\n", "no rows below its header"),
        ("1\n2\n3\n", "at least two columns"),
        ("PK\0\1", "not a text"),
        ("a,b\nc,d\n", "no column holds numbers"),
        ("1,2,3\n" + '4,5,"' + "6" * 200_000 + '"\n', "line 2 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        likely_choice(read_table(text))


def test_a_utf_16_file_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("x;y;ä\n1;2;3\n4;5;6\n7;8;7\n".encode("utf-16"))
    assert read_file(path).columns == ("x", "y", "ä")
