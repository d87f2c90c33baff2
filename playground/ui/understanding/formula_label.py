"""`FormulaLabel`: a formula typeset without LaTeX, sharp at every scale."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.typesetter import Formula, Typesetter

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_PATIENCE: Final = 150
"""Milliseconds that nothing is shown before the plain text stands in."""
_SMALLEST: Final = 0.55
"""A formula shrinks to this before it is cut."""


class FormulaLabel(QWidget):
    """Shows one formula, as plain text where it takes long to be typeset.

    The accessible name is the plain text.
    """

    def __init__(
        self,
        typesetter: Typesetter,
        theme_switch: ThemeSwitch,
        size: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._theme_switch = theme_switch
        self._size = size
        self._latex = ""
        self._plain = ""
        self._is_quiet = False
        self._picture: QSvgRenderer | None = None
        self._wanted: Formula | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE)
        self._timer.timeout.connect(self._place)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme_switch.changed.connect(self._wear)
        typesetter.typeset.connect(self._look)

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return self._plain

    @property
    def is_typeset(self) -> bool:
        """Whether the picture is that of the formula."""
        return self._picture is not None

    def show_formula(self, latex: str, plain: str, *, is_quiet: bool = False) -> None:
        """Show a formula; a step must not wait for it to be typeset."""
        self._is_quiet = is_quiet
        if latex == self._latex:
            return
        self._latex, self._plain = latex, plain
        self.setAccessibleName(plain)
        self.setToolTip(plain)
        self._wear()

    def formula(self, latex: str, *, is_quiet: bool = False) -> Formula:
        """What there is to typeset, in the colours of the theme."""
        theme = self._theme_switch.current
        color = theme.quiet_text if is_quiet else theme.text
        latex = latex.replace("@gradient", theme.gradient.name())
        return Formula(latex, self._size, color.name())

    @override
    def sizeHint(self) -> QSize:
        if self._picture is None:
            is_plain = self._latex and not self._timer.isActive()
            text = self._plain if is_plain else ""
            width = self.fontMetrics().horizontalAdvance(text)
            return QSize(max(40, width), round(1.4 * self._size))
        return self._picture.defaultSize()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(40, round(self._size))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            if self._timer.isActive():
                return
            painter.setPen(self._theme_switch.current.text)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), int(align), self._plain)
            return
        natural = self._picture.viewBoxF().size()
        scale = min(
            1.0,
            self.width() / max(1.0, natural.width()),
            self.height() / max(1.0, natural.height()),
        )
        scale = max(scale, _SMALLEST)
        size = natural * scale
        place = QRectF(0, (self.height() - size.height()) / 2, 0, 0)
        place.setSize(size)
        self._picture.render(painter, place)

    @Slot()
    def _wear(self) -> None:
        """Show the formula anew, in the colours there are now."""
        self._picture = None
        self._timer.stop()
        if self._latex:
            self._timer.start()
            self._typesetter.want(self._formula, instead_of=self._wanted)
            self._wanted = self._formula
        self._look()

    @property
    def _formula(self) -> Formula:
        return self.formula(self._latex, is_quiet=self._is_quiet)

    @Slot()
    def _look(self) -> None:
        """Take the picture, when it is there."""
        if self._picture is not None:
            return
        if self._latex and self._typesetter.knows(self._formula):
            self._timer.stop()
            self._picture = self._typesetter.picture(self._formula)
        self._place()

    @Slot()
    def _place(self) -> None:
        """Take the room for what there is to show now."""
        self.updateGeometry()
        parent = self.parentWidget()
        layout = None if parent is None else parent.layout()
        if layout is not None:  # at once: in the old place it would be shrunk
            layout.activate()
        self.update()
