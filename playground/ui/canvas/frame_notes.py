"""Notes of frames as typeset Markdown. Nothing in a note is fetched, opened or run."""

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPainter,
    QPalette,
    QTextDocument,
)
from typing_extensions import override

from playground.graph.frames import FrameId
from playground.ui.canvas.blank_cards import card_font
from playground.ui.theme import Theme

_INTERSECT: Final = Qt.ClipOperation.IntersectClip
_PIXELS: Final = 12
_FEATURES: Final = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class NoteDocument(QTextDocument):
    """A text that loads nothing: no picture, no style, from no file and no address."""

    def __init__(self, note: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(card_font(_PIXELS))
        # A picture becomes a link with its words; links lead out, never in.
        self.setMarkdown(note.replace("![", "["), _FEATURES)

    @override
    def loadResource(self, type: int, name: QUrl | str) -> object:
        # An empty picture: for none at all Qt would try the name as that of a file.
        return QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)


class Notes:
    """The typeset notes of frames, made again when text or width change."""

    def __init__(self) -> None:
        self._made: dict[FrameId, tuple[str, NoteDocument]] = {}

    def height(self, frame_id: FrameId, note: str, width: float) -> float:
        """How high *note* is when set in *width*; 0 for none."""
        if not note.strip() or width <= 0:
            return 0.0
        return self._document(frame_id, note, width).size().height()

    def paint(
        self,
        painter: QPainter,
        frame_id: FrameId,
        note: str,
        rect: QRectF,
        theme: Theme,
    ) -> None:
        """Paint *note* into *rect*, as much of it as there is room for."""
        document = self._document(frame_id, note, rect.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        palette.setColor(QPalette.ColorRole.Link, theme.accent)
        context.palette = palette
        clip = QRectF(QPointF(0, 0), rect.size())
        context.clip = clip
        painter.save()
        painter.translate(rect.topLeft())
        painter.setClipRect(clip, op=_INTERSECT)
        document.documentLayout().draw(painter, context)
        painter.restore()

    def link_at(
        self, frame_id: FrameId, note: str, width: float, point: QPointF
    ) -> str:
        """Where the link at a *point* of the note leads, unchecked; empty for none."""
        layout = self._document(frame_id, note, width).documentLayout()
        return layout.anchorAt(point)

    def links(self, frame_id: FrameId, note: str) -> list[str]:
        """Where the links of a note lead, unchecked, in their order."""
        found: list[str] = []
        block = self._made_document(frame_id, note).begin()
        while block.isValid():
            formats = (run.format for run in block.textFormats())
            found += [each.toCharFormat().anchorHref() for each in formats]
            block = block.next()
        return list(dict.fromkeys(filter(None, found)))

    def forget(self) -> None:
        """Make all notes again when they are needed next."""
        self._made.clear()

    def _document(self, frame_id: FrameId, note: str, width: float) -> NoteDocument:
        document = self._made_document(frame_id, note)
        if document.textWidth() != width:
            document.setTextWidth(width)
        return document

    def _made_document(self, frame_id: FrameId, note: str) -> NoteDocument:
        made = self._made.get(frame_id)
        if made is None or made[0] != note:
            made = self._made[frame_id] = note, NoteDocument(note)
        return made[1]
