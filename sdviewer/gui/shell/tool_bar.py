"""The tool bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolBar, QToolButton

from ..browse.gallery import Gallery
from ..compress.forecast import Forecast, rough_text
from ..toolkit import icons
from ..toolkit.actions import Actions
from ..toolkit.texts import tr

BUTTONS = (
    "open", "save", None, "previous", "next", "thumbnail_grid", None, "compress", "queue", None, "layout_single",
    "layout_split", "layout_side", None, "map_amplified", "map_heat", "loupe", None, "zoom_fit", "zoom_full", None,
    "inspector", "full_screen", "palette",
)  # fmt: skip
"""Ids of its actions; None is a separator."""
LABELLED = "compress"
"""What most come for says so in words."""


_LONGEST = (880, 880_000, 8_800_000)
"""Bytes that take the most room to say."""


class ToolBar(QToolBar):
    """Always at the window's top. forecast: what the button that compresses would give of the photo on screen, and not
    of those that are selected in the gallery."""

    def __init__(self, actions: Actions, forecast: Forecast, gallery: Gallery) -> None:
        super().__init__(tr("Tool bar"))
        self._actions, self._forecast, self._gallery = actions, forecast, gallery
        self.setObjectName("toolbar")
        self.setIconSize(QSize(20, 20))
        self.setMovable(False)
        for id in BUTTONS:
            if id is None:
                self.addSeparator()
            else:
                self.addAction(actions[id])
                button = self.widgetForAction(actions[id])
                button.setAccessibleName(actions[id].text().replace("&", "").rstrip("…"))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                if id == LABELLED and isinstance(button, QToolButton):
                    button.setProperty("main", True)
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Qt's own button for what a narrow window has no room for; the style's arrow is black in the dark theme too.
        self.more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if self.more is not None:
            self.more.setIconSize(QSize(12, 12))
            self.more.setAccessibleName(tr("More tools"))
            self.more.setToolTip(tr("More tools"))

        actions[LABELLED].toggled.connect(self._show_forecast)
        forecast.changed.connect(self._show_forecast)
        gallery.grid_changed.connect(self._show_forecast)

    def _show_forecast(self) -> None:
        """Beside its name, before it is pressed."""
        action, nbytes = self._actions[LABELLED], self._forecast.nbytes
        silent = action.isChecked() or self._gallery.in_grid
        action.setIconText(self._name if nbytes is None or silent else self._with_size(nbytes))

    @property
    def _name(self) -> str:
        return self._actions[LABELLED].text().replace("&", "")

    def _with_size(self, nbytes: int) -> str:
        return tr("{compress}: about {size}").format(compress=self._name, size=rough_text(nbytes))

    def _reserve(self) -> None:
        """Room for the longest forecast, so that nothing moves when one comes."""
        button = self.widgetForAction(self._actions[LABELLED])
        button.ensurePolished()
        advance = button.fontMetrics().horizontalAdvance
        longest = max(advance(self._with_size(nbytes)) for nbytes in _LONGEST)
        width = button.sizeHint().width() + longest - advance(self._actions[LABELLED].iconText())
        if width > button.minimumWidth():
            button.setMinimumWidth(width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "more"):
            self._reserve()

    def refresh_icons(self) -> None:
        """In the colours of the theme as it is now."""
        self._actions.refresh_icons(id for id in BUTTONS if id)
        if self.more is not None:
            self.more.setIcon(icons.icon("more"))
        self._reserve()  # an icon that has come takes room too
