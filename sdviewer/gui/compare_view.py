"""The picture area: one to four panes painted with one transform.

The view shows what it is given (`set_panes`) and says what the user does there; it computes nothing. Painting is by
raster, from the halved copy that fits the zoom, and only where something changed. Coordinates are device pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from . import loupe, painting
from .images import MipImage
from .pane import Layout, Pane
from .texts import tr
from .viewport import VALUES_FROM, Rect, Size, Viewport, pane_rects, split_rects

__all__ = ["CompareView", "Layout", "Pane"]

DIVIDER_REACH = 7
"""How near to the divider's line it can be grasped, in logical pixels; its grip is larger."""

WHEEL_NOTCH = 120
ARROWS = {
    Qt.Key.Key_Left: (0.15, 0.0),
    Qt.Key.Key_Right: (-0.15, 0.0),
    Qt.Key.Key_Up: (0.0, 0.15),
    Qt.Key.Key_Down: (0.0, -0.15),
}
"""What the arrow keys move, in shares of the pane."""

BUSY_AFTER_MS = 150


class CompareView(QWidget):
    """Panes of pictures with zoom, pan, split, A/B, loupe and values."""

    viewport_changed = Signal()
    layout_changed = Signal()
    hovered = Signal(object)
    """The picture's pixel under the cursor as (x, y), or None."""
    step_requested = Signal(int)
    """The wheel or a mouse button asks for the next (1) or previous (-1) picture."""
    drag_out_requested = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self.layout_mode = Layout.SINGLE
        self.vertical = True
        self.split = 0.5
        self.filter = "auto"
        self.show_grid = True
        self.wheel_browses = False
        self.legend: tuple[str, tuple[str, str]] | None = None
        self.loupe = False
        self._panes: list[Pane] = []
        self._current = 0
        self._original: MipImage | None = None
        self._holding = False
        self._pressed: QPointF | None = None
        self._dragging = ""
        self._wheel = 0
        self._cursor: QPointF | None = None
        self._busy_text = ""
        self._busy_timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 120))
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(
            tr("The wheel zooms, dragging or the arrow keys move the picture, the keys [ and ] move the divider.")
        )

    # what is shown

    @property
    def panes(self) -> list[Pane]:
        return list(self._panes)

    @property
    def current(self) -> int:
        """The pane that a single view shows, and the right one of a split."""
        return self._current

    def set_panes(self, panes: list[Pane], original: MipImage | None = None) -> None:
        """Replace what is shown. Size and zoom stay as they are: see `set_picture`."""
        self._panes = list(panes)
        self._original = original
        self._current = min(self._current, max(0, len(panes) - 1))
        self._settle()

    def set_picture(self, size: Size, keep: bool) -> None:
        """Begin with another picture; with `keep` the zoom and the place stay."""
        self._change(self.viewport.for_picture(size, keep))

    def set_layout(self, layout: Layout, vertical: bool | None = None) -> None:
        self.layout_mode = layout
        if vertical is not None:
            self.vertical = vertical
        self._settle()
        self.layout_changed.emit()

    def show_pane(self, index: int) -> None:
        """Show only this pane, in the same place and without a blank in between (A/B)."""
        if index < len(self._panes):
            self._current = index
            self.set_layout(Layout.SINGLE)

    def set_current(self, index: int) -> None:
        """Choose the pane for the single view or the right half of the split, without leaving the layout."""
        self._current = min(index, max(0, len(self._panes) - 1))
        self.update()
        self.layout_changed.emit()

    def set_split(self, position: float) -> None:
        self.split = min(max(position, 0.0), 1.0)
        self.update()
        self.layout_changed.emit()

    def set_busy(self, text: str) -> None:
        """Say that what is shown isn't what was asked for yet; appears only if it lasts."""
        if text == self._busy_text:
            return
        self._busy_text = text
        if text:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
        self.update()

    def visible_panes(self) -> list[tuple[int, Rect]]:
        """Index of each pane that is on screen, with the part of the view (device pixels) that shows it."""
        size, count = self._device_size(), len(self._panes)
        if not count:
            return []
        if self.layout_mode is Layout.SIDE:
            return list(enumerate(pane_rects("side", count, size)))
        if self.layout_mode is Layout.SPLIT and count > 1:
            return list(zip((0, max(1, self._current)), split_rects(self.split, self.vertical, size), strict=True))
        return [(self._current, Rect(0, 0, *size))]

    # zoom

    def fit(self) -> None:
        self._change(self.viewport.fit())

    def zoom_to(self, scale: float) -> None:
        self._change(self.viewport.zoomed_to(scale, self._zoom_point()))

    def zoom_step(self, direction: int) -> None:
        self._change(self.viewport.stepped(direction, self._zoom_point()))

    def pan(self, dx: float, dy: float) -> None:
        """By shares of the pane."""
        width, height = self.viewport.pane
        self._change(self.viewport.panned(dx * width, dy * height))

    def hold_original(self, key: int) -> None:
        """Show the original in every pane until the key is let go."""
        if self._original is not None and not self._holding:
            self._holding, self._held_key = True, key
            QApplication.instance().installEventFilter(self)
            self.update()

    def set_loupe(self, on: bool) -> None:
        self.loupe = on
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the original is held: the end of the hold, wherever the focus is."""
        released = event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent)
        if (released and not event.isAutoRepeat() and event.key() == self._held_key) or (
            event.type() == QEvent.Type.ApplicationDeactivate
        ):
            self._holding = False
            QApplication.instance().removeEventFilter(self)
            self.update()
        return False

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        dpr = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.scale(1 / dpr, 1 / dpr)
        exposed = QRectF(event.rect()).toRect()
        if dpr != 1:
            exposed = QRectF(
                exposed.x() * dpr, exposed.y() * dpr, exposed.width() * dpr, exposed.height() * dpr
            ).toAlignedRect()
        shown = self.visible_panes()
        if not shown or self.layout_mode is Layout.SIDE:
            painter.fillRect(exposed, self.palette().color(QPalette.ColorRole.Mid))
        for index, rect in shown:
            self._paint_pane(painter, self._panes[index], rect, exposed)
        if self.layout_mode is Layout.SPLIT and len(shown) == 2 and not self._holding:
            width, height = self._device_size()
            at = self.split * (width if self.vertical else height)
            painting.paint_divider(painter, at, self.vertical, width, height, dpr)
        self._paint_overlays(painter, shown, dpr)
        painter.end()

    def _paint_pane(self, painter: QPainter, pane: Pane, rect: Rect, exposed: QRect) -> None:
        clip = painting.q_rect(rect).intersected(exposed)
        if clip.isEmpty():
            return
        # In a split both halves belong to one pane-sized picture; beside each other each has its own origin.
        place = rect if self.layout_mode is Layout.SIDE else Rect(0, 0, *self._device_size())
        painter.save()
        painter.setClipRect(clip)
        painter.fillRect(clip, self.palette().color(QPalette.ColorRole.Base))
        image = self._original if self._holding and self._original and not pane.is_original else pane.image
        if image is not None:
            painting.paint_image(painter, image, self.viewport, place, self.filter)
            if self.show_grid:
                painting.paint_grid(painter, self.viewport, place)
            if self.viewport.scale >= VALUES_FROM:
                from .pixel_values import paint_values  # brings numpy, which the empty window needn't wait for

                paint_values(painter, image, self.viewport, place, clip)
        if pane.message:
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
            if image is None:
                painting.paint_message(painter, pane.message, rect, colour, self._font(1.1))
            else:
                centre = QPointF(rect.x + rect.width / 2, rect.y + rect.height / 2)
                painting.paint_chip(painter, pane.message, centre, rect.width, self._font(), self.devicePixelRatioF())
        painter.restore()

    def _paint_overlays(self, painter: QPainter, shown: list[tuple[int, Rect]], dpr: float) -> None:
        if self.legend and not self._holding:
            for index, rect in shown:
                if self._panes[index].is_map:
                    painting.paint_legend(painter, *self.legend, rect, self._font(), dpr)
        if self.loupe and self._cursor is not None:
            self._paint_loupe(painter, shown, dpr)
        if self._busy_text and not self._busy_timer.isActive():
            width, height = self._device_size()
            centre = QPointF(width / 2, height - 40 * dpr)
            painting.paint_chip(painter, self._busy_text, centre, width, self._font(), dpr)

    def _paint_loupe(self, painter: QPainter, shown: list[tuple[int, Rect]], dpr: float) -> None:
        images = [image for index, _ in shown if (image := self._panes[index].image)]
        at = self.viewport.to_picture(self._device_point(self._cursor))
        if images and all(0 <= value < size for value, size in zip(at, self.viewport.picture, strict=True)):
            box = loupe.place(self._cursor * dpr, len(images), self._device_size(), dpr)
            loupe.paint_loupe(painter, images, at, self.viewport, box, dpr)

    def _font(self, factor: float = 1.0) -> QFont:
        """The widget's font for a painter that counts in device pixels."""
        font = QFont(self.font())
        font.setPixelSize(max(1, round(self.fontInfo().pixelSize() * factor * self.devicePixelRatioF())))
        return font

    # what the user does

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._change(self.viewport.zoomed(1 + event.value(), self._device_point(event.position())))
                return True
        elif kind == QEvent.Type.Gesture:
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if pinch is not None:
                centre = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self._change(self.viewport.zoomed(pinch.scaleFactor(), self._device_point(QPointF(centre))))
                return True
        elif kind == QEvent.Type.ShortcutOverride and self._moves(event):
            event.accept()
            return True
        elif kind in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._settle()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        modified = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        event.accept()
        if not delta:
            return
        if modified != self.wheel_browses:
            self._browse_by_wheel(delta)
        else:
            self._change(self.viewport.zoomed(1.25 ** (delta / 120), self._device_point(event.position())))

    def _browse_by_wheel(self, delta: int) -> None:
        """One picture per notch; a touchpad sends a notch in many small parts."""
        self._wheel = delta if self._wheel * delta < 0 else self._wheel + delta
        if abs(self._wheel) >= WHEEL_NOTCH:
            self._wheel = 0
            self.step_requested.emit(-1 if delta > 0 else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._moves(event):
            self.pan(*ARROWS[event.key()])
        else:
            event.ignore()

    def _moves(self, event: QKeyEvent) -> bool:
        """Whether this key moves the picture; where it is all in view the arrows are left to browsing."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or event.key() not in ARROWS:
            return False
        wide, high = self.viewport.overflows
        return wide if ARROWS[event.key()][0] else high

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragging = "divider" if self._on_divider(event.position()) else ""
        elif event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
            self.step_requested.emit(-1 if event.button() == Qt.MouseButton.BackButton else 1)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._change(self.viewport.toggled(self._device_point(event.position())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._cursor = self._cursor, event.position()
        if self._dragging == "divider":
            at = event.position()
            self.set_split(at.x() / self.width() if self.vertical else at.y() / self.height())
        elif self._pressed is not None:
            self._drag_picture(event, before or self._pressed)
        else:
            self._show_cursor(event.position())
        self.hovered.emit(self.viewport.pixel_at(self._device_point(event.position())))
        if self.loupe:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = None, ""
            self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_divider(event.position()):
            self.set_split(0.5)
        else:
            self._change(self.viewport.toggled(self._device_point(event.position())))

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.hovered.emit(None)
        if self.loupe:
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    # helpers

    def _drag_picture(self, event: QMouseEvent, before: QPointF) -> None:
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if not self._dragging and far:
            whole = self.viewport.scale <= self.viewport.fit_scale
            wants_out = whole or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._dragging = "out" if wants_out else "pan"
            if wants_out:
                self._pressed = None
                self.drag_out_requested.emit()
                return
            before = self._pressed
        if self._dragging == "pan":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            moved = (event.position() - before) * self.devicePixelRatioF()
            self._change(self.viewport.panned(moved.x(), moved.y()))

    def _change(self, viewport: Viewport) -> None:
        if viewport != self.viewport:
            self.viewport = viewport
            self.update()
            self.viewport_changed.emit()

    def _settle(self) -> None:
        """Give the viewport the size that panes have now, and repaint."""
        rects = pane_rects(self.layout_mode.value, max(1, len(self._panes)), self._device_size())
        self._change(self.viewport.for_pane((int(rects[0].width), int(rects[0].height))))
        self.update()

    def _device_size(self) -> Size:
        dpr = self.devicePixelRatioF()
        return round(self.width() * dpr), round(self.height() * dpr)

    def _in_pane(self, at: QPointF) -> tuple[float, float]:
        """A point of the view (device pixels) relative to the pane that it lies in."""
        if self.layout_mode is Layout.SIDE:
            for _, rect in self.visible_panes():
                if rect.contains(at.x(), at.y()):
                    return at.x() - rect.x, at.y() - rect.y
        return at.x(), at.y()

    def _device_point(self, at: QPointF) -> tuple[float, float]:
        return self._in_pane(at * self.devicePixelRatioF())

    def _zoom_point(self) -> tuple[float, float] | None:
        return self._device_point(self._cursor) if self._cursor is not None and self.underMouse() else None

    def _on_divider(self, at: QPointF) -> bool:
        if self.layout_mode is not Layout.SPLIT or len(self._panes) < 2:
            return False
        across, along = at.x() - self.split * self.width(), at.y() - self.height() / 2
        if not self.vertical:
            across, along = at.y() - self.split * self.height(), at.x() - self.width() / 2
        return abs(across) <= DIVIDER_REACH or across**2 + along**2 <= painting.GRIP_RADIUS**2

    def _show_cursor(self, at: QPointF) -> None:
        if self._on_divider(at):
            self.setCursor(Qt.CursorShape.SplitHCursor if self.vertical else Qt.CursorShape.SplitVCursor)
        else:
            self.unsetCursor()
