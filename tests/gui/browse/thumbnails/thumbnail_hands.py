"""What a user does to thumbnails and sees of them, in short."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

COLOURS = {"red.png": (220, 20, 20), "green.png": (20, 180, 20), "blue.png": (20, 20, 220), "grey.png": (128, 128, 128)}


def shown(window) -> str:
    document = window.session.comparison.document
    return document.name if document else ""


def all_known(model) -> bool:
    return all(model.cell(row) is not None for row in range(model.rowCount()))


def current(view) -> str:
    return view.currentIndex().data() or ""


def paths(*names: str) -> list[Path]:
    return [Path("/pictures") / name for name in names]


def centre_colour(view, row: int) -> QColor:
    """Of a cell's thumbnail, as it is on screen."""
    area = view.visualRect(view.model().index(row))
    image = view.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    at = QPointF(area.center().x(), area.y() + 8 + view.side / 2) * ratio
    return image.pixelColor(at.toPoint())


def near(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(colour.getRgb(), wanted, strict=False))


def select(view, *names: str) -> None:
    rows = [row for row in range(view.model().rowCount()) if view.model().index(row).data() in names]
    view.selectionModel().clearSelection()
    for row in rows:
        view.selectionModel().setCurrentIndex(view.model().index(row), QItemSelectionModel.SelectionFlag.Select)


def has_accent(view, row: int) -> bool:
    """Whether the badge's colour is in the upper right of a cell."""
    accent = view.palette().highlight().color()
    area = view.visualRect(view.model().index(row))
    image = view.viewport().grab(area).toImage()
    corner = [(x, y) for x in range(image.width() // 2, image.width()) for y in range(image.height() // 3)]
    return sum(near(image.pixelColor(x, y), accent.getRgb()[:3]) for x, y in corner) > 50


def turn_wheel(view, delta: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
