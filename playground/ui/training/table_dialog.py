"""The question how a table becomes points: columns, classes, scaling, bad rows."""

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from playground.training.csv import (
    Choice,
    Reading,
    Table,
    classes_apart,
    likely_choice,
    points_from,
    suited,
)
from playground.training.datasets import EXTENT, MAX_CLASSES
from playground.training.points import Points, dataset_of
from playground.training.table_text import shortened
from playground.ui.theme import Theme
from playground.ui.training.fields import ComboField
from playground.ui.training.map_reading import short_name
from playground.ui.training.points_picture import PointsPicture, PointsPreview

_NUMBERS: Final = "numbers, to be predicted"
_EACH: Final = "\n"
"""Instead of a blue class: all have colours of their own. No label is such a text."""
_NOTHING: Final = "none: x alone"
_TWO: Final = 2
_LONGEST: Final = 32
"""Letters of a name of others."""

_NAME: Final = 16
_MOST_SHOWN: Final = 200
"""Bad rows listed one by one."""


class TableDialog(QDialog):
    """Shows what would come of a table while the columns are chosen."""

    def __init__(
        self, table: Table, title: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """Ask about *table*.

        Args:
            table: What was read.
            title: Where from.
            theme: For the colours of the points.
            parent: The dialog lies in front of it.

        Raises:
            TableError: There is nothing to choose from.
        """
        super().__init__(parent)
        self.setObjectName("tableDialog")
        self.setWindowTitle(f"Train on {shortened(title, _LONGEST)}")
        self._table = table
        self._apart: tuple[str, ...] = ()
        choice = likely_choice(table)
        self._x = self._columns("xColumnBox", "Column of x", choice.x)
        self._y = self._columns("yColumnBox", "Column of y", choice.y, _NOTHING)
        self._label = self._columns(
            "labelColumnBox", "Column of the label", choice.label
        )
        self._label.setToolTip("What is to be learned: a class or a number")
        self._positive = self._box(
            "positiveClassBox",
            "Classes",
            "Which label is class 1, blue, against all others, orange; or of three to "
            "six labels each a class and a colour of its own",
        )
        self._scale = QCheckBox("stretch over the map", self)
        self._scale.setObjectName("scaleBox")
        self._scale.setAccessibleName("Scale")
        self._scale.setToolTip(
            "Stretch x and y to −5 … 5, and labels that are numbers to −1 … 1"
        )
        self._scale.setChecked(True)
        self._preview = PointsPreview(theme, self)
        self._summary = QLabel(self)
        self._summary.setObjectName("tableSummary")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self._bad_rows = QPlainTextEdit(self)
        self._bad_rows.setObjectName("badRowsText")
        self._bad_rows.setAccessibleName("Rows left out")
        self._bad_rows.setReadOnly(True)
        self._bad_rows.setMaximumHeight(110)
        self._arrange()
        self._offer_classes(choice)
        self._reading = points_from(table, choice)
        for box in (self._x, self._y, self._positive):
            box.activated.connect(self._update)
        self._label.activated.connect(self._change_label)
        self._scale.toggled.connect(self._update)
        self._update()

    @property
    def points(self) -> Points:
        """What the choices make of the table."""
        return self._reading.points

    @property
    def _is_apart(self) -> bool:
        """Whether each label is a class of its own."""
        return bool(self._positive.currentData() == _EACH)

    @property
    def reading(self) -> Reading:
        """The points with what was left out and scaled."""
        return self._reading

    def _box(self, name: str, title: str, help_text: str) -> ComboField:
        """A list that is not as wide as the longest name of others in it."""
        box = ComboField(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(help_text)
        box.setMinimumContentsLength(_LONGEST)
        box.setSizeAdjustPolicy(
            ComboField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        return box

    def _columns(
        self, name: str, title: str, chosen: int | None, none: str = ""
    ) -> ComboField:
        box = self._box(name, title, title)
        for number, column in enumerate(self._table.columns):
            if self._table.is_numeric(number) or title.endswith("label"):
                box.addItem(shortened(column, _LONGEST), number)
        if none:
            box.addItem(none, -1)
        box.setCurrentIndex(box.findData(-1 if chosen is None else chosen))
        return box

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.addRow("x", self._x)
        form.addRow("y", self._y)
        form.addRow("label", self._label)
        form.addRow("classes", self._positive)
        form.addRow("", self._scale)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            self,
        )
        self._accept = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._accept.setText("Use these points")
        self._accept.setObjectName("useTableButton")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        upper = QHBoxLayout()
        upper.setSpacing(18)
        upper.addLayout(form, 1)
        upper.addWidget(self._preview, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(upper)
        layout.addWidget(self._summary)
        layout.addWidget(self._bad_rows)
        layout.addWidget(buttons)
        self.setMinimumWidth(540)

    def _offer_classes(self, choice: Choice) -> None:
        self._positive.clear()
        apart = classes_apart(self._table, choice.label)
        self._apart = ()
        if apart:
            self._apart = apart
            self._positive.addItem(f"each of the {len(apart)} classes", _EACH)
        for text in self._table.values(choice.label)[:_MOST_SHOWN]:
            self._positive.addItem(
                f"{shortened(text, _NAME)} blue, others orange", text
            )
        if self._table.is_numeric(choice.label):
            self._positive.addItem(_NUMBERS, None)
        if not choice.classes:
            index = self._positive.findData(choice.positive)
            self._positive.setCurrentIndex(max(0, index))

    @Slot()
    def _change_label(self) -> None:
        label = self._label.currentData()
        self._offer_classes(suited(self._table, Choice(0, None, label)))
        self._update()

    @Slot()
    def _update(self) -> None:
        y = self._y.currentData()
        choice = Choice(
            self._x.currentData(),
            None if y == -1 else y,
            self._label.currentData(),
            None if self._is_apart else self._positive.currentData(),
            self._scale.isChecked(),
            self._apart if self._is_apart else (),
        )
        self._reading = points_from(self._table, choice)
        classes = self._reading.classes if choice.has_classes else 0
        is_curve = choice.y is None and not classes
        data = dataset_of(self._reading.points)
        self._preview.show_picture(PointsPicture(data, classes, is_curve))
        text = _summary(self._reading)
        count = len(self._table.values(choice.label))
        if count > MAX_CLASSES and choice.positive is not None:
            text += (
                f"\nThere are {count:,} different labels, and at most {MAX_CLASSES} "
                "classes can be told apart:\nchoose one to tell from all others."
            )
        self._summary.setText(text)
        bad = self._reading.bad_rows
        lines = [str(row) for row in bad[:_MOST_SHOWN]]
        if len(bad) > _MOST_SHOWN:
            lines.append(f"… and {len(bad) - _MOST_SHOWN:,} more")
        self._bad_rows.setPlainText("\n".join(lines))
        self._bad_rows.setVisible(bool(bad))
        self._accept.setEnabled(bool(self._reading.points))


def _summary(reading: Reading) -> str:
    """What becomes of the rows, and how they are scaled."""
    count = len(reading.points)
    lines = [f"{count:,} point{'' if count == 1 else 's'}"]
    labels = [label for _x, _y, label in reading.points]
    if reading.classes > _TWO:
        counts = [
            f"{labels.count(float(number)):,} {short_name(name)}"
            for number, name in enumerate(reading.class_names)
        ]
        lines[0] += f": {', '.join(counts)}"
    elif labels and set(labels) <= {-1.0, 1.0}:
        blue = sum(label > 0 for label in labels)
        lines[0] += f": {blue:,} blue, {count - blue:,} orange"
    outside = sum(max(abs(x), abs(y)) > EXTENT for x, y, _label in reading.points)
    if outside:
        lines.append(
            f"{outside:,} of them lie outside of the map, which is −6 … 6: they are "
            "learned, but not shown"
        )
    lines += [str(scaling) for scaling in reading.scalings]
    if reading.bad_rows:
        rows = "row" if len(reading.bad_rows) == 1 else "rows"
        lines.append(f"{len(reading.bad_rows):,} {rows} left out:")
    return "\n".join(lines)
