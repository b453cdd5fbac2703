"""Panels at the window's edges, by their ids."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QFrame,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QWidget,
)

from ..toolkit.texts import tr
from .lazy_panel import LazyPanel
from .panel_keys import PanelKeys

LOW = 620
"""Height of a window below which all panels of a side share one place."""
NARROW = 700
"""Width of a screen that has no room for panels at two sides."""
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea


class Panels(QObject):
    """Docks that can be moved and closed, each hidden until `toggle` shows it.

    The first one stays above the others of its side, which share a place as tabs: else each would be too low to be
    read, and the window would grow beyond its screen.
    """

    changed = Signal()
    """One was shown or hidden."""
    closed = Signal(str)
    """The user has closed the one of this id."""

    def __init__(self, window: QMainWindow, keys: PanelKeys) -> None:
        super().__init__(window)
        self._window, self._keys = window, keys
        self.docks: dict[str, QDockWidget] = {}
        window.installEventFilter(self)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)  # else the heights of both sides add up

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
        cross = dock.findChild(QAbstractButton, "qt_dockwidget_closebutton")
        if cross is not None:  # Qt leaves it to the mouse
            cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            _Ring(cross)
            cross.setAccessibleName(tr("Close {panel}").format(panel=title))
            cross.setToolTip(cross.accessibleName())
        dock.hide()
        dock.visibilityChanged.connect(self.changed)
        self.docks[id] = dock

    def visible(self, id: str) -> bool:
        """Whether it is there to be seen, and not behind another tab."""
        return id in self.docks and self.docks[id].isVisible() and not self._is_behind(self.docks[id])

    def widget(self, id: str) -> QWidget:
        """What a panel holds, which is made now if it comes lazily."""
        widget = self.docks[id].widget()
        return widget.made() if isinstance(widget, LazyPanel) else widget

    def set_visible(self, id: str, visible: bool) -> None:
        if visible:
            self.widget(id)  # before it gets its place, which depends on what it holds
        dock = self.docks[id]
        if visible and not dock.isVisible():
            if self._window.screen().availableGeometry().width() < NARROW:
                self._window.addDockWidget(_RIGHT, dock)
            self._share(dock)
        dock.setVisible(visible)
        if visible:
            dock.raise_()

    def toggle(self, id: str) -> None:
        dock, window = self.docks[id], self._window
        self.set_visible(id, not self.visible(id))
        if dock.isVisible() and window.dockWidgetArea(dock) == _RIGHT:
            window.resizeDocks(
                [dock], [window.height() // 2], Qt.Orientation.Vertical
            )  # else it gets what others leave

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close:
            self.closed.emit(watched.objectName())
        if isinstance(event, QChildEvent) and event.polished() and isinstance(tabs := event.child(), QTabBar):
            _keep_whole(tabs)
        return False

    def _share(self, dock: QDockWidget) -> None:
        """Make it a tab beside what is there already, unless it has room of its own."""
        window, area = self._window, self._window.dockWidgetArea(dock)
        there = [other for other in self.docks.values() if other is not dock and other.isVisible()]
        there = [other for other in there if window.dockWidgetArea(other) == area]
        first = next(iter(self.docks.values()))
        if area == _RIGHT and window.height() >= LOW:
            there = [] if dock is first else [other for other in there if other is not first]
        if there:
            window.tabifyDockWidget(there[-1], dock)

    def _is_behind(self, dock: QDockWidget) -> bool:
        """Qt leaves a dock visible behind another tab, but nothing of it is painted."""
        return bool(self._window.tabifiedDockWidgets(dock)) and dock.visibleRegion().isEmpty()


class _Ring(QFrame):
    """Shows that a button has the focus which its style paints without: Qt's own, of a panel's title."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet("border: 1px solid palette(highlight); border-radius: 4px;")
        self.hide()
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setGeometry(self._button.rect())
            self.setVisible(self._button.hasFocus())
        return False


def _keep_whole(tabs: QTabBar) -> None:
    """Tabs that there is no room for are scrolled to; Qt would leave two letters of each."""
    tabs.setElideMode(Qt.TextElideMode.ElideNone)
    tabs.setUsesScrollButtons(True)
