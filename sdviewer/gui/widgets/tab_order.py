"""Tab goes through a window as it is read, though its parts are made, shown and moved in any order."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMainWindow, QScrollArea, QWidget


class OrderedWindow(QMainWindow):
    """Its parts follow each other from the top down and from left to right: bars, docks, what lies in the middle.

    Inside a part the order is the one in which its controls were made, or raised. Qt's own chain isn't asked: PySide
    takes each link of it for the owner of the next one, and forgets that with it.
    """

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt asks the window in the end, whatever has the focus. Its own order is that in which all was made."""
        stops = self._stops()
        if not stops:
            return False
        step, reason = (1, Qt.FocusReason.TabFocusReason) if next else (-1, Qt.FocusReason.BacktabFocusReason)
        now: QWidget | None = self.focusWidget()
        while now is not None and now not in stops:  # a part of a control, or nothing that Tab stops at
            now = now.parentWidget()
        at = stops.index(now) + step if now is not None else (0 if next else -1)
        stops[at % len(stops)].setFocus(reason)
        _bring_into_view(stops[at % len(stops)])
        return True

    def _stops(self) -> list[QWidget]:
        found: list[tuple[int, int, QWidget]] = []
        for widget in self.findChildren(QWidget):
            if _takes_tab(widget) and self.isAncestorOf(widget):  # which it isn't of what a dialog holds
                part = self._part(widget)
                at = part.mapTo(self, QPoint())
                if self.rect().intersects(QRect(at, part.size())):  # else it is behind a tab
                    found.append((at.y(), at.x(), widget))
        return [widget for *_, widget in sorted(found, key=lambda stop: stop[:2])]  # in a part they stay as they were

    def _part(self, widget: QWidget) -> QWidget:
        """What of the window, or of its middle, the widget lies in."""
        while (around := widget.parentWidget()) is not None and around not in (self, self.centralWidget()):
            widget = around
        return widget


def _bring_into_view(widget: QWidget) -> None:
    around: QWidget | None = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()


def _takes_tab(widget: QWidget) -> bool:
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()
