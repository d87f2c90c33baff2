"""The one style sheet of the window, filled with the colours of a theme."""

from collections.abc import Mapping
from string import Template
from typing import Final

from playground.resources import resource_path


def style_sheet(colors: Mapping[str, str]) -> str:
    """The sheet with *colors*: ``#rrggbb`` by the field names of `theme.Theme`.

    Besides the plain widgets it knows the dynamic properties ``surface="panel"`` (a
    widget with the colour of the side panels), ``quiet=true`` (a label or a button in
    the background), ``accent=true`` (the one button that matters), ``problem=true`` (a
    label that reports an error) and ``invalid=true`` (a field that holds one).
    """
    icons = resource_path("icons").as_posix()
    return Template(_SHEET).substitute(colors, icons=icons)


_SHEET: Final = """
QMainWindow, QDialog { background: $window; }
QWidget[surface="panel"] { background: $panel; }
QLabel { background: transparent; }
QLabel[quiet="true"] { color: $quiet_text; }
QLabel[problem="true"] { color: $error; }

QToolTip {
    background: $panel; color: $text; border: 1px solid $edge; padding: 4px 6px;
}

QPushButton, QToolButton {
    background: $button; color: $text; border: 1px solid $edge; border-radius: 6px;
    padding: 3px 9px;
}
QToolButton { padding: 3px; }
QPushButton:hover, QToolButton:hover { background: $button_hover; }
QPushButton:pressed, QToolButton:pressed { background: $edge; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:checked, QToolButton:checked { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $quiet_text; background: $panel; }
QPushButton:default { border-color: $accent; }
QPushButton[tight="true"] { padding: 0 7px; min-height: 17px; border-color: $wire; }
QPushButton[accent="true"], QToolButton[accent="true"] {
    background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton[accent="true"]:focus, QToolButton[accent="true"]:focus {
    border: 2px solid $text;
}
QPushButton[quiet="true"], QToolButton[quiet="true"] {
    background: transparent; border-color: transparent;
}
QPushButton[quiet="true"]:hover, QToolButton[quiet="true"]:hover {
    background: $button_hover;
}
QPushButton[quiet="true"]:focus, QToolButton[quiet="true"]:focus {
    border-color: $accent;
}
QToolButton[bare="true"] { background: transparent; border: none; padding: 0; }
QToolButton[bare="true"]:focus, QToolButton[bare="true"]:hover { color: $accent; }
QToolButton[chip="true"] { padding: 2px 6px; }
QToolButton[chip="true"]:checked { background: $button_hover; color: $text; }
QToolButton[tool="true"] { padding: 0; }
QToolButton[tool="true"]:checked { border: 2px solid $accent; }
QToolButton[toggle="true"]:!checked { color: $quiet_text; }
QToolButton[segment="true"] {
    background: transparent; color: $quiet_text; border: none; padding: 0 4px;
    border-radius: 4px; text-align: left;
}
QToolButton[segment="true"]:hover { background: $button_hover; color: $text; }
QToolButton[segment="true"]:checked { background: $button; color: $text; }
QToolButton[segment="true"]:focus { color: $accent; }
QToolButton[tab="true"] {
    background: transparent; color: $quiet_text; border: none; border-radius: 0;
    border-bottom: 2px solid transparent; padding: 2px 6px;
}
QToolButton[tab="true"]:hover { color: $text; }
QToolButton[tab="true"]:checked { color: $text; border-bottom-color: $accent; }
QToolButton[tab="true"]:focus { background: $button_hover; }
QToolButton#playButton { border-radius: 19px; padding: 0; }
QToolButton#settingsFold { padding-left: 0; }
QToolButton#stepButton, QToolButton#resetButton,
QToolButton#reseedButton { padding: 0; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $window; color: $text; border: 1px solid $edge; border-radius: 6px;
    padding: 2px 7px; selection-background-color: $accent;
    selection-color: $on_accent;
}
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $wire; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus,
QTextEdit:focus { border-color: $accent; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QAbstractSpinBox[invalid="true"] {
    border-color: $error;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
    color: $quiet_text; background: $panel;
}

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QComboBox { padding-right: 2px; }
QComboBox[plain="true"] {
    background: transparent; border-color: transparent; color: $quiet_text;
    padding: 2px 0 2px 4px; min-height: 14px;
}
QComboBox[plain="true"]:hover { color: $text; }
QComboBox[plain="true"]:focus { border-color: $accent; }
QComboBox::drop-down {
    subcontrol-origin: border; subcontrol-position: center right; width: 20px;
    border: none;
}
QComboBox[small="true"] { padding-right: 0; padding-left: 4px; }
QComboBox[small="true"]::drop-down { width: 14px; }
QComboBox::down-arrow {
    image: url("$icons/chevron-down.svg"); width: 10px; height: 10px;
}
QComboBox, QAbstractSpinBox { min-height: 19px; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit {
    border: none; padding: 0; background: transparent; min-height: 0;
}
QComboBox QAbstractItemView {
    background: $panel; color: $text; border: 1px solid $edge; padding: 3px;
    outline: none; selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox QAbstractItemView::item { min-height: 22px; padding: 0 6px; }

QAbstractSpinBox { padding: 1px 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 16px; border: none; background: transparent;
    border-radius: 4px;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button {
    subcontrol-position: bottom right; margin: 0 2px 2px 0;
}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
    background: $button_hover;
}
QAbstractSpinBox[compact="true"]::up-button,
QAbstractSpinBox[compact="true"]::down-button {
    width: 12px;
}
QAbstractSpinBox::up-arrow {
    image: url("$icons/chevron-up.svg"); width: 8px; height: 8px;
}
QAbstractSpinBox::down-arrow {
    image: url("$icons/chevron-down.svg"); width: 8px; height: 8px;
}

QSlider { min-height: 18px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $edge; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $edge; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: $accent;
}
QSlider::handle:horizontal:hover { background: $text; }
QSlider::handle:horizontal:focus {
    background: $accent; border: 2px solid $text; width: 10px; height: 10px;
    margin: -5px 0; border-radius: 7px;
}
QSlider::handle:horizontal:disabled { background: $wire; }

QCheckBox, QRadioButton { spacing: 6px; background: transparent; color: $text; }
QCheckBox[quiet="true"] { color: $quiet_text; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 12px; height: 12px; border: 1px solid $wire; border-radius: 4px;
    background: $window;
}
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icons/check.svg");
}
QRadioButton::indicator:checked { background: $accent; border: 4px solid $window; }
QCheckBox:disabled, QRadioButton:disabled { color: $wire; }
QCheckBox::indicator:disabled { border-color: $edge; background: transparent; }
QCheckBox::indicator:checked:disabled { background: $wire; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus { border-color: $text; }

QScrollBar:vertical { width: 9px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 9px; background: transparent; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $wire; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea { border: none; }
QAbstractScrollArea::corner { background: transparent; }
QScrollArea { background: transparent; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $quiet_text; border: 1px solid transparent;
    border-radius: 6px; padding: 4px 11px; margin: 3px 2px;
}
QTabBar::tab:hover { color: $text; background: $button; }
QTabBar::tab:selected { background: $panel; color: $text; border-color: $edge; }
QTabBar:focus::tab:selected { border-color: $accent; }
QTabBar::close-button { image: url("$icons/close.svg"); }
QTabBar::close-button:hover { background: $edge; border-radius: 4px; }
QMainWindow > QTabBar::tab {
    background: transparent; border: none; border-bottom: 2px solid transparent;
    border-radius: 0; padding: 4px 8px; margin: 0 2px;
}
QMainWindow > QTabBar::tab:selected { border-bottom-color: $accent; }

QMenuBar { background: $window; color: $text; border-bottom: 1px solid $edge; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: $button_hover; }
QMenu { background: $panel; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $quiet_text; }
QMenu::item:disabled:selected { background: transparent; }
QMenu::separator { height: 1px; background: $edge; margin: 4px 6px; }
QMenu::icon { padding-left: 6px; }
QMenu::indicator { width: 10px; height: 10px; margin-left: 6px; }
QMenu::indicator:checked { image: url("$icons/check-quiet.svg"); }
QMenu::right-arrow { image: url("$icons/chevron-right.svg"); width: 9px; height: 9px; }

QToolBar { background: $window; border: none; spacing: 4px; padding: 3px; }
QStatusBar { background: $window; color: $quiet_text; border-top: 1px solid $edge; }
QStatusBar QLabel { color: $quiet_text; padding: 0 4px; }
QStatusBar::item { border: none; }

QDockWidget {
    color: $quiet_text; titlebar-close-icon: url("$icons/close.svg");
    titlebar-normal-icon: url("$icons/float.svg");
}
QDockWidget::title {
    background: $panel; padding: 4px 10px 0 10px; text-align: left;
    border-bottom: 1px solid $edge;
}
QDockWidget::close-button, QDockWidget::float-button {
    background: transparent; border: none; border-radius: 4px; padding: 1px;
}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {
    background: $button_hover;
}
QMainWindow::separator { background: $edge; width: 2px; height: 2px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $edge; }
QSplitter::handle:hover { background: $accent; }

QGroupBox { border: 1px solid $edge; border-radius: 6px; margin-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; color: $quiet_text; }
QProgressBar {
    background: $edge; border: none; border-radius: 3px; max-height: 6px; color: $text;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QHeaderView::section {
    background: $window; color: $quiet_text; border: none; padding: 4px 8px;
    border-bottom: 1px solid $edge;
}
QTableView, QTreeView, QListView {
    background: $panel; color: $text; border: 1px solid $edge; border-radius: 6px;
    gridline-color: $edge; selection-background-color: $accent;
    selection-color: $on_accent; outline: none;
}
"""
