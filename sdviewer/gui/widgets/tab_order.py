"""Tab goes through a window as it is read, though its parts are made, shown and moved in any order."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea, QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class OrderedWindow(QMainWindow):
    """Its parts follow each other from the top down and from left to right: bars, docks, what lies in the middle.

    Inside a part the order is the one in which its controls were put into it.
    """

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt asks the window in the end, whatever has the focus. Its own order is that in which all was made.

        Qt's chain isn't followed here: PySide takes what follows a widget in it for its property, and both for gone
        once nobody holds the first. Qt also asks where what has the focus is hidden or can't be used any more, as a
        button that was pressed: then keys are for what lies in the middle.
        """
        had, middle = self.focusWidget(), self.centralWidget()
        if had is not None and middle is not None and not (had.isVisible() and had.isEnabled()):
            middle.setFocus()
            return True
        stops = self._stops()
        if not stops:
            return False
        step, reason = (1, Qt.FocusReason.TabFocusReason) if next else (-1, Qt.FocusReason.BacktabFocusReason)
        now = self.focusWidget()
        at = [i for i, stop in enumerate(stops) if now is not None and (stop is now or stop.isAncestorOf(now))]
        widget = stops[(at[-1] + step) % len(stops) if at else 0 if next else -1]
        widget.setFocus(reason)
        for area in self.findChildren(QScrollArea):
            if area.isAncestorOf(widget):
                area.ensureWidgetVisible(widget)
        return True

    def _stops(self) -> list[QWidget]:
        middle = self.centralWidget()
        parts = [part for part in _children(self) if part is not middle] + (_children(middle) if middle else [])
        found = []
        for part in sorted(parts, key=self._place):
            if self.rect().intersects(QRect(part.mapTo(self, QPoint()), part.size())):  # else it is behind a tab
                found += [widget for widget in (part, *part.findChildren(QWidget)) if _takes_tab(widget)]
        return found

    def _place(self, part: QWidget) -> tuple[int, int]:
        at = part.mapTo(self, QPoint())
        return at.y(), at.x()


def _children(widget: QWidget) -> list[QWidget]:
    """Those that are seen, but for other windows that belong to this one."""
    children = widget.findChildren(QWidget, options=_DIRECT)
    return [child for child in children if child.isVisible() and not child.isWindow()]


def _takes_tab(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()
