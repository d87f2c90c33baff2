"""Undo and redo against a plain list of states; gestures; the save point."""

import random

from hypothesis import given
from hypothesis import strategies as st

from playground.graph.edits import (
    Edit,
    MoveNodes,
    Rename,
    SetLearnable,
    SetValues,
    apply,
)
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.history import History
from tests.graph.canvases import canvases, random_edit, snapshot

X, Y = NodeId(1), NodeId(2)


class Edited:
    """A graph with a history, as a document keeps them."""

    def __init__(self, graph: Graph | None = None, limit: int = 1000) -> None:
        self.graph = graph or Graph([Node(X, None, (), 0.0, "x"), Node(Y, name="y")])
        self.history = History(limit)

    def do(self, edit: Edit, gesture: object = None) -> None:
        self.history.push(edit, apply(self.graph, edit), gesture)

    def undo(self) -> bool:
        step = self.history.undo()
        for inverse in step.inverses if step else ():
            apply(self.graph, inverse)
        return step is not None

    def redo(self) -> bool:
        step = self.history.redo()
        for edit in step.edits if step else ():
            apply(self.graph, edit)
        return step is not None

    def set_x(self, value: float, gesture: object = None) -> None:
        self.do(SetValues({X: value}), gesture)

    @property
    def x(self) -> float:
        return self.graph.nodes[X].value


class Model:
    """The same with nothing but states: past, now, future, and the saved one."""

    def __init__(self, state: object) -> None:
        self.states, self.at = [state], 0
        self.gestures: list[object] = [None]
        self.saved: int | None = 0

    def do(self, state: object, gesture: object) -> None:
        if self.saved is not None and self.saved > self.at:
            self.saved = None
        del self.states[self.at + 1 :], self.gestures[self.at + 1 :]
        joins = gesture is not None and self.gestures[-1] == gesture
        if joins and self.saved != self.at:
            self.states[-1] = state
            return
        self.states.append(state)
        self.gestures.append(gesture)
        self.at += 1


@given(canvases(), st.integers(0, 2**32))
def test_undo_and_redo_walk_the_states_of_a_model(graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    edited = Edited(graph)
    model = Model(snapshot(graph))
    for _ in range(40):
        action = rng.choice(["do", "do", "do", "undo", "redo", "save"])
        if action == "undo":
            assert edited.undo() == (model.at > 0)
            model.at = max(0, model.at - 1)
        elif action == "redo":
            assert edited.redo() == (model.at + 1 < len(model.states))
            model.at = min(len(model.states) - 1, model.at + 1)
        elif action == "save":
            edited.history.mark_saved()
            model.saved = model.at
        else:
            gesture = rng.choice([None, "drag", "scrub"])
            try:
                edited.do(random_edit(edited.graph, rng), gesture)
            except GraphError:
                continue
            model.do(snapshot(edited.graph), gesture)
        assert snapshot(edited.graph) == model.states[model.at]
        assert edited.history.is_saved == (model.saved == model.at)
        assert len(edited.history.done) == model.at
        assert len(edited.history.undone) == len(model.states) - 1 - model.at
    while edited.undo():
        pass
    assert snapshot(edited.graph) == model.states[0]


def test_a_gesture_is_one_step_however_long() -> None:
    edited = Edited()
    for value in range(1, 1001):
        edited.set_x(float(value), "scrub")
    assert len(edited.history.done) == 1
    assert len(edited.history.done[0].edits) == 1
    edited.undo()
    assert edited.x == 0.0
    edited.redo()
    assert edited.x == 1000.0


def test_edits_of_different_kinds_in_one_gesture_are_one_step() -> None:
    edited = Edited()
    edited.set_x(1.0, "g")
    edited.do(MoveNodes({X: (5.0, 5.0)}), "g")
    edited.set_x(2.0, "g")
    edited.do(Rename(Y, "z"), "g")
    edited.do(SetLearnable(Y, is_learnable=False), "g")
    before = edited.graph.copy()
    assert len(edited.history.done) == 1
    edited.undo()
    assert edited.graph == Edited().graph
    edited.redo()
    assert edited.graph == before


def test_another_gesture_or_none_is_another_step() -> None:
    edited = Edited()
    for gesture in ("one", "two", None, None):
        edited.set_x(1.0, gesture)
    assert len(edited.history.done) == 4


def test_a_new_edit_forgets_what_was_undone() -> None:
    edited = Edited()
    edited.set_x(1.0)
    edited.undo()
    edited.set_x(2.0)
    assert not edited.redo()
    assert edited.history.undone == ()


def test_undo_and_redo_of_nothing_do_nothing() -> None:
    edited = Edited()
    assert not edited.undo()
    assert not edited.redo()
    assert edited.history.is_saved


def test_the_save_point_is_found_again_by_undo_and_redo() -> None:
    edited = Edited()
    edited.set_x(1.0)
    assert not edited.history.is_saved
    edited.history.mark_saved()
    edited.set_x(2.0)
    assert not edited.history.is_saved
    edited.undo()
    assert edited.history.is_saved
    edited.undo()
    assert not edited.history.is_saved
    edited.redo()
    assert edited.history.is_saved


def test_a_save_point_that_was_undone_and_overwritten_never_comes_back() -> None:
    edited = Edited()
    edited.set_x(1.0)
    edited.history.mark_saved()
    edited.undo()
    edited.set_x(1.0)
    assert not edited.history.is_saved
    edited.undo()
    assert not edited.history.is_saved


def test_saving_ends_a_gesture() -> None:
    edited = Edited()
    edited.set_x(1.0, "scrub")
    edited.history.mark_saved()
    edited.set_x(2.0, "scrub")
    assert len(edited.history.done) == 2
    edited.undo()
    assert edited.history.is_saved
    assert edited.x == 1.0


def test_the_oldest_steps_are_forgotten_beyond_the_limit() -> None:
    edited = Edited(limit=3)
    for value in range(1, 6):
        edited.set_x(float(value))
    while edited.undo():
        pass
    assert edited.x == 2.0
    assert not edited.history.is_saved


def test_a_save_point_at_the_edge_of_the_limit_is_still_reached() -> None:
    edited = Edited(limit=2)
    edited.set_x(1.0)
    edited.history.mark_saved()
    edited.set_x(2.0)
    edited.set_x(3.0)
    edited.undo()
    edited.undo()
    assert edited.x == 1.0
    assert edited.history.is_saved
    edited.set_x(4.0)
    edited.set_x(5.0)
    edited.set_x(6.0)
    while edited.undo():
        pass
    assert not edited.history.is_saved


def test_steps_have_titles_for_a_list() -> None:
    edited = Edited()
    edited.set_x(1.0)
    edited.do(Rename(X, "input"))
    edited.undo()
    assert [step.title for step in edited.history.done] == ["Change 1 value"]
    assert [step.title for step in edited.history.undone] == ["Rename to input"]
