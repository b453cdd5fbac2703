"""What stands in the menus File, Edit and Help."""

from __future__ import annotations

from collections.abc import Callable

from ..browse.turn_commands import TurnCommands
from ..compress.queue import CompressQueue
from ..compress.queue_commands import QueueCommands
from ..models.model_commands import ModelCommands
from ..toolkit.texts import tr
from ..toolkit.undo import Undo
from .action_rows import Rows
from .clipboard_commands import ClipboardCommands
from .dialog_commands import DialogCommands
from .file_commands import FileCommands
from .open_commands import OpenCommands
from .save_commands import SaveCommands


def file_menu(
    rows: Rows,
    opening: OpenCommands,
    saving: SaveCommands,
    files: FileCommands,
    undo: Undo,
    queue: CompressQueue,
    commands: QueueCommands,
    close: Callable[[], object],
) -> None:
    rows.add("open", tr("&Open…"), opening.open_files, "Ctrl+O", icon="open")
    rows.add("open_folder", tr("Open &folder…"), opening.open_folder, "Ctrl+Shift+O")
    rows.separator()
    for id, text, save, key, possible in (
        ("save", tr("&Save as SDC…"), saving.save_sdc, "Ctrl+S", rows.has_sdc),
        ("save_rival", tr("Save the ri&val's file…"), saving.save_rival, "", saving.can_save_rival),
        ("save_as", tr("Save &picture as…"), saving.save_picture, "Ctrl+Shift+S", rows.has_picture),
    ):
        icon, keys, on = "save" if id == "save" else "", [key] if key else [], rows.beside_no_grid(possible)
        rows.add(id, text, save, *keys, icon=icon, enabled=on, reason=rows.why_not_saved)
    rows.separator()
    _queue(rows, queue, commands)
    rows.separator()
    rows.add("rename", tr("&Rename…"), files.rename, "F2", enabled=rows.has_one_file)
    rows.add("trash", tr("Move to &trash"), files.trash, "Del", enabled=rows.has_file)
    rows.add("restore", tr("&Undo"), undo.undo, "Ctrl+Z", enabled=undo.can_undo)
    rows.separator()
    rows.add("show_in_folder", tr("Show in file &manager"), files.show_in_folder, "Ctrl+Shift+E", enabled=rows.has_file)
    rows.separator()
    rows.add("close_picture", tr("&Close picture"), opening.close_picture, "Ctrl+W", enabled=rows.has_document)
    rows.add("quit", tr("&Quit"), close, "Ctrl+Q")


def _queue(rows: Rows, queue: CompressQueue, q: QueueCommands) -> None:
    rows.add("queue_add", tr("Compress f&iles…"), q.add_files, "Shift+C", icon="add")
    rows.add("queue_add_folder", tr("Compress a fol&der…"), q.add_folder, icon="folder")
    rows.add("queue_chosen", tr("Put into the compress queue"), q.add_chosen, enabled=rows.has_file, in_menu=False)
    rows.add("queue_add_listed", tr("Compress &all that are listed"), q.add_listed, enabled=q.can_add_listed)
    rows.add("queue", tr("Compress queu&e"), q.toggle_panel, "Q", icon="queue", checked=q.panel_visible)
    for id, text, run, icon, enabled in (
        ("queue_cancel", tr("Cancel all"), queue.cancel_all, "stop", q.can_cancel),
        ("queue_retry", tr("Try failed and cancelled ones again"), queue.retry_all, "retry", q.can_retry),
        ("queue_clear", tr("Clear finished ones"), queue.remove_ended, "clear", q.can_clear),
    ):
        rows.add(id, text, run, icon=icon, enabled=enabled, in_menu=False)
    rows.add("queue_pause", tr("Pause"), q.toggle_pause, "Shift+Q", icon="pause", checked=q.paused, in_menu=False)


def edit_menu(
    rows: Rows, clipboard: ClipboardCommands, turn: TurnCommands, dialogs: DialogCommands, models: ModelCommands
) -> None:
    rows.add(
        "copy", tr("&Copy picture"), clipboard.copy, "Ctrl+C", enabled=lambda: rows.has_picture() or rows.has_file()
    )
    rows.add("copy_path", tr("Copy pat&h"), clipboard.copy_path, "Ctrl+Shift+C", enabled=rows.has_file)
    rows.add("paste", tr("&Paste"), clipboard.paste, "Ctrl+V")
    rows.separator()

    def seen() -> bool:
        return rows.has_picture() and rows.sees_picture()

    rows.add("rotate_right", tr("Rotate to the &right"), lambda: turn.rotate(1), "R", enabled=seen)
    rows.add("rotate_left", tr("Rotate to the &left"), lambda: turn.rotate(-1), "Shift+R", enabled=seen)
    rows.add("flip_horizontal", tr("&Mirror"), lambda: turn.flip(True), "H", enabled=seen)
    rows.add("flip_vertical", tr("&Upside down"), lambda: turn.flip(False), "Shift+H", enabled=seen)
    rows.add("keep_turn", tr("Keep the rotation in the &file"), turn.keep, enabled=turn.can_keep)
    rows.separator()
    rows.add("palette", tr("Find a comma&nd…"), dialogs.show_palette, "Ctrl+Shift+P", "Ctrl+K", icon="search")
    rows.add("shortcuts", tr("&Keyboard shortcuts…"), dialogs.edit_shortcuts)
    rows.add("settings", tr("&Settings…"), dialogs.edit_settings, "Ctrl+,")
    rows.add("models", tr("M&odels…"), models.show, "Ctrl+Shift+M")


def help_menu(rows: Rows, opening: OpenCommands, dialogs: DialogCommands) -> None:
    rows.add("welcome", tr("&Try the sample photo"), opening.open_sample)
    rows.separator()
    rows.add("keys", tr("Keys and &gestures"), dialogs.show_keys, "F1", "?")
    rows.add("about", tr("&About sdviewer"), dialogs.about)
