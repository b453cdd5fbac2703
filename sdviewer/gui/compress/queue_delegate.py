"""How a row of the compress queue is painted: thumbnail and two lines for the photo, a bar while it is worked on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ...service.queue import Job, State
from ..toolkit.texts import printable
from .queue_model import JOB, Column, detail, state_text

ROW_HEIGHT = 46
THUMBNAIL = QSize(52, 38)
_GAP = 8
_BAR_HEIGHT = 5


class QueueDelegate(QStyledItemDelegate):
    """thumbnail: the picture of a file if it is there already, else None."""

    def __init__(self, thumbnail: Callable[[Path], QImage | None]) -> None:
        super().__init__()
        self._thumbnail = thumbnail

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        job: Job = index.data(JOB)
        if index.column() not in (Column.NAME, Column.STATE):
            super().paint(painter, option, index)
            return
        painter.save()
        widget = option.widget
        widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget)
        if index.column() == Column.NAME:
            self._paint_photo(painter, option, job)
        else:
            _paint_state(painter, option, job)
        painter.restore()

    def _paint_photo(self, painter: QPainter, option: QStyleOptionViewItem, job: Job) -> None:
        frame = QRect(QPoint(option.rect.left() + 6, option.rect.center().y() - THUMBNAIL.height() // 2), THUMBNAIL)
        image = self._thumbnail(job.source)
        if image is not None:
            size = image.size().scaled(THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(frame.center() - QPoint(size.width() // 2, size.height() // 2), size), image)
        else:
            painter.setPen(_colour(option, QPalette.ColorRole.PlaceholderText))
            painter.drawRect(frame.adjusted(6, 1, -6, -1))
        text = option.rect.adjusted(6 + THUMBNAIL.width() + _GAP, 4, -4, -4)
        _paint_lines(painter, option, text, printable(job.source.name), detail(job), job.state)


def _paint_lines(
    painter: QPainter, option: QStyleOptionViewItem, rect: QRect, name: str, below: str, state: State
) -> None:
    metrics = option.fontMetrics
    middle = rect.center().y()
    painter.setPen(_colour(option, QPalette.ColorRole.Text))
    painter.drawText(rect.left(), middle - 3, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, rect.width()))
    bad = state is State.FAILED
    painter.setPen(_colour(option, QPalette.ColorRole.BrightText if bad else QPalette.ColorRole.PlaceholderText))
    elide = Qt.TextElideMode.ElideRight if state is not State.WAITING else Qt.TextElideMode.ElideMiddle
    painter.drawText(rect.left(), middle + metrics.ascent() + 2, metrics.elidedText(below, elide, rect.width()))


def _paint_state(painter: QPainter, option: QStyleOptionViewItem, job: Job) -> None:
    rect = option.rect.adjusted(4, 0, -10, 0)
    working = job.state is State.WORKING
    role = QPalette.ColorRole.BrightText if job.state is State.FAILED else QPalette.ColorRole.Text
    if job.state in (State.WAITING, State.CANCELLED, State.SKIPPED):
        role = QPalette.ColorRole.PlaceholderText
    painter.setPen(_colour(option, role))
    text = option.fontMetrics.elidedText(state_text(job), Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect.adjusted(0, 0, 0, -14 if working else 0), Qt.AlignmentFlag.AlignVCenter, text)
    if working:
        bar = QRectF(rect.left(), rect.center().y() + 8, rect.width(), _BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(option.palette.color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.setBrush(_colour(option, QPalette.ColorRole.Highlight))
        bar.setWidth(max(_BAR_HEIGHT, bar.width() * job.fraction))
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)


def _colour(option: QStyleOptionViewItem, role: QPalette.ColorRole) -> QColor:
    """On a selected row everything has the colour that can be read there."""
    if option.state & QStyle.StateFlag.State_Selected:
        role = QPalette.ColorRole.HighlightedText
    return option.palette.color(role)
