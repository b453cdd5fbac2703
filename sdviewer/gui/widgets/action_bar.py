"""Actions as a row of buttons, for a panel that may be narrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

SPACING = 2
GAP = 12
_LABELLED = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICONS = Qt.ToolButtonStyle.ToolButtonIconOnly


class ActionBar(QWidget):
    """Buttons with icon and label; where there is no room for all labels only the icons, with their tool tips.

    None among the actions is a gap. beside: gets what they leave of the row.
    """

    def __init__(self, actions: Iterable[QAction | None], beside: QWidget) -> None:
        super().__init__()
        self.buttons: list[QToolButton] = []
        self._widths: dict[Qt.ToolButtonStyle, int] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING)
        for action in actions:
            if action is None:
                self._row.addSpacing(GAP)
            else:
                self._add(action)
        self._row.addSpacing(GAP)
        self._row.addWidget(beside, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._measure()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widths[_ICONS], super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _add(self, action: QAction) -> None:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        self.buttons.append(button)

    def _measure(self) -> None:
        """What the buttons take either way; it only changes with the font and the style."""
        for style in (_ICONS, _LABELLED):
            self._set_style(style)
            self._widths[style] = self._row.minimumSize().width()
        self._fit()

    def _fit(self) -> None:
        self._set_style(_LABELLED if self.width() >= self._widths[_LABELLED] else _ICONS)

    def _set_style(self, style: Qt.ToolButtonStyle) -> None:
        for button in self.buttons:
            button.setToolButtonStyle(style)
