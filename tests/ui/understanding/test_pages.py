import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.graph.check import Verdict
from playground.graph.edits import SetLearnable, SetOutput, SetValues
from playground.graph.timeline import Mistake
from playground.ui.canvas.descent import Descent
from playground.ui.numbers import format_number
from playground.ui.understanding.check_page import GradientCheck
from playground.ui.understanding.descend_page import DescendPage
from playground.ui.understanding.lesson import Tone
from playground.ui.understanding.map_scale import MapScale
from playground.ui.understanding.plot_page import PlotPage
from playground.ui.understanding.plots import LeafPlot
from playground.ui.understanding.session import StepSession
from playground.ui.understanding.wobble_page import WobblePage
from tests.ui.understanding.conftest import Room

LINE = (
    "w = 0; b = 0; ((w*1 + b - 2)**2 + (w*2 + b - 3)**2 + (w*3 + b - 5)**2)/3"
)  # fmt: skip


@pytest.fixture
def check(room: Room) -> GradientCheck:
    session = StepSession(room.document, room.editor)
    page = GradientCheck(room.document, room.theme_switch, room.stage, session)
    room.open("x = 3; y = 0; x*x + relu(y)")
    room.show(page)
    page.run()
    return page


def notes(room: Room) -> dict[str, str]:
    """The words below nodes, by what the nodes are called."""
    nodes = room.document.graph.nodes
    return {nodes[i].label: n.text for i, n in room.stage.layer.notes.items()}


def test_the_whole_graph_is_checked_and_a_kink_is_no_error(
    check: GradientCheck, room: Room
) -> None:
    assert check.summary.startswith("4 of 5 agree; the largest relative error is")
    assert "1 at a kink" in check.summary
    names = [texts[0] for texts in check.table.texts()]
    assert names == ["x", "x × x", "y", "relu(y)", "sum"]
    assert "a kink at relu(y)" in check.table.texts()[2][4]
    assert notes(room) == {"y": "at a kink"}


def test_one_node_is_checked_alone(check: GradientCheck, room: Room) -> None:
    check.one_button.click()
    assert "Select nodes" in check.summary
    room.select("x")
    check.one_button.click()
    assert [row.node for row in check.rows] == [room.node("x")]
    assert check.summary.startswith("All agree")


def test_a_mistake_is_found_by_the_check(
    check: GradientCheck, room: Room, qtbot: QtBot
) -> None:
    room.open("x = 3; x*x + x")
    qtbot.waitUntil(lambda: len(check.rows) == 3 and not notes(room))
    check._session.set_mistake(Mistake.OVERWRITE)
    qtbot.waitUntil(lambda: check.rows[0].verdict is Verdict.DIFFERS)
    assert "1 of 3 differ. A mistake is switched on" in check.summary
    assert notes(room) == {"x": "should be 7"}
    assert room.stage.layer.notes[room.node("x")].tone is Tone.WRONG
    check.hide()
    assert notes(room) == {}


def test_a_new_number_is_checked_at_once(
    check: GradientCheck, room: Room, qtbot: QtBot
) -> None:
    room.document.edit(SetValues({room.node("y"): 1.0}))
    qtbot.waitUntil(lambda: check.summary.startswith("All agree"))
    assert notes(room) == {}


def test_a_row_leads_to_its_node(check: GradientCheck, room: Room) -> None:
    check.table.setFocus()
    check.table.setCurrentCell(0, 0)
    QTest.keyClick(check.table, Qt.Key.Key_Down)
    QTest.keyClick(check.table, Qt.Key.Key_Down)
    assert room.stage.selected() == [room.node("y")]


@pytest.fixture
def wobble(room: Room) -> WobblePage:
    session = StepSession(room.document, room.editor)
    page = WobblePage(room.document, room.stage, session)
    room.open("x = 1; y = 5; x*x + y")
    room.show(page)
    page.step_box.setText("0.5")
    room.editor.view.setFocus()
    return page


