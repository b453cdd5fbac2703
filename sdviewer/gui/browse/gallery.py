"""The browsed folder as thumbnails: a strip below the picture, and a grid in its place.

`Gallery` keeps both in step with the browser and the settings. The views are imported and made when they are first
shown, so that the window's start doesn't wait for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, QTimer, Signal

if TYPE_CHECKING:
    from ..pictures.thumbnail_loader import ThumbnailLoader
    from ..shell.main_window import MainWindow
    from .thumbnail_grid import ThumbnailGrid
    from .thumbnail_model import ThumbnailModel
    from .thumbnail_views import ThumbnailStrip, ThumbnailView

_PATIENCE_MS = 150
"""A picture that was chosen in the grid takes its place when it is there, or after this time."""


class Gallery(QObject):
    """What the window knows of strip and grid."""

    grid_changed = Signal()
    """The grid takes the picture's place, or gives it back."""
    selection_changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._browser, self._settings = window.session.browser, window.session.settings
        self._model: ThumbnailModel | None = None
        self._loader: ThumbnailLoader | None = None
        self.strip: ThumbnailStrip | None = None
        self.grid: ThumbnailGrid | None = None
        self._in_grid = self._leaving = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.set_grid(False))
        self._browser.listed.connect(self._on_listed)
        self._browser.opened.connect(self._on_opened)
        self._browser.refreshed.connect(self._on_refreshed)
        self._settings.changed.connect(self._on_setting)
        self._session.comparison.document_changed.connect(self._on_document)

    # the grid

    @property
    def in_grid(self) -> bool:
        """The grid is in the picture's place."""
        return self._in_grid

    def toggle_grid(self) -> None:
        self.set_grid(not self._in_grid)

    def set_grid(self, on: bool) -> None:
        self._patience.stop()
        self._leaving = False
        if on == self._in_grid:
            return
        self._in_grid = on
        self.grid_changed.emit()
        if on:
            self._follow(self.make_grid().list)
            self.make_grid().list.setFocus()

    def make_grid(self) -> ThumbnailGrid:
        """The grid, made at its first use."""
        if self.grid is None:
            from .thumbnail_grid import ThumbnailGrid

            self.grid = grid = ThumbnailGrid(self._make_model())
            grid.list.set_side(_within(self._settings.get("view/thumbnail_size")))
            grid.list.activated.connect(lambda index: self.open(index.row()))
            grid.list.resized.connect(lambda side: self._settings.set("view/thumbnail_size", _within(side)))
            grid.list.selectionModel().selectionChanged.connect(self.selection_changed)
            grid.list.delete_pressed.connect(self._window.actions_["trash"].trigger)
            grid.list.menu_requested.connect(self._show_menu)
            self._window.panel_keys.keep_in(grid)
        return self.grid

    def open(self, row: int) -> None:
        """Show a row's picture instead of the grid."""
        document = self._session.comparison.document
        if document is not None and document.path == self._browser.paths[row]:
            self.set_grid(False)
            return
        self._leave_when_there()
        self._browser.go(row)

    def open_selected(self) -> None:
        if self.grid is not None and (rows := self.grid.list.selected_rows()):
            self.open(rows[0])

    def selected(self) -> list[Path]:
        """The files that are selected in the grid, while that is shown."""
        if not self._in_grid or self.grid is None:
            return []
        return [self._browser.paths[row] for row in self.grid.list.selected_rows()]

    def selected_count(self) -> int:
        return self.grid.list.selected_count() if self._in_grid and self.grid is not None else 0

    # the strip

    def strip_shown(self) -> bool:
        return bool(self._settings.get(self._strip_setting()))

    def toggle_strip(self) -> None:
        self._settings.set(self._strip_setting(), not self.strip_shown())

    def place_strip(self) -> None:
        """Show or hide the strip: it belongs to a picture, and the full screen has its own setting."""
        on = self.strip_shown() and self._window.view.isVisibleTo(self._window)
        if on and self.strip is None:
            from .thumbnail_views import ThumbnailStrip

            self.strip = strip = ThumbnailStrip(self._make_model())
            strip.set_side(_within(self._settings.get("view/strip_size")))
            strip.chosen.connect(self._browser.go)
            strip.resized.connect(lambda side: self._settings.set("view/strip_size", _within(side)))
            self._window.area.add(strip)
        if self.strip is not None:
            self.strip.setVisible(on)
            if on:
                self._follow(self.strip)

    def _strip_setting(self) -> str:
        return "view/strip_full_screen" if self._window.isFullScreen() else "view/strip"

    # keeping in step

    def _make_model(self) -> ThumbnailModel:
        if self._model is None:
            from ..pictures.thumbnail_loader import ThumbnailLoader
            from .thumbnail_model import ThumbnailModel

            capacity = self._settings.get("browse/thumbnail_megabytes") * 1_000_000
            self._loader = ThumbnailLoader(self._session.service, self._session.tasks, capacity)
            self._model = ThumbnailModel(self._loader)
        return self._model

    def _views(self) -> list[ThumbnailView]:
        """Those that are shown."""
        views: list[ThumbnailView] = []
        if self.strip is not None and not self.strip.isHidden():
            views.append(self.strip)
        if self.grid is not None and self._in_grid:
            views.append(self.grid.list)
        return views

    def _on_listed(self) -> None:
        for view in self._views():
            self._follow(view)

    def _follow(self, view: ThumbnailView) -> None:
        """Have the browser's list and the current picture; what is selected stays if that is the same one."""
        self._make_model().set_paths(self._browser.paths)
        index = self._make_model().index(self._browser.index)
        if index.isValid() and view.follows != self._browser.current:
            view.follows = self._browser.current
            view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            view.show_current()

    def _on_refreshed(self) -> None:
        if self._loader is not None:
            self._loader.expire()
            for view in self._views():
                view.ask_soon()

    def _on_opened(self, folder: bool) -> None:
        if self._in_grid and not folder:
            self._leave_when_there()

    def _on_document(self) -> None:
        if self._leaving or self._session.comparison.document is None:
            self.set_grid(False)

    def _leave_when_there(self) -> None:
        self._leaving = True
        self._patience.start()

    def _on_setting(self, name: str) -> None:
        if name == "view/thumbnail_size" and self.grid is not None:
            self.grid.list.set_side(_within(self._settings.get(name)))
        elif name == "view/strip_size" and self.strip is not None:
            self.strip.set_side(_within(self._settings.get(name)))
        elif name in ("view/strip", "view/strip_full_screen"):
            self.place_strip()
        elif name == "browse/thumbnail_megabytes" and self._loader is not None:
            self._loader.cache.capacity = self._settings.get(name) * 1_000_000

    def _show_menu(self, at: QPoint) -> None:
        from ..shell.action_table import GRID_MENU

        self._window.show_menu(GRID_MENU, at)


def _within(side: int) -> int:
    from .thumbnail_views import LARGEST, SMALLEST

    return min(max(side, SMALLEST), LARGEST)
