"""The table of all actions, menu by menu: id, text, handler, shortcuts, icon, when enabled, when checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..animation.player import Player
from ..browse.browser import Browser
from ..browse.gallery import Gallery
from ..browse.turn_commands import TurnCommands
from ..compare.comparison import Comparison
from ..compress.queue import CompressQueue
from ..compress.queue_commands import QueueCommands
from ..models.model_commands import ModelCommands
from ..toolkit.actions import Spec
from ..toolkit.settings import Settings
from ..toolkit.undo import Undo
from ..view.compare_view import CompareView
from .action_rows import Rows
from .chosen_files import ChosenFiles
from .clipboard_commands import ClipboardCommands
from .compare_actions import compare_menu
from .compare_commands import CompareCommands
from .dialog_commands import DialogCommands
from .file_actions import edit_menu, file_menu, help_menu
from .file_commands import FileCommands
from .full_screen import FullScreen
from .open_commands import OpenCommands
from .save_commands import SaveCommands
from .slideshow import Slideshow
from .view_actions import go_menu, view_menu
from .view_commands import ViewCommands


@dataclass(frozen=True, eq=False, repr=False)
class Handlers:
    """All that actions call, and what tells when they may. close: ends the program."""

    comparison: Comparison
    browser: Browser
    settings: Settings
    queue: CompressQueue
    view: CompareView
    gallery: Gallery
    chosen: ChosenFiles
    opening: OpenCommands
    saving: SaveCommands
    files: FileCommands
    undo: Undo
    clipboard: ClipboardCommands
    turning: TurnCommands
    comparing: CompareCommands
    viewing: ViewCommands
    full_screen: FullScreen
    slideshow: Slideshow
    player: Player
    dialogs: DialogCommands
    queueing: QueueCommands
    models: ModelCommands
    close: Callable[[], object]


def table(h: Handlers, more: Callable[[Rows], None]) -> list[Spec]:
    """All actions of a window. more: adds the rows of rooms above this one."""
    rows = Rows(h.comparison, h.browser, h.chosen, h.settings, lambda: h.gallery.in_grid)
    rows.begin_menu("file")
    file_menu(rows, h.opening, h.saving, h.files, h.undo, h.queue, h.queueing, h.close)
    rows.begin_menu("edit")
    edit_menu(rows, h.clipboard, h.turning, h.dialogs, h.models)
    rows.begin_menu("go")
    go_menu(rows, h.browser, h.slideshow, h.settings)
    rows.begin_menu("view")
    view_menu(rows, h.comparison, h.view, h.viewing, h.gallery, h.player)
    rows.begin_menu("compare")
    compare_menu(rows, h.comparison, h.view, h.gallery, h.comparing, h.opening)
    more(rows)
    rows.begin_menu("help")
    help_menu(rows, h.opening, h.dialogs)
    return rows.specs
