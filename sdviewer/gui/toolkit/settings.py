"""What the user has set, kept by QSettings. One table of names and defaults; a default's type is the setting's type."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

DEFAULTS: dict[str, Any] = {
    "view/filter": "auto",
    "view/grid": True,
    "view/keep_zoom": False,
    "view/wheel_browses": False,
    "view/vertical_split": True,
    "view/align": "centre",
    "compare/slow_rivals": False,
    "compare/overlap": False,
    "view/labels": True,
    "view/small_labels": False,
    "models/finer_offered": False,
    "view/natural": False,
    "view/strength": 1.0,
    "view/theme": "system",
    "view/language": "system",
    "view/background": "theme",
    "view/screen_colour": "screen",
    "view/screen_profile": "",
    "view/strip": False,
    "view/strip_full_screen": False,
    "view/strip_size": 96,
    "view/thumbnail_size": 160,
    "browse/sort": "name",
    "browse/descending": False,
    "browse/cache_megabytes": 512,
    "browse/thumbnail_megabytes": 128,
    "browse/folder_as_grid": True,
    "browse/preload": 2,
    "browse/slideshow_seconds": 4.0,
    "compress/quality": 60.0,
    "compress/size": 5000,
    "compress/by_size": False,
    "compress/by_score": False,
    "compress/score": 50.0,
    "compress/like_jpeg": 0,
    "compress/effort": "fast",
    "compress/metadata": "keep",
    "compress/protect": False,
    "compress/model": "own",
    "lab/risks": True,
    "queue/place": "beside",
    "queue/folder": "",
    "queue/exists": "ask",
    "queue/keep_date": True,
    "queue/only_smaller": True,
    "queue/at_once": False,
    "queue/presets": "{}",
    "models/device": "auto",
    "models/speeds": "{}",
    "default_offered": False,
    "recent": [],
    "last_folder": "",
}

MAX_RECENT = 12


class Settings(QObject):
    """Typed access; `changed` names what was set."""

    changed = Signal(str)

    def __init__(self, store: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store or QSettings()

    def get(self, name: str) -> Any:
        """The value, of the same type as the default; the default if what is stored can't be read as one."""
        default = DEFAULTS[name]
        value: Any = self._store.value(name, default)
        if isinstance(default, bool):
            return value in (True, "true", "1", 1)
        if isinstance(default, list):
            return [value] if isinstance(value, str) and value else list(value or [])
        try:
            return type(default)(value)
        except (TypeError, ValueError):
            return default

    def set(self, name: str, value: Any) -> None:
        if value != self.get(name):
            self._store.setValue(name, value)
            self.changed.emit(name)

    def shortcuts(self) -> dict[str, list[str]]:
        """The user's own shortcuts: action to key sequences (portable text)."""
        self._store.beginGroup("shortcuts")
        found = {key: [s for s in str(self._store.value(key)).split("\n") if s] for key in self._store.childKeys()}
        self._store.endGroup()
        return found

    def set_shortcut(self, action: str, keys: list[str] | None) -> None:
        """None: as the program has it."""
        if keys is None:
            self._store.remove(f"shortcuts/{action}")
        else:
            self._store.setValue(f"shortcuts/{action}", "\n".join(keys))

    def add_recent(self, path: str) -> None:
        recent = [path, *(p for p in self.get("recent") if p != path)]
        self.set("recent", recent[:MAX_RECENT])

    def blob(self, name: str) -> Any:
        """Window geometry and the like: bytes of Qt's own making, or None."""
        return self._store.value(name)

    def set_blob(self, name: str, value: Any) -> None:
        self._store.setValue(name, value)
