"""The menu bar, and the menu of files that were open lately."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ..toolkit.actions import Actions
from ..toolkit.settings import Settings
from ..toolkit.texts import tr


def menu_titles() -> dict[str, str]:
    """Menus in their order, with their titles."""
    return {
        "file": tr("&File"),
        "edit": tr("&Edit"),
        "go": tr("&Go"),
        "view": tr("&View"),
        "compare": tr("&Compare"),
        "lab": tr("&Lab"),
        "help": tr("&Help"),
    }


def fill_menu_bar(bar: QMenuBar, actions: Actions, recent: QMenu) -> None:
    """Every action in its menu; `recent` stands before what saves."""
    used = {spec.menu for spec in actions.specs.values()}
    for id, title in menu_titles().items():
        if id not in used:
            continue
        menu = bar.addMenu(title)
        menu.setToolTipsVisible(any(spec.tip or spec.reason for spec in actions.specs.values() if spec.menu == id))
        section = 0
        for spec in actions.specs.values():
            if spec.menu == id:
                if spec.section != section:
                    menu.addSeparator()
                    section = spec.section
                menu.addAction(actions[spec.id])
        if id == "file":
            menu.insertMenu(actions["save"], recent)
            menu.insertSeparator(actions["save"])


class RecentMenu(QMenu):
    """Filled whenever it is opened. open: shows files."""

    def __init__(self, settings: Settings, open: Callable[[Iterable[str]], object], parent: QWidget) -> None:
        super().__init__(tr("Open rece&nt"), parent)
        self._settings, self._open = settings, open
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        recent = self._settings.get("recent")
        for path in recent:
            action = self.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda _=False, path=path: self._open([path]))
        self.addSeparator()
        clear = self.addAction(tr("Clear this list"))
        clear.setEnabled(bool(recent))
        clear.triggered.connect(lambda: self._settings.set("recent", []))
