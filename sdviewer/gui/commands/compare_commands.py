"""Handlers of the actions that compress and compare."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from ...codec.types import MAX_STRENGTH
from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..compare.variants import MAX_PANES, NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source, State
from ..toolkit.actions import Actions
from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from ..view.compare_view import CompareView, Layout
from ..widgets.panels import Panels

PANEL = "compress"


class CompareCommands:
    """One method per action. choose_second: asks for a file beside what is open. queue_chosen: puts the selected photos
    into the compress queue."""

    def __init__(
        self,
        comparison: Comparison,
        settings: Settings,
        view: CompareView,
        gallery: Gallery,
        actions: Actions,
        choose_second: Callable[[], object],
        panels: Panels,
        queue_chosen: Callable[[], object],
    ) -> None:
        self._comparison, self._settings, self._view, self._gallery = comparison, settings, view, gallery
        self._actions, self._choose_second = actions, choose_second
        self._panels, self._queue_chosen = panels, queue_chosen

    def can_compress(self) -> bool:
        """A photo is open or, in the grid, something is selected, so there is something to compress."""
        if self._gallery.in_grid:
            return self._gallery.selected_count() > 0
        return self._comparison.original is not None and self._comparison.original.picture is not None

    def compressing(self) -> bool:
        """The `.sdc` of a photo is among the panes."""
        document, sources = self._comparison.document, self._comparison.sources
        return document is not None and document.primary == ORIGINAL and any(s == SDC or s.is_redrawn for s in sources)

    def toggle_compress(self) -> None:
        """Compress in a split view, or back to the picture alone; in the grid, compress what is selected there. Where
        the panel was closed it comes back first."""
        if self._gallery.in_grid and self._gallery.selected_count() > 1:
            self._queue_chosen()
        elif self._gallery.in_grid:
            self.compress_selected()
        elif not self.compressing():
            self._show_compressed()
        elif self._panels.visible(PANEL) or self._view.window().isFullScreen():
            self._end()
        else:
            self._panels.set_visible(PANEL, True)

    def _end(self) -> None:
        self._comparison.set_sources([ORIGINAL])
        self.set_layout(Layout.SINGLE)

    def why_not(self) -> str:
        """Why there is nothing to compress, '' where that is plain."""
        if not self._gallery.in_grid:
            return ""
        return tr("Select one photo to compress it; several are put into the compress queue.")

    def shows_panel(self) -> bool:
        return self._panels.visible(PANEL)

    def leave_panel(self, id: str) -> None:
        """The user has closed a panel. With that of compressing an encode ends which nobody else waits for; what was
        there before it stays."""
        sdc = self._comparison.variant(SDC)
        if id != PANEL or sdc is None or sdc.state is not State.WORKING or not self.compressing():
            return
        if sdc.picture is None:
            self._end()
        elif SDC not in self._comparison.awaited:
            self._comparison.stop()

    def compress_selected(self) -> None:
        """What is selected among the thumbnails, as if it were open."""
        self._gallery.open_selected()
        self._show_compressed()

    def _show_compressed(self) -> None:
        self._comparison.compress()
        if self._view.layout_mode is Layout.SINGLE:
            self._view.set_layout(Layout.SPLIT)

    def set_layout(self, layout: Layout) -> None:
        """More than one pane needs something to compare with: the `.sdc`, or for a `.sdc` JPEG of its size."""
        self._gallery.set_grid(False)
        if layout is not Layout.SINGLE and not self._comparison.comparing:
            self.add_pane()
        self._view.set_layout(layout)

    def turn_divider(self) -> None:
        view = self._view
        view.set_layout(Layout.SPLIT, not view.vertical)
        self._settings.set("view/vertical_split", view.vertical)

    def turn_alignment(self) -> None:
        """Lay pictures of unequal sizes corner on corner, or centre on centre."""
        self._settings.set("view/align", "centre" if self.aligns_corner() else "corner")

    def aligns_corner(self) -> bool:
        return bool(self._settings.get("view/align") == "corner")

    def move_divider(self, direction: int) -> None:
        view = self._view
        view.set_split(view.split + 0.02 * direction)

    def toggle_natural(self) -> None:
        """Kept as a setting, so that a folder can be browsed either way."""
        self._comparison.set_natural(not self._comparison.shows_natural)
        self._settings.set("view/natural", self._comparison.natural)

    def change_texture(self, by: float) -> None:
        """More or less of what the natural look adds; kept as a setting, and as a hint in what is saved."""
        strength = min(MAX_STRENGTH, max(0.0, self._comparison.strength_shown + by))
        self._comparison.set_strength(strength)
        self._settings.set("view/strength", strength)

    def shows_texture(self) -> bool:
        """A pane shows the natural look."""
        return NATURAL in self._comparison.sources

    def swap(self) -> None:
        """The other of the first two panes, alone."""
        view = self._view
        view.show_pane(1 if view.current == 0 else 0)

    def hold_original(self) -> None:
        """Until the key is let go; chosen with the mouse, until it is chosen again, or Esc is pressed."""
        keys = self._actions["hold_original"].shortcut()
        key = keys[0].key() if keys != QKeySequence() else Qt.Key.Key_O  # type: ignore[index]  # not in the stubs
        self._view.hold_original(key)

    def can_add_pane(self) -> bool:
        return bool(self._comparison.document) and len(self._comparison.sources) < MAX_PANES

    def add_pane(self) -> None:
        """With what isn't shown yet."""
        shown = self._comparison.sources
        candidates = [ORIGINAL, self._comparison.compressed, *map(Source, RIVAL_KINDS)]
        if self._comparison.original is None:
            self._comparison.find_original(self._choose_second)
            return
        self._comparison.set_sources([*shown, next(s for s in candidates if s not in shown)])
        if len(shown) > 1:  # the divider has two sides only
            self._view.set_layout(Layout.SIDE)
        elif self._view.layout_mode is Layout.SINGLE:
            self._view.set_layout(Layout.SPLIT)

    def remove_pane(self) -> None:
        self._comparison.set_sources(self._comparison.sources[:-1])
        if not self._comparison.comparing:
            self.set_layout(Layout.SINGLE)

    def toggle_map(self, name: str) -> None:
        self._comparison.set_map("" if self._comparison.map_name == name else name)
