"""The browsed folder as thumbnails: a strip below the picture, and a grid in its place.

`Gallery` keeps both in step with the browser and the settings. The views are imported and made when they are first
shown, so that the window's start doesn't wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, QTimer, Signal
from PySide6.QtWidgets import QListView, QSizePolicy, QToolButton, QWidget

from ..compare.comparison import Comparison
from ..toolkit.actions import Actions
from ..toolkit.settings import Settings
from ..widgets.panel_keys import PanelKeys, leave_keys_of_boxes
from ..widgets.picture_area import PictureArea
from .browser import Browser

if TYPE_CHECKING:  # made at their first use
    from ..pictures.thumbnail_loader import ThumbnailLoader
    from .folder.folder_head import FolderHead
    from .thumbnail_grid import ThumbnailGrid
    from .thumbnail_model import ThumbnailModel
    from .thumbnail_views import ThumbnailStrip, ThumbnailView

MENU = (
    "open_selected", "compress_selected", "queue_chosen", "compare_selected", None, "copy", "copy_path",
    "show_in_folder", None, "rename", "trash",
)  # fmt: skip
"""Ids of the actions in the thumbnails' context menu; None is a separator."""

_PATIENCE_MS = 150
"""A picture that was chosen in the grid takes its place when it is there, or after this time."""


class Gallery(QObject):
    """What the window knows of strip and grid.

    picture: what the strip belongs to; it lies in the area. thumbnails: makes a loader that may take so many bytes.
    """

    grid_changed = Signal()
    """The grid takes the picture's place, or gives it back."""
    selection_changed = Signal()

    def __init__(
        self,
        browser: Browser,
        comparison: Comparison,
        settings: Settings,
        thumbnails: Callable[[int], ThumbnailLoader],
        actions: Actions,
        area: PictureArea,
        picture: QWidget,
        panel_keys: PanelKeys,
    ) -> None:
        super().__init__(area)
        self._browser, self._comparison, self._settings = browser, comparison, settings
        self._thumbnails, self._actions = thumbnails, actions
        self._area, self._picture, self._panel_keys = area, picture, panel_keys
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
        self._comparison.document_changed.connect(self._on_document)

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
        is_new = on != self._in_grid
        if is_new:
            self._in_grid = on
            self.grid_changed.emit()
            if on:
                self._follow(self.make_grid().list)
        if on and (is_new or not isinstance(self.make_grid().window().focusWidget(), QToolButton)):
            # Where it is there already, too: a folder that is opened has the keys, but a button may be pressed again.
            self.make_grid().list.setFocus()

    def make_grid(self) -> ThumbnailGrid:
        """The grid, made at its first use."""
        if self.grid is None:
            from .thumbnail_grid import ThumbnailGrid

            self.grid = grid = ThumbnailGrid(self._make_model(), self._browser, self._head)
            grid.list.set_side(_within(self._settings.get("view/thumbnail_size")))
            grid.list.activated.connect(lambda index: self.open(index.row()))
            grid.list.resized.connect(lambda side: self._settings.set("view/thumbnail_size", _within(side)))
            grid.list.selectionModel().selectionChanged.connect(self.selection_changed)
            grid.list.delete_pressed.connect(self._actions["trash"].trigger)
            grid.list.menu_requested.connect(lambda at: self._actions.pop_up(MENU, at))
            self._panel_keys.keep_in(grid)
            leave_keys_of_boxes(grid)
            grid.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # as long as it isn't shown
            self._area.add_page(grid)
        return self.grid

    @cached_property
    def _head(self) -> FolderHead:
        from .folder.folder_head import FolderHead

        return FolderHead(self._browser, self._settings)

    @property
    def steps(self) -> list[Callable[[], object]]:
        """What making the grid consists of."""
        return [_import_views, _find_widgets, lambda: self._head, self.make_grid]

    def find(self) -> None:
        """Show the grid, with the field that filters it ready to be typed into."""
        self.set_grid(True)
        self.make_grid().head.filter.text.setFocus()
        self.make_grid().head.filter.text.selectAll()

    def open(self, row: int) -> None:
        """Show a row's picture instead of the grid."""
        document = self._comparison.document
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
        on = self.strip_shown() and self._area.page is self._picture
        if on and self.strip is None:
            from .folder.nothing_listed import NothingListed
            from .thumbnail_views import ThumbnailStrip

            self.strip = strip = ThumbnailStrip(self._make_model())
            NothingListed(self._browser, strip.viewport())
            strip.set_side(_within(self._settings.get("view/strip_size")))
            strip.chosen.connect(self._browser.go)
            strip.resized.connect(lambda side: self._settings.set("view/strip_size", _within(side)))
            self._area.add(strip)
        if self.strip is not None:
            self.strip.setVisible(on)
            if on:
                self._follow(self.strip)

    def _strip_setting(self) -> str:
        return "view/strip_full_screen" if self._area.window().isFullScreen() else "view/strip"

    # keeping in step

    def _make_model(self) -> ThumbnailModel:
        if self._model is None:
            from .thumbnail_model import ThumbnailModel

            self._loader = self._thumbnails(self._settings.get("browse/thumbnail_megabytes") * 1_000_000)
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
        """Have the browser's list and the current picture; what is selected stays if that is the same one, and
        in view where its place is another."""
        row, in_view = view.currentIndex().row(), view.shows_current()
        self._make_model().set_paths(self._browser.paths)
        index = self._make_model().index(self._browser.index)
        if index.isValid() and view.follows != self._browser.current:
            view.follows = self._browser.current
            view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            view.show_current()
        elif in_view and view.currentIndex().row() != row:
            view.show_current()

    def _on_refreshed(self) -> None:
        if self._loader is not None:
            self._loader.expire()
            for view in self._views():
                view.ask_soon()

    def _on_opened(self, folder: bool) -> None:
        if self._in_grid and not folder:
            self._leave_when_there()
        elif folder and self._comparison.expected is None and self._settings.get("browse/folder_as_grid"):
            self.set_grid(True)

    def _on_document(self) -> None:
        if self._leaving or self._comparison.document is None:
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
            self._loader.capacity = self._settings.get(name) * 1_000_000


def _import_views() -> None:
    from . import thumbnail_grid  # noqa: F401
    from .folder import folder_head  # noqa: F401


def _find_widgets() -> None:
    """PySide makes all kinds of widgets when it is first asked for one whose kind it has to find out: half a frame."""
    QListView().viewport()


def _within(side: int) -> int:
    from .thumbnail_views import LARGEST, SMALLEST

    return min(max(side, SMALLEST), LARGEST)
