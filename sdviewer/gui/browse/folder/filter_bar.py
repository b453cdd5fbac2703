"""Which files of the folder are listed, and in which order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget

from ...toolkit.settings import Settings
from ...toolkit.texts import tr
from ...widgets.flow_layout import FlowLayout
from ..browser import Browser
from ..filtering import EVERYTHING, ONLY_PHOTOS, ONLY_SDC, Filter

_PAUSE_MS = 120
"""After the last letter that was typed."""

_AROUND = 44
"""Beside the text of the field: its frame, and the button that clears it."""

_LEAST = 100
"""Width of the field beside a panel in a narrow window."""


class FilterBar(QWidget):
    """beside: what gets the rest of the row."""

    def __init__(self, browser: Browser, settings: Settings, beside: QWidget) -> None:
        super().__init__()
        self._browser, self._settings = browser, settings
        self.text = _Field(placeholderText=tr("Filter by name…"), clearButtonEnabled=True)
        self.text.setAccessibleName(tr("Filter by name"))
        self.text.setMinimumWidth(_LEAST)
        self.kind = self._box(
            tr("Kind of files"),
            {EVERYTHING: tr("All pictures"), ONLY_SDC: tr("Only .sdc"), ONLY_PHOTOS: tr("Only photos")},
        )
        self.order = self._box(tr("Sort by"), {"name": tr("By name"), "date": tr("By date"), "size": tr("By size")})
        self.direction = QToolButton(autoRaise=True)
        self.direction.clicked.connect(lambda: settings.set("browse/descending", not settings.get("browse/descending")))
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._apply)
        self.text.textChanged.connect(self._timer.start)
        self.kind.activated.connect(self._apply)
        self.order.activated.connect(lambda _: settings.set("browse/sort", self.order.currentData()))
        row = FlowLayout(self)
        for widget in (beside, self.text, self.kind, self.order, self.direction):
            row.addWidget(widget)
        settings.changed.connect(self._show_settings)
        browser.filter_changed.connect(self._show_filter)
        self._show_settings()
        self._show_filter()

    def _box(self, name: str, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        for value, text in choices.items():
            box.addItem(text, value)
        return box

    def _apply(self) -> None:
        self._timer.stop()
        self._browser.set_filter(Filter(self.kind.currentData(), self.text.text()))

    def _show_filter(self) -> None:
        """Something else is listed, unfiltered."""
        shown = self._browser.filter
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        if self.text.text().split() != shown.text.split() and not self._timer.isActive():
            self.text.setText(shown.text)
            self._timer.stop()

    def _show_settings(self) -> None:
        descending = self._settings.get("browse/descending")
        self.order.setCurrentIndex(max(0, self.order.findData(self._settings.get("browse/sort"))))
        self.direction.setArrowType(Qt.ArrowType.DownArrow if descending else Qt.ArrowType.UpArrow)
        text = tr("Descending: the last comes first") if descending else tr("Ascending: the first comes first")
        self.direction.setToolTip(text)
        self.direction.setAccessibleName(text)


class _Field(QLineEdit):
    """Escape clears it; in an empty one it means what it means in the window. As wide as what it says while empty, if
    there is room."""

    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.placeholderText()) + _AROUND, super().sizeHint().height()
        )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._clears(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clears(event):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _clears(self, event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and bool(self.text())
