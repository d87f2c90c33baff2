"""The row of data sets to choose from, each a picture of its own points."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.training.datasets import (
    DATASETS,
    OWN,
    Dataset,
    DatasetKind,
    make_dataset,
)
from playground.training.experiment import Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.points_picture import PointsPicture

CLASSES: Final = (
    *(name for name, kind in DATASETS.items() if not kind.is_regression),
    OWN.name,
)
NUMBERS: Final = (
    *(name for name, kind in DATASETS.items() if kind.is_regression),
    OWN.name,
)
"""What is offered for each sort of problem."""

_SIDE: Final = 27
_GAP: Final = 2
_SAMPLES: Final = 320
_MARGIN: Final = 2.5
_DOT: Final = 0.8
_SMALL: Final = 0.88
"""The letters of the two sorts of problems, one over the other, against others."""


class DatasetBox(QWidget):
    """An exclusive group of thumbnails; the arrow keys walk along it.

    Those of one sort of problem are on show, to be changed by the buttons beside them.
    """

    chosen = Signal(str)

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("datasetBox")
        self.setAccessibleName("Data set")
        self._group = QButtonGroup(self)
        self._thumbnails: dict[str, DatasetThumbnail] = {}
        self._last = {False: CLASSES[0], True: NUMBERS[0]}
        self._is_showing = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for name in (*CLASSES[:-1], *NUMBERS[:-1], OWN.name):
            thumbnail = DatasetThumbnail(DATASETS.get(name, OWN), theme_switch, self)
            self._thumbnails[name] = thumbnail
            self._group.addButton(thumbnail)
            layout.addWidget(thumbnail)
        layout.addStretch(1)
        self._classes = self._problem("classesButton", "classes", CLASSES)
        self._numbers = self._problem("numbersButton", "numbers", NUMBERS)
        problems = QVBoxLayout()
        problems.setSpacing(1)
        problems.addWidget(self._classes)
        problems.addWidget(self._numbers)
        layout.addLayout(problems)
        self._show_problem(is_regression=False)
        self._group.buttonToggled.connect(self._announce)

    def show_dataset(self, name: str, classes: int = 2, *, is_regression: bool) -> None:
        """Mark *name* as chosen, among the others of its sort; with so many classes."""
        self._is_showing = True
        self._show_problem(is_regression=is_regression)
        if name in DATASETS:
            self._last[is_regression] = name
            self._thumbnails[name].show_classes(classes)
        self._thumbnails[name].setChecked(True)
        self._is_showing = False

    def show_own(
        self, data: Dataset, classes: int = 2, *, is_curve: bool = False
    ) -> None:
        """Show points of one's own, of so many classes, in their thumbnail."""
        self._thumbnails[OWN.name].show_data(data, classes, is_curve=is_curve)

    def show_formula(self, experiment: Experiment) -> None:
        """Show points of the experiment's formula in the thumbnail of its data set."""
        data = make_dataset(
            experiment.dataset, _SAMPLES, 0.0, 1, formula=experiment.formula
        )
        self._thumbnails[experiment.dataset].show_data(data)

    def thumbnail(self, name: str) -> "DatasetThumbnail":
        """The button of the data set *name*."""
        return self._thumbnails[name]

    def _problem(self, name: str, text: str, offered: Sequence[str]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(f"Problem: {text}")
        titles = ", ".join(DATASETS[n].title.lower() for n in offered if n in DATASETS)
        kind = "tell classes apart" if text == "classes" else "predict numbers"
        button.setToolTip(f"Learn to {kind}: {titles}. Restarts")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setProperty("segment", True)
        button.setFixedHeight(_SIDE // 2)
        font = button.font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        button.setFont(font)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._choose_problem)
        return button

    def _show_problem(self, *, is_regression: bool) -> None:
        offered = NUMBERS if is_regression else CLASSES
        # Hidden first: for a moment all of them would need a wider panel, which stays.
        for name, thumbnail in self._thumbnails.items():
            thumbnail.setVisible(thumbnail.isVisibleTo(self) and name in offered)
        for name in offered:
            self._thumbnails[name].show()
        (self._numbers if is_regression else self._classes).setChecked(True)

    @Slot()
    def _choose_problem(self) -> None:
        is_regression = self._numbers.isChecked()
        checked = self._group.checkedButton()
        offered = NUMBERS[:-1] if is_regression else CLASSES[:-1]
        if isinstance(checked, DatasetThumbnail) and checked.dataset in offered:
            return
        self._thumbnails[self._last[is_regression]].setChecked(True)

    @Slot(QAbstractButton, bool)
    def _announce(self, button: QAbstractButton, is_checked: bool) -> None:  # noqa: FBT001
        if self._is_showing or not is_checked:
            return
        if isinstance(button, DatasetThumbnail):
            self.chosen.emit(button.dataset)


class DatasetThumbnail(QAbstractButton):
    """A small picture of one data set."""

    def __init__(
        self,
        kind: DatasetKind,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.dataset = kind.name
        self.setObjectName(f"dataset-{kind.name}")
        self.setAccessibleName(kind.title)
        self.setToolTip(f"<b>{kind.title}</b>: {kind.help} Restarts the training.")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_SIDE, _SIDE)
        self._theme_switch = theme_switch
        self._kind = kind
        self._picture: PointsPicture | None = None
        if kind.name in DATASETS:
            self._draw(0 if kind.is_regression else kind.classes)
        theme_switch.changed.connect(self.update)

    def show_classes(self, classes: int) -> None:
        """Show as many classes, if the data set can have another number."""
        has_others = self._picture is None or self._picture.classes != classes
        if self._kind.draw_classes is not None and has_others:
            self._draw(classes)

    def show_data(
        self, data: Dataset, classes: int = 2, *, is_curve: bool = False
    ) -> None:
        """Show other points; their labels as heights over x if *is_curve*."""
        self._picture = PointsPicture(data, classes, is_curve).thinned(_SAMPLES)
        self.update()

    def _draw(self, classes: int) -> None:
        kind = self._kind
        data = make_dataset(kind.name, _SAMPLES, 0.0, 1, classes)
        self._picture = PointsPicture(data, classes, kind.is_curve)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_switch.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.isChecked() or self.hasFocus()
        width = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(theme.accent if marked else theme.edge, width))
        painter.setBrush(theme.button_hover if self.underMouse() else theme.window)
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, 6, 6)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(theme.text, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 4, 4)
        self._paint_points(painter)
        if self._kind.uses_formula:
            self._paint_sign(painter)

    def _paint_sign(self, painter: QPainter) -> None:
        """An ƒ in the corner: the formula is the person's own."""
        theme = self._theme_switch.current
        corner = QRectF(_SIDE - 13, _SIDE - 14, 11, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(corner, 3, 3)
        font = painter.font()
        font.setPixelSize(11)
        font.setItalic(True)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, "ƒ")

    def _paint_points(self, painter: QPainter) -> None:
        theme = self._theme_switch.current
        if self._picture is None or not len(self._picture.data):
            icons.brush(painter, QRectF(self.rect()), theme.text)
            return
        margins = (_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        square = QRectF(self.rect()).adjusted(*margins)
        self._picture.paint(painter, square, _DOT, theme)
