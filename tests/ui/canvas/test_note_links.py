"""Links in notes are opened when a person asks, and nothing but web addresses is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.frame_edits import AddFrames
from playground.graph.frames import Frame, FrameId
from playground.ui.canvas.hit import FrameHit, FramePart
from playground.ui.canvas.hover import Hover, tool_tip
from playground.ui.canvas.menus import context_menu
from playground.ui.canvas.web_address import web_address
from tests.ui.canvas.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
SCHEMES = ("http", "https", "file", "mailto", "javascript")


class Browser(QObject):
    """Stands where the desktop's browser would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show_page(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[Browser]:
    assert qapp
    made = Browser()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, made, "show_page")  # type: ignore[arg-type]
    yield made
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


def note(hand: Hand, words: str) -> FrameId:
    """A note in the middle of what is seen, as wide as 300."""
    frame = Frame(
        hand.graph.new_frame_id(), "", words, "blue", (-600, -400), (300, 120)
    )
    assert hand.window.document.edit(AddFrames((frame,)))
    hand.view.navigation.reveal(QRectF(-600, -400, 300, 120))
    return frame.id


def first_word(hand: Hand, frame_id: FrameId) -> QPointF:
    place = hand.view.scene_shown.frames.note_rect(frame_id)
    return place.topLeft() + QPointF(8, 8)


def found_at(hand: Hand, frame_id: FrameId) -> FrameHit:
    found = hand.view.hit_at(hand.at(first_word(hand, frame_id)))
    assert isinstance(found, FrameHit)
    return found


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://Example.org", "http://example.org"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.org", ""),
        ("smb://example.org/x", ""),
        ("notes.md", ""),
        ("//example.org/x", ""),
        ("https://", ""),
        ("https:///etc/passwd", ""),
        ("https://bank.example@evil.example/", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_opened(link: str, address: str) -> None:
    assert web_address(link) == address


def test_ctrl_click_opens_a_link_that_the_tool_tip_has_shown(
    hand: Hand, browser: Browser
) -> None:
    frame_id = note(hand, "[lecture](https://example.org/nn) and more")
    found = found_at(hand, frame_id)
    assert tool_tip(hand.view.scene_shown, found).startswith("https://example.org/nn\n")
    assert Hover.cursor(found) == Qt.CursorShape.PointingHandCursor
    before = hand.graph.copy()
    hand.click(first_word(hand, frame_id))
    assert browser.opened == []
    hand.click(first_word(hand, frame_id), CTRL)
    assert browser.opened == ["https://example.org/nn"]
    assert hand.graph == before
    beside = first_word(hand, frame_id) + QPointF(200, 0)
    hand.click(beside, CTRL)
    start = first_word(hand, frame_id)
    hand.drag(start, start + QPointF(40, 20), CTRL)
    assert browser.opened == ["https://example.org/nn"]
    assert hand.graph.frames[frame_id].position == (-560, -380)


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.org", "other.md"]
)
def test_a_link_that_leads_elsewhere_is_refused_with_the_reason(
    hand: Hand, browser: Browser, qtbot: QtBot, link: str
) -> None:
    frame_id = note(hand, f"[lecture]({link})")
    found = found_at(hand, frame_id)
    assert "not opened" in tool_tip(hand.view.scene_shown, found)
    assert Hover.cursor(found) != Qt.CursorShape.PointingHandCursor
    with qtbot.waitSignal(hand.window.document.refused) as refused:
        hand.click(first_word(hand, frame_id), CTRL)
    assert "only web addresses" in refused.args[0]
    assert browser.opened == []


def test_the_menu_of_a_note_opens_and_copies_its_links(
    hand: Hand, browser: Browser
) -> None:
    text = "[lecture](https://example.org/a) [b](http://example.org/b) [c](file:///c)"
    frame_id = note(hand, text)
    editor = hand.window.editor
    # Offscreen no menu can be popped up: it is made, and asked.
    found = FrameHit(frame_id, FramePart.TITLE)
    menu = context_menu(found, hand.graph, editor.commands, hand.view)
    editor.framing.links.add_to(menu, found)
    texts = [action.text() for action in menu.actions()]
    assert texts[:4] == [
        "Open https://example.org/a",
        "Copy https://example.org/a",
        "Open http://example.org/b",
        "Copy http://example.org/b",
    ]
    menu.actions()[0].trigger()
    assert browser.opened == ["https://example.org/a"]
    menu.actions()[3].trigger()
    assert QGuiApplication.clipboard().text() == "http://example.org/b"
    QGuiApplication.clipboard().clear()
    one = context_menu(found, hand.graph, editor.commands, hand.view)
    editor.framing.links.add_to(one, found_at(hand, frame_id))
    assert [a.text() for a in one.actions()[:3]] == [*texts[:2], ""]


def test_showing_a_note_opens_nothing(hand: Hand, browser: Browser) -> None:
    frame_id = note(hand, "![p](https://example.org/p.png) [a](https://example.org/a)")
    hand.double_click(first_word(hand, frame_id))
    hand.key(Qt.Key.Key_Escape)
    hand.view.grab()
    assert browser.opened == []
