"""Handlers of the actions that change how the picture is looked at, and what stands around it."""

from __future__ import annotations

from PySide6.QtWidgets import QMenuBar

from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..toolkit.tasks import Tasks
from ..view.compare_view import CompareView
from ..widgets.panels import Panels
from .full_screen import FullScreen
from .slideshow import Slideshow


class ViewCommands:
    """One method per action."""

    def __init__(
        self,
        comparison: Comparison,
        tasks: Tasks,
        view: CompareView,
        gallery: Gallery,
        panels: Panels,
        menu_bar: QMenuBar,
        full_screen: FullScreen,
        slideshow: Slideshow,
    ) -> None:
        self._comparison, self._tasks = comparison, tasks
        self._view, self._gallery, self._panels, self._menu_bar = view, gallery, panels, menu_bar
        self._full_screen, self._slideshow = full_screen, slideshow

    def reload(self) -> None:
        """Load what is shown once more."""
        self._comparison.reload()

    def toggle_loupe(self) -> None:
        self._view.set_loupe(not self._view.loupe)

    def toggle_inspector(self) -> None:
        self._panels.toggle("inspector")

    def inspector_visible(self) -> bool:
        return self._panels.visible("inspector")

    def toggle_menu_bar(self) -> None:
        self._menu_bar.setVisible(not self._menu_bar.isVisible())

    def menu_bar_visible(self) -> bool:
        return self._menu_bar.isVisible()

    def toggle_full_screen(self) -> None:
        self._full_screen.set(not self.fills_screen())

    def fills_screen(self) -> bool:
        return self._full_screen.fills_screen()

    def escape(self) -> None:
        """Let go of the original, else end the slideshow, stop what runs, leave the thumbnails or the full screen."""
        if self._view.holding:
            self._view.let_go()
        elif self._slideshow.is_running:
            self._slideshow.toggle()
        elif self._tasks.running("encode") or self._tasks.running("rival:"):
            self._comparison.stop()
        elif self._gallery.in_grid:
            self._gallery.set_grid(False)
        elif self.fills_screen():
            self._full_screen.set(False)
