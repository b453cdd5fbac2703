"""What lies around the picture: neutral, as the user wants it, and black where the picture fills the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ..commands.full_screen import FullScreen
from ..toolkit.settings import Settings
from ..toolkit.theme import Theme, surround

AS_THEME = "theme"


class Surroundings(QObject):
    """Paints the view's ground. Somebody who has chosen a colour gets that in the full screen, too."""

    def __init__(self, view: QWidget, settings: Settings, theme: Theme, full_screen: FullScreen) -> None:
        super().__init__(view)
        self._view, self._settings, self._theme, self._full_screen = view, settings, theme, full_screen
        theme.changed.connect(self.apply)
        full_screen.switched.connect(self.apply)
        settings.changed.connect(lambda name: self.apply() if name == "view/background" else None)
        self.apply()

    def apply(self) -> None:
        """The colours as they are to be now."""
        choice = self._settings.get("view/background")
        if choice == AS_THEME and self._full_screen.is_on:
            choice = "black"
        brush, text = surround(choice, self._theme.dark)
        palette = self._view.palette()
        palette.setBrush(palette.ColorRole.Base, brush)
        palette.setColor(palette.ColorRole.Text, text)
        self._view.setPalette(palette)
