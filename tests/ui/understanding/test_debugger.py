import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.graph.dots import dotted
from playground.graph.edits import MoveNodes, Rename, SetOutput, SetValues
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.timeline import Computed, Mistake, Passed, result
from playground.ui.document import Document
from playground.ui.theme import DARK, LIGHT
from playground.ui.understanding.debugger import StepDebugger
from playground.ui.understanding.lesson import Ask
from playground.ui.understanding.session import SPEEDS, StepSession
from tests.graph.expressions import expressions, same
from tests.ui.understanding.conftest import Room

NEURON = (
    "x1 = 2; w1 = -3; x2 = 0; w2 = 1; b = 6.8813735870195432; tanh(x1*w1 + x2*w2 + b)"
)


@pytest.fixture
def debugger(room: Room) -> StepDebugger:
    page = StepDebugger(room.document, room.theme_switch, room.stage)
    room.open(NEURON)
    room.show(page)
    page.setFocus()
    return page


def press(page: StepDebugger, key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(page, key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    expressions(),
    st.lists(
        st.sampled_from(["step", "step_back", "to_next_stop", "to_start"])
        | st.integers(0, 99)
    ),
)
def test_wherever_one_goes_the_numbers_are_those_of_the_engine(
    qapp: QCoreApplication, graph: Graph, moves: list[str | int]
) -> None:
    assert qapp
    session = StepSession(Document(graph))
    evaluation = evaluate(graph)
    for move in moves:
        if isinstance(move, int):
            session.jump(move % (session.length + 1))
        else:
            getattr(session, move)()
        moment = session.moment
        assert 0 <= session.position <= session.length
        if isinstance(moment, Computed):
            assert same(moment.value, evaluation.value(moment.node))
        if isinstance(moment, Passed):
            assert same(moment.upstream, evaluation.gradient(moment.user))
            if moment.part == moment.parts:
                assert same(moment.after, evaluation.gradient(moment.node))


def test_one_key_follows_a_gradient_from_the_output_to_a_leaf(
    debugger: StepDebugger, room: Room
) -> None:
    press(debugger, Qt.Key.Key_F10, 20)
    session = debugger.session
    assert session.position == session.length == 20
    lesson = room.stage.layer.lesson
    assert lesson is not None
    assert lesson.now == room.node("w1")
    assert room.stage.layer.number_texts(room.node("w1")) == (None, "1")
    assert "d out / d w1" in debugger.main.text
    press(debugger, Qt.Key.Key_Left)
    assert session.position == 19
    press(debugger, Qt.Key.Key_Home)
    assert session.position == 0
    assert room.stage.layer.lesson is None


def test_what_is_not_reached_yet_is_dim_and_has_no_number(
    debugger: StepDebugger, room: Room
) -> None:
    layer = room.stage.layer
    debugger.session.jump(3)
    assert not layer.is_dim(room.node("x1"))
    assert layer.is_dim(room.node("b"))
    assert layer.number_texts(room.node("b")) == ("–", "–")
    debugger.session.jump(12)
    assert layer.is_dim(room.node("b"))
    assert layer.number_texts(room.node("b")) == (None, "–")
    debugger.session.jump(14)
    assert not layer.is_dim(room.node("b"))
    assert layer.number_texts(room.node("b")) == (None, "0.5")


def test_the_pulse_runs_along_the_wire_against_the_computation(
    debugger: StepDebugger, room: Room, qtbot: QtBot
) -> None:
    debugger.session.jump(14)
    lesson = room.stage.layer.lesson
    assert lesson is not None
    assert lesson.is_backward
    assert lesson.wires == ((lesson.giver, 1),)
    assert room.stage.layer.pulse == 0.0
    assert not room.stage.layer.area_of_pulse().isEmpty()
    qtbot.waitUntil(lambda: room.stage.layer.pulse is None)


def test_the_slider_and_its_keys_jump_anywhere(debugger: StepDebugger) -> None:
    slider = debugger.transport.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert debugger.session.position == 1
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert debugger.session.position == 20
    place = debugger.findChild(QLabel, "stepPlaceLabel")
    assert isinstance(place, QLabel)
    assert place.text() == "backward, step 10 of 10"


def test_a_button_for_everything(debugger: StepDebugger) -> None:
    def click(name: str) -> None:
        button = debugger.findChild(QToolButton, name)
        assert isinstance(button, QToolButton)
        assert button.accessibleName()
        assert button.toolTip()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    click("stepForwardButton")
    click("stepForwardButton")
    assert debugger.session.position == 2
    click("stepBackButton")
    assert debugger.session.position == 1
    click("stepEndButton")
    assert debugger.session.position == 20
    click("stepStartButton")
    assert debugger.session.position == 0


def test_playing_shows_every_moment_and_stops_at_the_end(
    debugger: StepDebugger, qtbot: QtBot
) -> None:
    seen: list[int] = []
    debugger.session.moved.connect(lambda: seen.append(debugger.session.position))
    debugger.transport.speed_box.setCurrentIndex(len(SPEEDS) - 1)
    debugger.session.set_speed(500.0)
    press(debugger, Qt.Key.Key_F8)
    assert debugger.session.is_playing
    qtbot.waitUntil(lambda: not debugger.session.is_playing)
    assert seen == list(range(1, 21))


def test_an_edit_in_the_middle_begins_the_pass_again(
    debugger: StepDebugger, room: Room
) -> None:
    debugger.session.jump(12)
    room.document.edit(SetValues({room.node("b"): 0.0}))
    assert debugger.session.position == 0
    assert "begins again" in debugger.text
    assert room.stage.layer.lesson is None
    debugger.session.jump(8)
    moment = debugger.session.moment
    assert moment is not None
    assert result(moment) == 0.0


def test_moving_or_renaming_a_node_disturbs_nothing(
    debugger: StepDebugger, room: Room
) -> None:
    debugger.session.jump(14)
    room.document.edit(MoveNodes({room.node("b"): (5.0, 5.0)}))
    room.document.edit(Rename(room.node("b"), "bias"))
    assert debugger.session.position == 14
    assert "bias" in debugger.text


def test_loading_another_graph_starts_at_its_beginning(
    debugger: StepDebugger, room: Room
) -> None:
    debugger.session.jump(14)
    room.open("x = 3; x*x")
    assert (debugger.session.position, debugger.session.length) == (0, 5)


def test_an_incomplete_graph_says_what_is_missing(
    debugger: StepDebugger, room: Room
) -> None:
    room.document.load(Graph([Node(NodeId(1), "exp", (None,))]))
    assert "Connect the input of exp" in debugger.text
    debugger.step()
    assert debugger.session.position == 0


def test_hidden_the_page_gives_the_canvas_back(
    debugger: StepDebugger, room: Room
) -> None:
    debugger.session.jump(5)
    assert room.stage.layer.lesson is not None
    debugger.hide()
    assert room.stage.layer.lesson is None
    debugger.show()
    assert room.stage.layer.lesson is not None


def test_a_run_stops_at_the_chosen_node(debugger: StepDebugger, room: Room) -> None:
    room.select("b")
    press(debugger, Qt.Key.Key_F9)
    press(debugger, Qt.Key.Key_End)
    moment = debugger.session.moment
    assert isinstance(moment, Computed)
    assert moment.node == room.node("b")
    assert "Stopped at the chosen node" in debugger.text
    press(debugger, Qt.Key.Key_End)
    moment = debugger.session.moment
    assert isinstance(moment, Passed)
    assert moment.node == room.node("b")


def test_nodes_to_stop_at_are_marked_until_another_graph_comes(
    debugger: StepDebugger, room: Room
) -> None:
    room.select("b", "x1")
    debugger.options.node_button.click()
    assert debugger.options.node_button.text() == "2 nodes"
    assert set(room.stage.layer.notes) == {room.node("b"), room.node("x1")}
    debugger.hide()
    assert not room.stage.layer.notes
    debugger.show()
    room.open("x = 3; x*x")
    assert not room.stage.layer.notes
    assert not debugger.session.breakpoints.nodes
    assert not debugger.options.node_button.isChecked()


def test_hidden_an_edit_costs_no_pass(debugger: StepDebugger, room: Room) -> None:
    debugger.hide()
    room.document.edit(SetValues({room.node("b"): 1.0}))
    assert debugger.session._timeline is None
    debugger.show()
    assert debugger.session._timeline is not None
    assert debugger.transport.slider.maximum() == 20


def test_a_run_stops_at_a_large_gradient_and_a_wrong_limit_is_marked(
    debugger: StepDebugger, room: Room
) -> None:
    room.open("x = 2; y = x*10; y*y")
    debugger.options.large_box.setChecked(True)
    debugger.options.limit.setText("30")
    debugger.session.to_next_stop()
    moment = debugger.session.moment
    assert isinstance(moment, Passed)
    assert moment.after == 40.0
    debugger.options.limit.setText("much")
    assert debugger.options.limit.property("invalid")
    assert debugger.session.breakpoints.gradient_above is None


def test_a_run_stops_where_a_number_is_no_longer_finite(
    debugger: StepDebugger, room: Room
) -> None:
    room.open("x = 0; y = log(x); y + 1")
    debugger.session.to_next_stop()
    moment = debugger.session.moment
    assert moment is not None
    assert moment.node == room.node("y")
    assert result(moment) == -math.inf
    assert "no longer finite" in debugger.text


def test_a_node_is_jumped_to(debugger: StepDebugger, room: Room) -> None:
    room.select("b")
    QTest.mouseClick(debugger.options.jump_button, Qt.MouseButton.LeftButton)
    assert debugger.session.position == 8
    debugger.jump_to_selected()
    assert debugger.session.position == 14


def test_the_quiz_hides_a_number_until_it_is_found(
    debugger: StepDebugger, room: Room
) -> None:
    debugger.options.quiz_box.click()
    press(debugger, Qt.Key.Key_F10, 3)
    assert debugger.session.position == 3
    lesson = room.stage.layer.lesson
    assert lesson is not None
    assert lesson.ask is Ask.VALUE
    assert room.stage.layer.number_texts(lesson.now or NodeId(0))[0] == "?"
    assert debugger.main.text.endswith("= ?")
    answer = debugger.quiz.answer
    QTest.keyClicks(answer, "5")
    QTest.keyClick(answer, Qt.Key.Key_Return)
    assert "Not yet" in debugger.quiz.message
    answer.selectAll()
    QTest.keyClicks(answer, "6")
    press(debugger, Qt.Key.Key_F10)
    assert "sign" in debugger.quiz.message
    assert debugger.session.position == 3
    debugger.quiz.hint_button.click()
    assert "2 × (−3)" in debugger.quiz.message
    answer.selectAll()
    QTest.keyClicks(answer, "-6")
    QTest.keyClick(answer, Qt.Key.Key_Return)
    assert "Right: −6" in debugger.quiz.message
    assert "0 of 1 found at once" in debugger.quiz.message
    assert debugger.main.text.endswith("= −6")
    press(debugger, Qt.Key.Key_F10)
    assert debugger.session.position == 4


def test_the_quiz_tells_on_request_and_takes_only_numbers(
    debugger: StepDebugger,
) -> None:
    debugger.options.quiz_box.click()
    debugger.session.jump(14)
    debugger.quiz.answer.setText("half")
    debugger.quiz.check_button.click()
    assert "Type a number" in debugger.quiz.message
    debugger.quiz.show_button.click()
    assert "It is 0.5" in debugger.quiz.message
    assert not debugger.quiz.is_open
    debugger.options.quiz_box.click()
    assert not debugger.quiz.isVisible()


@pytest.mark.parametrize(
    ("mistake", "wrong", "right"),
    [(Mistake.TWICE, "−7.5", -1.5), (Mistake.OVERWRITE, "−1.5", None)],
)
def test_wrong_numbers_are_shown_beside_the_right_ones(
    debugger: StepDebugger,
    room: Room,
    mistake: Mistake,
    wrong: str,
    right: float | None,
) -> None:
    box = debugger.options.mistake_box
    box.setCurrentIndex(box.findData(mistake))
    debugger.session.to_next_stop()
    lesson = room.stage.layer.lesson
    assert lesson is not None
    assert lesson.wrong is not None
    x1 = room.node("x1")
    assert room.stage.layer.number_texts(x1)[1] == wrong
    found = lesson.wrong.get(x1)
    assert found is None if right is None else found == pytest.approx(right)
    if mistake is Mistake.OVERWRITE:
        assert "No node is used twice here" in debugger.text


def test_formulas_are_typeset_after_the_step(
    debugger: StepDebugger, qtbot: QtBot
) -> None:
    debugger.session.jump(14)
    assert not debugger.main.is_typeset
    qtbot.waitUntil(lambda: debugger.main.is_typeset and debugger.local.is_typeset)
    assert debugger.main.accessibleName() == debugger.main.text
    assert debugger.main.width() >= debugger.main.sizeHint().width() > 100


def test_at_its_lowest_no_words_are_cut(
    debugger: StepDebugger, room: Room, qtbot: QtBot
) -> None:
    room.open("x = 3; x*x + x")
    debugger.session.jump(8)
    debugger.setFixedSize(696, debugger.minimumHeight())
    qtbot.waitUntil(lambda: debugger.total.is_typeset)
    words = debugger._text
    assert words.height() >= words.heightForWidth(words.width())


def test_the_moment_is_painted_in_both_themes(
    debugger: StepDebugger, room: Room, qtbot: QtBot
) -> None:
    room.editor.fit()
    debugger.session.jump(14)
    qtbot.waitUntil(lambda: debugger.main.is_typeset)

    def has(color: QColor) -> bool:
        image = room.editor.view.grab().toImage()
        view = room.editor.view
        rect = view.node_rect(room.node("b"))
        corner = view.mapFromScene(rect.topLeft())
        columns = range(corner.x() - 4, corner.x() + 8)
        y = view.mapFromScene(rect.center()).y()
        return any(
            image.pixelColor(QPoint(x, y)).name() == color.name() for x in columns
        )

    assert has(room.theme_switch.current.gradient)
    room.theme_switch.set_mode("light")
    assert has(LIGHT.gradient)


def test_a_thousand_nodes_are_stepped_through(
    debugger: StepDebugger, room: Room
) -> None:
    nodes = [Node(NodeId(1), None, (), 0.1, "x")]
    nodes += [
        Node(
            NodeId(k),
            "tanh" if k % 2 else "add",
            (NodeId(k - 1),) * (2 - k % 2),
            position=(150.0 * (k % 40), 80.0 * (k // 40)),
        )
        for k in range(2, 1001)
    ]
    room.document.load(Graph(nodes))
    debugger.session.jump(1)
    for _ in range(60):
        debugger.step()
    assert debugger.session.position == 61


def test_before_the_first_step_stands_the_rule(
    debugger: StepDebugger, room: Room
) -> None:
    assert debugger.main.text == "d out / d x += d node / d x × d out / d node"
    room.open("log(x)")
    room.document.edit(SetOutput(None))
    assert debugger.main.isVisible()
    room.document.load(Graph())
    assert not debugger.main.isVisible()
    assert "build an expression" in debugger.text


def test_numbers_too_small_to_read_are_called_out_in_the_view(
    debugger: StepDebugger, room: Room
) -> None:
    layer, view = room.stage.layer, room.editor.view
    room.editor.view.navigation.zoom_to(0.4)
    debugger.session.jump(12)
    lesson = layer.lesson
    assert lesson is not None
    assert lesson.now is not None
    assert lesson.giver is not None
    room_for_all = QRectF(view.viewport().rect())
    now, giver = (
        layer.callout(node, DARK.gradient, view.viewportTransform())
        for node in (lesson.now, lesson.giver)
    )
    assert (now.value, now.gradient) == ("0.8814", "0.5")
    assert (giver.title, giver.gradient) == ("tanh", "1")
    assert giver.is_above
    assert not now.is_above
    below, above = now.place(room_for_all), giver.place(room_for_all)
    assert room_for_all.contains(below)
    assert room_for_all.contains(above)
    assert below.top() > now.node.bottom()
    assert above.bottom() < giver.node.top()
    view.grab()


def test_the_slider_marks_where_backward_begins(debugger: StepDebugger) -> None:
    slider = debugger.transport.slider
    assert slider.boundary == 10
    marked = slider.grab().toImage()
    slider.boundary = 0
    assert slider.grab().toImage() != marked


def test_a_pass_goes_through_dots_on_wires(debugger: StepDebugger, room: Room) -> None:
    room.open("x = 2; y = tanh(x); y * 3")
    graph = room.document.graph
    product = graph.effective_output
    assert product is not None
    dot, edit = dotted(graph, (Link(product, 0, room.node("y")),), (50.0, 50.0))
    assert room.document.edit(edit)
    layer = room.stage.layer
    assert debugger.session.jump_to(room.node("y"))
    assert not layer.is_dim(dot.id)
    debugger.session.jump(debugger.session.timeline.first_backward + 1)  # type: ignore[union-attr]
    assert layer.is_dim(room.node("y"))
    assert layer.is_dim(dot.id)
    debugger.step()
    lesson = layer.lesson
    assert lesson is not None
    assert lesson.now == room.node("y")
    assert not layer.is_dim(dot.id)
    both = {room.editor.scene.wires.index[wire] for wire in ((product, 0), (dot.id, 0))}
    assert set(layer._wire_rows(lesson)) == both
    assert layer._veil.dim(lesson)[
        room.editor.scene.nodes.index[dot.id]
    ] == layer.is_dim(dot.id)
