"""Panels at the window's edges, by their ids."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from .lazy_panel import LazyPanel
from .panel_keys import PanelKeys


class Panels(QObject):
    """Docks that can be moved and closed, each hidden until `toggle` shows it."""

    changed = Signal()
    """One was shown or hidden."""
    left = Signal()
    """The one that had the focus goes; without a word Qt gives it to the next panel, which takes the arrow keys."""

    def __init__(self, window: QMainWindow, keys: PanelKeys) -> None:
        super().__init__(window)
        self._window, self._keys = window, keys
        self.docks: dict[str, QDockWidget] = {}

    def add(self, id: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> None:
        """One more. id: also the name under which its place is remembered."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(id)
        dock.setWidget(widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self._window.addDockWidget(area, dock)
        self._keys.keep_in(dock)
        dock.installEventFilter(self)
        dock.hide()
        dock.visibilityChanged.connect(self.changed)
        self.docks[id] = dock

    def visible(self, id: str) -> bool:
        return id in self.docks and self.docks[id].isVisible()

    def widget(self, id: str) -> QWidget:
        """What a panel holds, which is made now if it comes lazily."""
        widget = self.docks[id].widget()
        return widget.made() if isinstance(widget, LazyPanel) else widget

    def set_visible(self, id: str, visible: bool) -> None:
        if visible:
            self.widget(id)  # before it gets its place, which depends on what it holds
        self.docks[id].setVisible(visible)

    def toggle(self, id: str) -> None:
        dock, window = self.docks[id], self._window
        self.set_visible(id, not dock.isVisible())
        if dock.isVisible() and window.dockWidgetArea(dock) == Qt.DockWidgetArea.RightDockWidgetArea:
            window.resizeDocks(
                [dock], [window.height() // 2], Qt.Orientation.Vertical
            )  # else it gets what others leave

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        focused = QApplication.focusWidget()
        hidden = watched if event.type() == QEvent.Type.Hide and isinstance(watched, QWidget) else None
        if hidden is not None and focused is not None and hidden.isAncestorOf(focused):
            self.left.emit()
        return False
