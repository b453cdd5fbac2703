"""What the user does in the picture area: zoom, pan, divider, loupe, keys. What is painted is `picture_view`'s.

The view shows what it is given (`set_panes`) and says what the user asks for; it computes nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QToolTip, QWidget

from ..pictures.geometry import Rect
from ..pictures.images import MipImage
from ..toolkit.texts import tr
from . import painting
from .focus_mark import FocusMark
from .legend import places
from .pane import Layout, Pane
from .picture_view import PictureView
from .viewport import Point, Viewport

__all__ = ["CompareView", "Layout", "Pane"]

DIVIDER_REACH = 7
"""How near to the divider's line it can be grasped, in logical pixels; its grip is larger."""

WHEEL_NOTCH = 120
WHEEL_FACTOR = 1.25
ARROWS: dict[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (0.15, 0.0),
    Qt.Key.Key_Right: (-0.15, 0.0),
    Qt.Key.Key_Up: (0.0, 0.15),
    Qt.Key.Key_Down: (0.0, -0.15),
}
"""What the arrow keys move, in shares of the pane."""


class CompareView(PictureView):
    """Panes of pictures with zoom, pan, split, A/B, loupe and values."""

    hovered = Signal(object)
    """The picture's pixel under the cursor as (x, y), or None."""
    step_requested = Signal(int)
    """The wheel or a mouse button asks for the next (1) or previous (-1) picture."""
    drag_out_requested = Signal()
    menu_requested = Signal(QPoint)
    holding_changed = Signal()
    """The original is shown in every pane from now on, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wheel_browses = False
        self._pressed = QPointF()
        self._dragging = ""  # '', 'maybe' (pressed, not moved yet), 'pan' or 'divider'
        self._wheel = 0
        self._held_key = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        FocusMark(self)
        self.setAccessibleName(tr("Picture"))
        self._describe()

    def set_panes(self, panes: list[Pane], original: MipImage | None = None) -> None:
        super().set_panes(panes, original)
        self._describe()

    def _describe(self) -> None:
        """For who can't see it: what the maps mean, and which keys there are."""
        keys = tr("The wheel zooms, dragging or the arrow keys move the picture, the keys [ and ] move the divider.")
        legends = dict.fromkeys(f"{pane.legend.whole.rstrip('.')}." for pane in self._panes if pane.legend)
        self.setAccessibleDescription(" ".join([*legends, keys]))

    # zoom

    def fit(self) -> None:
        self._change(self.viewport.fit())

    def fill(self) -> None:
        self._change(self.viewport.fill())

    def zoom_to(self, scale: float) -> None:
        self._change(self.viewport.zoomed_to(scale, self._zoom_point()))

    def look_at(self, part: Rect) -> None:
        """Show a part of the picture, in all panes."""
        self._change(self.viewport.looking_at(part))

    def zoom_step(self, direction: int) -> None:
        self._change(self.viewport.stepped(direction, self._zoom_point()))

    def pan(self, dx: float, dy: float) -> None:
        """By shares of the pane."""
        width, height = self.viewport.pane
        self._change(self.viewport.panned(dx * width, dy * height))

    @property
    def holding(self) -> bool:
        """Every pane shows the original."""
        return self._holding

    def hold_original(self, key: int) -> None:
        """Show the original in every pane until the key is let go, or this is asked for again."""
        if self._holding:
            self.let_go()
        elif self._original is not None:
            self._holding, self._held_key = True, key
            _application().installEventFilter(self)
            self.update()
            self.holding_changed.emit()

    def let_go(self) -> None:
        """Show the panes again."""
        self._holding = False
        _application().removeEventFilter(self)
        self.update()
        self.holding_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the original is held: the end of the hold, wherever the focus is."""
        let_go = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyRelease
            and event.key() == self._held_key
            and not event.isAutoRepeat()
        )
        if let_go or event.type() == QEvent.Type.ApplicationDeactivate:
            self.let_go()
        return False

    # what the user does

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 + event.value(), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._zoom(pinch.scaleFactor(), self.mapFromGlobal(pinch.centerPoint()))
                return True
        elif isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip:
            text = self._tool_tip(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)  # '' hides it
            return True
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._moves(event):
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
            self._zoom(WHEEL_FACTOR ** (delta / WHEEL_NOTCH), event.position())

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
            self._pressed = self._cursor = event.position()
            self._dragging = "divider" if self._on_divider(event.position()) else "maybe"
        elif event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
            self.step_requested.emit(-1 if event.button() == Qt.MouseButton.BackButton else 1)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._change(self.viewport.toggled(self._device_point(event.position())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._cursor = self._cursor, event.position()
        if self._dragging == "divider":
            at = event.position()
            self.set_split(at.x() / self.width() if self.vertical else at.y() / self.height())
        elif self._dragging:
            self._drag_picture(event, before or self._pressed)
        else:
            self._show_cursor(event.position())
        self._say_hovered()
        if self.loupe:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = ""
            self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)  # a second quick click, but no double click
        elif self._on_divider(event.position()):
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

    def _change(self, viewport: Viewport) -> None:
        super()._change(viewport)
        self._say_hovered()

    def _settle(self) -> None:
        super()._settle()
        self._say_hovered()

    def _say_hovered(self) -> None:
        """Also where not the mouse has moved, but what is below it."""
        if self._cursor is not None:
            at = self._cursor * self.devicePixelRatioF()
            under = (index for index, rect in self.visible_panes() if rect.contains(at.x(), at.y()))
            self._pointed = next(under, self._pointed)
            self.hovered.emit(self.viewport.pixel_at(self._device_point(self._cursor)))

    def _tool_tip(self, at: QPointF) -> str:
        """The whole of the legend, of which a narrow pane may have no more than a part."""
        dpr = self.devicePixelRatioF()
        for index, rect in self.visible_panes():
            legend = self._panes[index].legend
            where = places(legend, rect, self._font(), dpr) if legend else None
            if legend and where and where.area.contains(at * dpr):
                return legend.whole
        return ""

    def _drag_picture(self, event: QMouseEvent, before: QPointF) -> None:
        """Move the picture; one that is all in view, or any with Ctrl, is dragged out of the window instead."""
        far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging == "maybe" and far:
            if not any(self.viewport.overflows) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._dragging = ""
                self.drag_out_requested.emit()
                return
            self._dragging, before = "pan", self._pressed
        if self._dragging == "pan":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            moved = (event.position() - before) * self.devicePixelRatioF()
            self._change(self.viewport.panned(moved.x(), moved.y()))

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._change(self.viewport.zoomed(factor, self._device_point(at)))

    def _zoom_point(self) -> Point | None:
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


def _application() -> QCoreApplication:
    application = QApplication.instance()
    assert application is not None  # a widget can't be without one
    return application
