"""Compiled loops set the pixels that Qt's painter would, and no others."""

import importlib
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from playground.graph.graph import NodeId
from playground.ui.canvas import compiled
from playground.ui.canvas.scene import CanvasScene
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from scripts.benchmarks.canvas import grid

WHOLE = QRegion(0, 0, 500, 320)
GUARD = 64
SIZE = (40, 60)
WILD = st.one_of(
    st.floats(-100, 100),
    st.sampled_from([np.nan, np.inf, -np.inf, 1e300, -1e9, 1e7, 0.0, 60.0, -0.5]),
)


@pytest.fixture(autouse=True, scope="module")
def strokes() -> Iterator[ModuleType]:
    compiled.load()
    module = compiled.strokes()
    assert module is not None
    yield module
    compiled.unload()


@pytest.fixture
def scene(theme_switch: ThemeSwitch) -> CanvasScene:
    made = CanvasScene(Document(grid(600)), theme_switch)
    made.select([NodeId(300), NodeId(301)])
    made.layer.wire_style.heat = True
    return made


def _guarded(kind: type) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Memory, and the middle of it as pixels."""
    h, w = SIZE
    memory: NDArray[np.int_] = np.full(h * w + 2 * GUARD, 7, dtype=kind)
    pixels = memory[GUARD:-GUARD].reshape(h, w)
    pixels[:] = 0
    return memory, pixels


@given(st.lists(WILD, min_size=16, max_size=16), st.floats(0.5, 30))
def test_nothing_is_written_outside_whatever_the_numbers(
    numbers: list[float], width: float
) -> None:
    strokes = compiled.strokes()
    assert strokes is not None
    points = np.array(numbers).reshape(2, 4, 2)
    flat = np.ascontiguousarray(points[:, 0])
    memory, mask = _guarded(np.uint8)
    strokes.stroke_curves(mask, points, 1.0, 3.0, -2.0, width)
    assert (memory[:GUARD] == 7).all()
    assert (memory[-GUARD:] == 7).all()
    memory, pixels = _guarded(np.uint32)
    strokes.ink(pixels.ravel(), mask.ravel(), mask.ravel().view(np.uint64), 0xFF8040C0)
    strokes.hairlines(pixels, points[0].reshape(2, 4), 1.0, 3.0, -2.0, 1)
    strokes.blocks(pixels, flat, width, width, 1.0, 3.0, -2.0, 1)
    assert not mask.any()
    assert (memory[:GUARD] == 7).all()
    assert (memory[-GUARD:] == 7).all()


@given(st.floats(5, 55), st.floats(5, 35), st.floats(5, 55), st.floats(5, 35))
def test_a_wire_covers_its_length_times_its_width(
    x0: float, y0: float, x1: float, y1: float
) -> None:
    strokes = compiled.strokes()
    assert strokes is not None
    ends = np.array([[x0, y0], [x1, y1]])
    controls = ends[[0, 0, 1, 1]][None]
    _, mask = _guarded(np.uint8)
    strokes.stroke_curves(mask, controls, 1.0, 0.0, 0.0, 2.0)
    length = float(np.hypot(*(ends[1] - ends[0])))
    # At its ends it is cut along the pixels: up to a row, as wide as 2.83, is missing.
    assert mask.sum(dtype=float) / 255 == pytest.approx(2 * length, rel=0.03, abs=5.7)


def test_a_level_wire_on_the_edge_of_pixels_is_sharp(strokes: ModuleType) -> None:
    _, mask = _guarded(np.uint8)
    controls = np.array([[[10.0, 20.0], [20, 20], [30, 20], [50, 20]]])
    strokes.stroke_curves(mask, controls, 1.0, 0.0, 0.0, 2.0)
    assert (mask[19:21, 10:50] == 255).all()
    assert not mask[:19].any()
    assert not mask[21:].any()
    _, mask = _guarded(np.uint8)
    strokes.stroke_curves(mask, controls, 1.0, 0.0, 0.5, 2.0)
    levels = [0, 128, 255, 128, 0]
    assert np.abs(mask[18:23, 30].astype(int) - levels).max() <= 1


def test_ink_lies_over_what_is_there(strokes: ModuleType) -> None:
    before = [0, 0xFF000000, 0xFFFFFFFF, 0x12345678]
    pixels = np.array([5] * 8 + before, dtype=np.uint32)
    mask = np.array([0] * 8 + [255, 128, 51, 0] + [0] * 4, dtype=np.uint8)
    strokes.ink(pixels, mask, mask.view(np.uint64), 0xFFFF8000)
    wanted = [0xFFFF8000, 0xFF804000, 0xFFFFE6CC, 0x12345678]
    assert pixels.tolist() == [5] * 8 + wanted
    assert not mask.any()


def _painted(
    scene: CanvasScene, zoom: float, ratio: float = 1.0, region: QRegion = WHOLE
) -> NDArray[np.int_]:
    """The middle of the canvas, where an update exposes *region*."""
    around = WHOLE.boundingRect()
    image = QImage(around.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    middle = QPointF(around.center()) - scene.bounds().center() * zoom
    world = QTransform(zoom, 0, 0, zoom, round(middle.x()), round(middle.y()))
    back = world.inverted()[0]
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRegion(region)
    painter.setWorldTransform(world)
    option = QStyleOptionGraphicsItem()
    option.exposedRect = scene.sceneRect()
    rects = list(region)  # type: ignore[call-overload]  # missing in stubs
    scene.layer.exposed = [back.mapRect(QRectF(rect)) for rect in rects]
    scene.layer.paint(painter, option)
    scene.layer.exposed = []
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8)
    return pixels.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [2.0, 1.0, 0.7, 0.2, 0.07])
def test_the_canvas_looks_as_if_painted_by_qt(
    scene: CanvasScene, zoom: float, ratio: float
) -> None:
    compiled.unload()
    expected = _painted(scene, zoom, ratio)
    compiled.load()
    found = _painted(scene, zoom, ratio)
    gap = np.abs(found - expected).max(axis=2)
    assert np.ptp(expected) > 60
    assert not np.array_equal(found, expected)
    # Qt flattens curves more roughly, and blends where they cross.
    assert gap.mean() < 4.0
    assert (gap > 60).mean() < 0.02


@pytest.mark.parametrize("zoom", [1.0, 0.4, 0.2])
def test_parts_painted_apart_are_as_if_painted_at_once(
    scene: CanvasScene, zoom: float
) -> None:
    whole = _painted(scene, zoom)
    parts = _painted(scene, zoom, 1.0, QRegion(0, 0, 500, 7) + QRegion(0, 7, 13, 313))
    assert np.ptp(whole) > 60
    # Qt clips its own curves, those of what is selected, a shade differently.
    assert np.abs(parts[:7] - whole[:7]).max() <= 2
    assert np.abs(parts[7:, :13] - whole[7:, :13]).max() <= 2
    assert not parts[7:, 13:].any()


def test_without_numba_qt_paints(
    monkeypatch: pytest.MonkeyPatch, scene: CanvasScene
) -> None:
    def refuse(name: str) -> ModuleType:
        raise ImportError(name)

    compiled.unload()
    with monkeypatch.context() as patch:
        patch.setattr(importlib, "import_module", refuse)
        compiled.load()
    assert compiled.strokes() is None
    assert np.ptp(_painted(scene, 1.0)) > 60
    compiled.load()
