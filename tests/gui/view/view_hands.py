"""What a user does to the picture area and sees of it, in short."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from sdviewer.gui.pictures.images import MipImage, from_pixels
from sdviewer.gui.view.compare_view import CompareView

SIZE = 400, 300
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (250, 250, 250)
BLACK, FULL = (0, 0, 0), (255, 255, 255)
SURROUND = (90, 90, 90)


def flat(colour, width: int = 1000, height: int = 750) -> MipImage:
    return from_pixels(np.full((height, width, 3), colour, np.uint8))


def colours(view: CompareView, points) -> list[tuple[int, int, int]]:
    image = view.grab().toImage()
    return [image.pixelColor(*point).getRgb()[:3] for point in points]


def colour(view: CompareView, x: int, y: int) -> tuple[int, int, int]:
    return colours(view, [(x, y)])[0]


def wheel(view: CompareView, delta: int, at=(100, 100), modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    point = QPointF(*at)
    event = QWheelEvent(
        point, view.mapToGlobal(point), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def mouse(
    view: CompareView,
    kind: QEvent.Type,
    at,
    modifiers=Qt.KeyboardModifier.NoModifier,
    button=Qt.MouseButton.LeftButton,
) -> None:
    none = Qt.MouseButton.NoButton
    moved = kind == QEvent.Type.MouseMove
    point = QPointF(*at)
    held = none if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, point, view.mapToGlobal(point), none if moved else button, held, modifiers)
    QApplication.sendEvent(view, event)


def drag(view: CompareView, start, *stops, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    mouse(view, QEvent.Type.MouseButtonPress, start, modifiers)
    for stop in stops:
        mouse(view, QEvent.Type.MouseMove, stop, modifiers)
    mouse(view, QEvent.Type.MouseButtonRelease, stops[-1], modifiers)
