"""Handlers of the actions that concern the view and the comparison. Those on files are in `file_commands`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence

from ...paths import resource
from ..compare.variants import NATURAL, ORIGINAL, RIVAL_KINDS, SDC, Source
from ..toolkit.texts import tr
from ..view.compare_view import Layout

if TYPE_CHECKING:
    from .main_window import MainWindow


class Commands(QObject):
    """One method per action."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._comparison = window.session.comparison
        self._slideshow = QTimer(self)
        self._slideshow.timeout.connect(self._next_slide)

    # comparing

    def can_compress(self) -> bool:
        """A photo is open, so there is something to compress."""
        return self._comparison.original is not None and self._comparison.original.picture is not None

    def compressing(self) -> bool:
        """The compress panel is in use: the `.sdc` of a photo is among the panes."""
        document, sources = self._comparison.document, self._comparison.sources
        return document is not None and document.primary == ORIGINAL and not {SDC, NATURAL}.isdisjoint(sources)

    def toggle_compress(self) -> None:
        """Compress beside the original in a split view, or back to the picture alone."""
        if self.compressing():
            self._comparison.set_sources([ORIGINAL])
            self.set_layout(Layout.SINGLE)
            return
        self._window.gallery.set_grid(False)
        self._show_compressed()

    def compress_selected(self) -> None:
        """What is selected among the thumbnails, as if it were open."""
        self._window.gallery.open_selected()
        self._show_compressed()

    def _show_compressed(self) -> None:
        view = self._window.view
        self._session.compress()
        if view.layout_mode is Layout.SINGLE:
            view.set_layout(Layout.SPLIT)

    def set_layout(self, layout: Layout) -> None:
        """More than one pane needs something to compare with: the `.sdc`, or for a `.sdc` JPEG of its size."""
        self._window.gallery.set_grid(False)
        if layout is not Layout.SINGLE and not self._comparison.comparing:
            self.add_pane()
        self._window.view.set_layout(layout)

    def turn_divider(self) -> None:
        view = self._window.view
        view.set_layout(Layout.SPLIT, not view.vertical)
        self._session.settings.set("view/vertical_split", view.vertical)

    def move_divider(self, direction: int) -> None:
        view = self._window.view
        view.set_split(view.split + 0.02 * direction)

    def toggle_natural(self) -> None:
        """Kept as a setting, so that a folder can be browsed either way."""
        self._comparison.set_natural(not self._comparison.natural)
        self._session.settings.set("view/natural", self._comparison.natural)

    def swap(self) -> None:
        """The other of the first two panes, alone."""
        view = self._window.view
        view.show_pane(1 if view.current == 0 else 0)

    def hold_original(self) -> None:
        """Until the key is let go; chosen with the mouse, until it is chosen again, or Esc is pressed."""
        keys = self._window.actions_["hold_original"].shortcut()
        key = keys[0].key() if keys != QKeySequence() else Qt.Key.Key_O  # type: ignore[index]  # not in the stubs
        self._window.view.hold_original(key)

    def can_add_pane(self) -> bool:
        return bool(self._comparison.document) and len(self._comparison.sources) < 4

    def add_pane(self) -> None:
        """With what isn't shown yet."""
        shown = self._comparison.sources
        candidates = [ORIGINAL, SDC, *map(Source, RIVAL_KINDS)]
        if self._comparison.original is None:
            self._window.files.choose_second()
            return
        self._comparison.set_sources([*shown, next(s for s in candidates if s not in shown)])

    def remove_pane(self) -> None:
        self._comparison.set_sources(self._comparison.sources[:-1])
        if not self._comparison.comparing:
            self.set_layout(Layout.SINGLE)

    def toggle_map(self, name: str) -> None:
        self._comparison.set_map("" if self._comparison.map_name == name else name)

    # the view

    def rotate(self, quarters: int) -> None:
        self._comparison.set_turn(self._comparison.turn.rotated(quarters))

    def flip(self, horizontally: bool) -> None:
        self._comparison.set_turn(self._comparison.turn.flipped(horizontally))

    def toggle_setting(self, name: str) -> None:
        settings = self._session.settings
        settings.set(name, not settings.get(name))

    def toggle_loupe(self) -> None:
        self._window.view.set_loupe(not self._window.view.loupe)

    def toggle_inspector(self) -> None:
        self._window.toggle_panel("inspector")

    def toggle_menu_bar(self) -> None:
        bar = self._window.menuBar()
        bar.setVisible(not bar.isVisible())

    def toggle_full_screen(self) -> None:
        self._window.full_screen.set(not self._window.isFullScreen())

    def escape(self) -> None:
        """Let go of the original, else stop what runs, end the slideshow, leave the thumbnails or the full screen."""
        if self._window.view.holding:
            self._window.view.let_go()
        elif self._session.tasks.running("encode") or self._session.tasks.running("rival:"):
            self._comparison.stop()
        elif self.in_slideshow:
            self.toggle_slideshow()
        elif self._window.gallery.in_grid:
            self._window.gallery.set_grid(False)
        elif self._window.isFullScreen():
            self._window.full_screen.set(False)

    # slideshow

    @property
    def in_slideshow(self) -> bool:
        return self._slideshow.isActive()

    def toggle_slideshow(self) -> None:
        if self._slideshow.isActive():
            self._slideshow.stop()
        else:
            self._window.gallery.set_grid(False)
            self._slideshow.start(int(1000 * self._session.settings.get("browse/slideshow_seconds")))
        self._window.full_screen.set(self._slideshow.isActive())

    def _next_slide(self) -> None:
        self._session.browser.step_around()

    # dialogs

    def show_palette(self) -> None:
        from ..dialogs.command_palette import CommandPalette

        CommandPalette(self._window.actions_, self._window).open()

    def edit_shortcuts(self) -> None:
        from ..dialogs.shortcut_editor import ShortcutEditor

        ShortcutEditor(self._window.actions_, self._window).open()

    def edit_settings(self) -> None:
        from ..dialogs.settings_dialog import SettingsDialog

        SettingsDialog(self._session.settings, self._window).open()

    def about(self) -> None:
        from ..dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    def open_sample(self) -> None:
        """The photo that ships with the program, compressed, beside JPEG at the same size."""
        samples = sorted(resource("samples").glob("*.jpg"))
        if not samples:
            self._session.failed.emit(tr("The sample photo is missing from this installation."))
            return
        self._window.files.compare([samples[0]])
