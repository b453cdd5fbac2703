"""Handlers of the actions that open a dialog of the program's own. Each is imported when it is first opened."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..toolkit.actions import Actions
from ..toolkit.settings import Settings


class DialogCommands:
    """One method per dialog. parent: the window that they stand before."""

    def __init__(self, actions: Actions, settings: Settings, parent: QWidget) -> None:
        self._actions, self._settings, self._parent = actions, settings, parent

    def show_palette(self) -> None:
        from ..dialogs.command_palette import CommandPalette

        CommandPalette(self._actions, self._parent).open()

    def edit_shortcuts(self) -> None:
        from ..dialogs.shortcut_editor import ShortcutEditor

        ShortcutEditor(self._actions, self._parent).open()

    def edit_settings(self) -> None:
        from ..dialogs.settings_dialog import SettingsDialog

        SettingsDialog(self._settings, self._parent).open()

    def show_keys(self) -> None:
        from ..dialogs.keys_page import KeysPage

        KeysPage(self._actions, self._parent).open()

    def about(self) -> None:
        from ..dialogs.about import AboutDialog

        AboutDialog(self._parent).open()
