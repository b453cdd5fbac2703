"""How a thumbnail looks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..pictures.thumbnail_loader import Cell
from ..toolkit import icons
from ..toolkit.texts import bytes_text, tr
from .thumbnail_model import Index, ThumbnailModel

PADDING = 8
_RADIUS = 6.0
_INSET = 0.12
"""Around what stands for a thumbnail, as a share of its side."""
_MOST_NAMES = 4096
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus


class ThumbnailDelegate(QStyledItemDelegate):
    """Paints a cell: the thumbnail in the middle of a square, perhaps name and sizes below it, a badge on `.sdc`."""

    def __init__(self, model: ThumbnailModel, with_names: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._with_names = model, with_names
        self.side = 0
        self.cell = QSize()
        """What a cell has, which may be wider than it needs."""
        self._error: QIcon | None = None
        self._sheet: QPixmap | None = None
        self._elided: dict[tuple[str, int], tuple[str, int]] = {}

    def forget_icons(self) -> None:
        """They are drawn in the palette's colours, which have changed, or the font has."""
        self._error = self._sheet = None
        self._elided.clear()

    def least_size(self, font_height: int) -> QSize:
        """What a cell needs."""
        names = 2 * font_height + PADDING // 2 if self._with_names else 0
        return QSize(self.side + 2 * PADDING, self.side + 2 * PADDING + names)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, area, palette, metrics = index.row(), option.rect, option.palette, option.fontMetrics
        painter.save()
        self._paint_back(painter, area, palette, option.state)
        box = QRectF(area.x() + (area.width() - self.side) // 2, area.y() + PADDING, self.side, self.side)
        cell = self._model.cell(row)
        self._paint_picture(painter, box, cell, palette)
        if self._with_names:
            line = QRectF(area.x() + PADDING, box.bottom() + PADDING // 2, area.width() - 2 * PADDING, metrics.height())
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            self._paint_text(painter, line, self._model.name(row), metrics)
            if cell is not None:
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                self._paint_text(painter, line.translated(0, metrics.height()), _sizes(cell), metrics)
        if self._model.paths[row].suffix.lower() == ".sdc":
            _paint_badge(painter, box, palette)
        painter.restore()

    def _paint_back(self, painter: QPainter, area: QRect, palette: QPalette, state: QStyle.StateFlag) -> None:
        """Selected: filled; current, while the keyboard is here: outlined; under the mouse: a shade."""
        if not state & _MARKED:
            return
        flag = QStyle.StateFlag
        selected, hovered = bool(state & flag.State_Selected), bool(state & flag.State_MouseOver)
        focused = bool(state & flag.State_HasFocus)
        colour = palette.color(QPalette.ColorRole.Highlight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 3) if focused else Qt.PenStyle.NoPen)
        colour.setAlpha(90 if selected else 30)
        painter.setBrush(colour if selected or hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -2, -2), _RADIUS, _RADIUS)

    def _paint_picture(self, painter: QPainter, box: QRectF, cell: Cell | None, palette: QPalette) -> None:
        if cell is not None and cell.image is not None:
            image, ratio = cell.image, painter.device().devicePixelRatio()
            scale = min(1 / ratio, box.width() / max(image.width(), image.height()))
            if cell.width > image.width() or cell.height > image.height():  # made for smaller cells: fills this one
                scale = box.width() / max(image.width(), image.height())
            size = QSize(max(1, round(image.width() * scale)), max(1, round(image.height() * scale)))
            left, top = round(box.center().x() - size.width() / 2), round(box.center().y() - size.height() / 2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.size() != size * ratio)
            painter.drawImage(QRect(left, top, size.width(), size.height()), image)
            return
        ratio = painter.device().devicePixelRatio()
        if self._sheet is None or self._sheet.width() != round(self.side * ratio):
            self._sheet = _drawn_sheet(self.side, ratio, palette)
        painter.drawPixmap(box.topLeft(), self._sheet)
        if cell is not None:
            inset = self.side * _INSET
            self._paint_damaged(painter, box.adjusted(inset, inset, -inset, -inset), palette)

    def _paint_text(self, painter: QPainter, line: QRectF, text: str, metrics: QFontMetrics) -> None:
        """In the middle of a line, at a place: to have it laid out in a rectangle takes Qt twice as long."""
        shown, taken = self._shown(text, int(line.width()), metrics)
        left = line.x() + max(0, int(line.width() - taken) // 2)
        painter.drawText(QPointF(left, line.y() + metrics.ascent()), shown)

    def _shown(self, text: str, width: int, metrics: QFontMetrics) -> tuple[str, int]:
        """As much of it as there is room for, and the room that this takes; remembered, since scrolling asks for the
        same ones again and again."""
        known = self._elided.get((text, width))
        if known is None:
            if len(self._elided) >= _MOST_NAMES:
                self._elided.clear()
            shown, taken = text, metrics.horizontalAdvance(text)
            if taken > width:
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
                taken = metrics.horizontalAdvance(shown)
            known = self._elided[text, width] = shown, taken
        return known

    def _paint_damaged(self, painter: QPainter, sheet: QRectF, palette: QPalette) -> None:
        if self._error is None:
            self._error = icons.icon("error")
        text, height = tr("No preview"), painter.fontMetrics().height()
        top = round(sheet.center().y() - (icons.SIZE + 4 + height) / 2)
        self._error.paint(painter, QRect(int(sheet.x()), top, int(sheet.width()), icons.SIZE))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        line = QRectF(sheet.x(), top + icons.SIZE + 4, sheet.width(), height)
        painter.drawText(line, _CENTRE, text)


def _drawn_sheet(side: int, ratio: float, palette: QPalette) -> QPixmap:
    """What stands for a thumbnail that isn't there; drawn once, since a round corner takes as long as a whole text."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(palette.color(QPalette.ColorRole.Text))
    shade.setAlpha(20)
    painter.setBrush(shade)
    inset = side * _INSET
    painter.drawRoundedRect(QRectF(0, 0, side, side).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
    painter.end()
    return pixmap


def _sizes(cell: Cell) -> str:
    """'4000 × 3000 · 4.8 MB', or the bytes of what can't be shown."""
    return " · ".join([f"{cell.width} × {cell.height}"] * bool(cell.width) + [bytes_text(cell.nbytes)])


def _paint_badge(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    """'SDC' in the corner, small enough for the smallest cell."""
    font = painter.font()
    font.setPixelSize(10)
    font.setBold(True)
    painter.setFont(font)
    place = QRectF(box.right() - 32, box.top() + 4, 28, 15)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(palette.color(QPalette.ColorRole.HighlightedText))
    painter.drawText(place, _CENTRE, "SDC")
