"""What tools that take the mouse in the picture share: taken up, put away by Escape, and where they point."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ..view.compare_view import CompareView
from ..view.pane import Layout


class MouseTool(QObject):
    """While it is on, it has the mouse."""

    def __init__(self, view: CompareView) -> None:
        super().__init__(view)
        self._view = view
        self.is_on = False

    def set_on(self, on: bool) -> None:
        """Taken up or put away."""
        if on == self.is_on:
            return
        self.is_on = on
        if on:
            for other in self._view.findChildren(MouseTool):
                if other is not self:
                    other.set_on(False)  # there is one mouse
            self._view.installEventFilter(self)
            self._view.setCursor(Qt.CursorShape.CrossCursor)
            self._view.setFocus()
        else:
            self._view.removeEventFilter(self)
            self._view.unsetCursor()
        self._on_switched()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            return self._on_mouse(kind, event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and not event.modifiers():
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
            elif kind == QEvent.Type.KeyPress:
                self.set_on(False)
                return True
        return False

    def _on_switched(self) -> None:
        """It was taken up or put away: forget what was begun, and tell."""
        raise NotImplementedError

    def _on_mouse(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        """Whether the event is the tool's."""
        raise NotImplementedError

    def _pane_at(self, at: QPointF) -> tuple[float, float]:
        """Where the pane at a place of the view begins, in device pixels; panes of a split share one place."""
        if self._view.layout_mode is Layout.SIDE:
            scaled = at * self._view.devicePixelRatioF()
            for _, rect in self._view.visible_panes():
                if rect.contains(scaled.x(), scaled.y()):
                    return rect.x, rect.y
        return 0.0, 0.0

    def _point(self, at: QPointF, pane: tuple[float, float]) -> tuple[float, float]:
        """The pixel of the picture at a place of the view, in a pane that begins there."""
        scaled = at * self._view.devicePixelRatioF()
        return self._view.viewport.to_picture((scaled.x() - pane[0], scaled.y() - pane[1]))