def test_holding_a_key_shows_how_a_push_ripples_on(
    wobble: WobblePage, room: Room, qtbot: QtBot
) -> None:
    before = room.document.graph.copy()
    room.select("x")
    view = room.editor.view
    QTest.keyPress(view, Qt.Key.Key_P)
    assert wobble.is_held
    assert notes(room) == {"x": "+0.5 (≈ +0.5)"}
    qtbot.waitUntil(lambda: len(notes(room)) == 3)
    assert notes(room) == {
        "x": "+0.5 (≈ +0.5)",
        "mul": "+1.25 (≈ +1)",
        "add": "+1.25 (≈ +1)",
    }
    assert "gradient × h predicts +1." in wobble.message
    QTest.keyRelease(view, Qt.Key.Key_P)
    assert not wobble.is_held
    assert notes(room) == {}
    assert room.document.graph == before


def test_shift_pushes_down_and_so_does_the_button(
    wobble: WobblePage, room: Room
) -> None:
    room.select("x")
    view = room.editor.view
    QTest.keyPress(view, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert wobble.table.texts()[-1][3:6] == ("−0.75", "−1", "−0.75")
    QTest.keyRelease(view, Qt.Key.Key_P)
    QTest.mousePress(wobble.down_button, Qt.MouseButton.LeftButton)
    assert wobble.is_held
    QTest.mouseRelease(wobble.down_button, Qt.MouseButton.LeftButton)
    assert not wobble.is_held


def test_what_cannot_be_pushed_is_said(wobble: WobblePage, room: Room) -> None:
    room.editor.scene.select([])
    wobble.push(1)
    assert "Select one leaf" in wobble.message
    room.document.edit(SetOutput(room.node("y")))
    room.select("x")
    wobble.push(1)
    assert "does not depend on x" in wobble.message
    room.select("y")
    room.select("x")
    wobble.step_box.setText("a bit")
    assert wobble.step_box.property("invalid")
    wobble.push(1)
    assert not wobble.is_held


def test_an_edit_ends_the_push(wobble: WobblePage, room: Room) -> None:
    room.select("x")
    wobble.push(1)
    room.document.edit(SetValues({room.node("x"): 2.0}))
    assert not wobble.is_held


@pytest.fixture
def descent(room: Room) -> Descent:
    return Descent(room.document, room.editor)


@pytest.fixture
def plot(room: Room, descent: Descent, qtbot: QtBot) -> PlotPage:
    page = PlotPage(room.document, room.theme_switch, room.stage, descent)
    room.open("x = 1; y = 5; x*x + y")
    room.show(page)
    room.select("x")
    qtbot.waitUntil(lambda: bool(page.reading))
    return page


def test_the_output_is_drawn_against_the_selected_leaf(
    plot: PlotPage, room: Room, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: plot.reading == "x = 1   output 6   slope 2")
    xs, ys = plot._curve.getData()
    assert ys == pytest.approx(xs * xs + 5)
    ends, line = plot._tangent.getData()
    assert line == pytest.approx(6 + 2 * (ends - 1))
    room.document.edit(SetValues({room.node("x"): 2.0}))
    qtbot.waitUntil(lambda: plot.reading == "x = 2   output 9   slope 4")


def test_the_range_is_set_with_a_slider(plot: PlotPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(plot._curve.isVisible)
    before = plot._curve.getData()[0]
    plot.range_slider.setFocus()
    QTest.keyClick(plot.range_slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: plot._curve.getData()[0][-1] > 50 * before[-1])


def test_two_leaves_make_a_map_with_the_gradient_and_the_path(
    plot: PlotPage, room: Room, descent: Descent, qtbot: QtBot
) -> None:
    descent.learning_rate = 0.1
    room.select("x", "y")
    for _ in range(3):
        descent.step()
    qtbot.waitUntil(lambda: "gradient (1.024, 1)" in plot.reading)
    assert plot._image.isVisible()
    assert plot._head.isVisible()
    xs, ys = plot._path.getData()
    assert xs == pytest.approx([1, 0.8, 0.64, 0.512])
    assert ys == pytest.approx([5, 4.9, 4.8, 4.7])
    # The arrow begins at the point and goes uphill.
    (x0, x1), (y0, y1) = plot._arrow.getData()
    assert (x0, y0) == pytest.approx((0.512, 4.7))
    assert x1 > x0
    assert y1 > y0


def test_the_map_says_which_colour_is_which_number(
    plot: PlotPage, room: Room, qtbot: QtBot
) -> None:
    leaf_plot = plot.findChild(LeafPlot)
    assert leaf_plot is not None
    scale = leaf_plot.scale
    qtbot.waitUntil(plot._curve.isVisible)
    assert not scale.isVisible()
    room.select("x", "y")
    qtbot.waitUntil(scale.isVisible)
    assert leaf_plot.menu.surface is not None
    xs, ys, values = leaf_plot.menu.surface
    assert values == pytest.approx(xs * xs + ys)
    low, high = values.min(), values.max()
    wanted = [format_number(n) for n in (low, (low + high) / 2, high)]
    assert [text for _, text in scale.labels] == wanted
    assert [place for place, _ in scale.labels] == [0, 0.5, 1]
    menu, whole = leaf_plot.menu, leaf_plot.width()
    assert menu.geometry().right() < whole - scale.minimumWidth()
    room.select("x")
    qtbot.waitUntil(lambda: not scale.isVisible())


def test_a_middle_too_near_to_0_to_be_seen_is_0(qapp: QApplication) -> None:
    scale = MapScale(qapp.font())
    scale.show_range(-1.0, 1.0 + 1e-8)
    assert [text for _, text in scale.labels] == ["\N{MINUS SIGN}1", "0", "1"]
    scale.show_range(2.0, 2.0)
    assert scale.labels == ((0.5, "2"),)


def test_leaves_are_chosen_from_lists_as_well(plot: PlotPage, qtbot: QtBot) -> None:
    plot.x_box.setFocus()
    QTest.keyClick(plot.x_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: plot.reading.startswith("y = 5"))
    assert plot.y_box.accessibleName()


def test_a_pole_leaves_a_gap_and_no_error(
    plot: PlotPage, room: Room, qtbot: QtBot
) -> None:
    room.open("x = 1; log(x)")
    room.select("x")
    qtbot.waitUntil(lambda: plot.reading == "x = 1   output 0   slope 1")
    _, ys = plot._curve.getData()
    assert any(map(math.isnan, ys))
    room.document.edit(SetValues({room.node("x"): -1.0}))
    qtbot.waitUntil(lambda: "output nan" in plot.reading)


@pytest.fixture
def descend(room: Room, descent: Descent) -> DescendPage:
    page = DescendPage(room.document, room.theme_switch, room.stage, descent)
    room.open(LINE)
    room.show(page)
    return page


def value(room: Room, name: str) -> float:
    return room.document.graph.nodes[room.node(name)].value


def test_steps_go_downhill_and_rewind_leads_back(
    descend: DescendPage, room: Room, descent: Descent
) -> None:
    QTest.mouseClick(descend.step_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(descend.step_button, Qt.MouseButton.LeftButton)
    assert descent.steps == 2
    assert descent.last < descent.first
    assert value(room, "w") != 0
    assert "2 steps" in descend._progress.text()
    QTest.mouseClick(descend.rewind_button, Qt.MouseButton.LeftButton)
    assert (value(room, "w"), value(room, "b")) == (0, 0)
    assert descent.way is None
    room.document.undo()
    assert value(room, "w") != 0


@pytest.mark.parametrize(("row", "rate"), [(0, -10), (1, -15), (2, -10)])
def test_a_run_of_each_kind_finds_the_line(
    descend: DescendPage,
    room: Room,
    descent: Descent,
    qtbot: QtBot,
    row: int,
    rate: int,
) -> None:
    descend.optimizer_box.setCurrentIndex(row)
    descend.rate_slider.setValue(rate)
    descent._timer.setInterval(0)
    QTest.mouseClick(descend.run_button, Qt.MouseButton.LeftButton)
    assert descend.run_button.text() == "Stop"
    qtbot.waitUntil(lambda: descent.steps >= 600, timeout=20_000)
    QTest.mouseClick(descend.run_button, Qt.MouseButton.LeftButton)
    assert descend.run_button.text() == "Run"
    assert value(room, "w") == pytest.approx(1.5, abs=0.02)
    assert value(room, "b") == pytest.approx(1 / 3, abs=0.04)


def test_the_rate_is_logarithmic(descend: DescendPage, descent: Descent) -> None:
    descend.rate_slider.setFocus()
    QTest.keyClick(descend.rate_slider, Qt.Key.Key_Home)
    assert descent.learning_rate == 1e-5
    assert descend._rate.text() == "0.00001"
    QTest.keyClick(descend.rate_slider, Qt.Key.Key_End)
    assert descent.learning_rate == 10.0
    QTest.keyClick(descend.rate_slider, Qt.Key.Key_Left)
    assert descent.learning_rate == pytest.approx(7.94)


def test_a_leaf_is_frozen_by_its_check_and_the_way_goes_on(
    descend: DescendPage, room: Room, descent: Descent
) -> None:
    descent.step()
    w = value(room, "w")
    descend.leaf_list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not room.document.graph.nodes[room.node("w")].is_learnable
    descent.step()
    assert value(room, "w") == w
    assert descent.steps == 2
    room.document.edit(SetLearnable(room.node("w"), is_learnable=True))
    assert descend.leaf_list.item(0).checkState() is Qt.CheckState.Checked


def test_another_edit_begins_a_new_way(room: Room, descent: Descent) -> None:
    room.open(LINE)
    descent.step()
    room.document.edit(SetValues({room.node("w"): 1.0}))
    assert descent.way is None
    descent.step()
    assert descent.steps == 1


def test_what_is_not_finite_stops_descent_at_its_node_with_advice(
    descend: DescendPage, room: Room, descent: Descent, qtbot: QtBot
) -> None:
    room.open("x = 1; log(x)")
    descent.learning_rate = 0.4
    QTest.mouseClick(descend.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not descent.is_running)
    assert value(room, "x") > 0
    assert "log" in descend.message
    assert "try a learning rate of 0.04" in descend.message
    assert notes(room) == {"log": "stopped here"}
    room.document.load(room.document.graph.copy())
    assert descend.message == ""


def test_without_a_way_down_it_says_so(
    descend: DescendPage, room: Room, descent: Descent
) -> None:
    room.open("2 * 3")
    QTest.mouseClick(descend.step_button, Qt.MouseButton.LeftButton)
    assert "Nothing can learn" in descend.message
    descent.learning_rate = -1.0
    room.open(LINE)
    QTest.mouseClick(descend.step_button, Qt.MouseButton.LeftButton)
    assert "at least 0" in descend.message


@pytest.mark.parametrize("page", ["check", "wobble", "plot", "descend"])
def test_every_control_has_a_name_and_a_tip(
    page: str, request: pytest.FixtureRequest
) -> None:
    widget: QWidget = request.getfixturevalue(page)
    assert widget.objectName()
    controls = [c for c in widget.findChildren(QWidget) if c.isVisible()]
    tabbed = [c for c in controls if c.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tabbed
    for control in tabbed:
        is_ours = not control.objectName().startswith("qt_") and control.objectName()
        if is_ours:
            assert control.accessibleName(), control.objectName()
            assert control.toolTip(), control.objectName()


def test_the_bar_below_the_canvas_steers_the_same_descent(room: Room) -> None:
    descent, bar = room.editor.descent, room.editor.learn_bar
    page = DescendPage(room.document, room.theme_switch, room.stage, descent)
    room.open(LINE)
    room.show(page)
    bar.rate_box.setCurrentText("0.1")
    assert page._rate.text() == "0.1"
    page.rate_slider.setValue(-20)
    assert bar.rate_box.currentText() == "0.01"
    QTest.mouseClick(bar.step_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.step_button, Qt.MouseButton.LeftButton)
    assert descent.steps == 2
    QTest.mouseClick(page.rewind_button, Qt.MouseButton.LeftButton)
    assert value(room, "w") == 0
