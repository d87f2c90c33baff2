"""Compiled loops set the pixels that Qt's painter would, and no others."""

import importlib
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QRegion, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from playground.graph.graph import NodeId
from playground.ui.canvas import compiled, geometry
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


@given(begin=st.floats(5, 35), end=st.floats(5, 35), is_steep=st.booleans())
def test_a_wire_covers_its_length_times_its_width(
    *, begin: float, end: float, is_steep: bool
) -> None:
    strokes = compiled.strokes()
    assert strokes is not None
    ends = np.array([[-20.0, begin], [80.0, end]])
    mask = np.zeros((60, 40) if is_steep else (40, 60), dtype=np.uint8)
    controls = np.ascontiguousarray(
        (ends[:, ::-1] if is_steep else ends)[[0, 0, 1, 1]][None]
    )
    strokes.stroke_curves(mask, controls, 1.0, 0.0, 0.0, 2.0)
    length = 60 * np.hypot(1, (end - begin) / 100)
    assert mask.sum(dtype=float) / 255 == pytest.approx(2 * length, rel=0.01)


@given(st.lists(st.floats(10, 90), min_size=8, max_size=8), st.floats(1.5, 9))
def test_a_curve_has_no_gaps(places: list[float], width: float) -> None:
    strokes = compiled.strokes()
    assert strokes is not None
    controls = np.array(places).reshape(1, 4, 2)
    mask = np.zeros((100, 100), dtype=np.uint8)
    strokes.stroke_curves(mask, controls, 1.0, 0.0, 0.0, width)
    t = np.linspace(0.02, 0.98, 400)
    points = geometry.points_at(controls, t)[0]
    way = np.gradient(points, axis=0)
    size = np.hypot(*way.T)
    assume(size.min() > 0.02)
    aside = np.stack([-way[:, 1], way[:, 0]], axis=1) / size[:, None]
    for offset in (0.0, width / 2 - 0.75, 0.75 - width / 2):
        x, y = np.floor(points + offset * aside).astype(int).T
        inside = (x >= 0) & (y >= 0) & (x < 100) & (y < 100)
        assert mask[y[inside], x[inside]].min() > 60


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
