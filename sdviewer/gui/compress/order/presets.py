"""Settings of the queue by names: some that come with the program, and the user's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from ...toolkit.settings import DEFAULTS, Settings
from ...toolkit.texts import tr
from ...widgets.dialog_size import ask_text

Preset = Mapping[str, Any]
"""Settings and their values."""

SETTINGS = (
    "compress/quality", "compress/size", "compress/by_size", "compress/by_score", "compress/score",
    "compress/like_jpeg", "compress/effort", "compress/model", "compress/metadata", "queue/place", "queue/folder",
    "queue/exists", "queue/only_smaller",
)  # fmt: skip
"""What a user's own preset holds."""


class PresetMenu(QMenu):
    """Filled whenever it is opened."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """The presets as they are now."""
        self.clear()
        for name, preset in (ready_made() | own(self._settings)).items():
            self.addAction(name.replace("&", "&&"), partial(apply, self._settings, preset))
        self.addSeparator()
        self.addAction(tr("Save these settings under a name…"), self._save)
        if names := list(own(self._settings)):
            removing = self.addMenu(tr("Remove"))
            for name in names:
                removing.addAction(name.replace("&", "&&"), partial(forget, self._settings, name))

    def _save(self) -> None:
        if name := ask_text(self, tr("Save the settings"), tr("Name")):
            keep(self._settings, name)


def ready_made() -> dict[str, Preset]:
    """Those of the program."""
    by_quality = {"compress/by_size": False, "compress/by_score": False}
    return {
        tr("Small (quality 30)"): by_quality | {"compress/quality": 30.0},
        tr("Medium (quality 60)"): by_quality | {"compress/quality": 60.0},
        tr("As good as JPEG of quality 50"): {"compress/by_size": False, "compress/by_score": True}
        | {"compress/like_jpeg": 50},
    }


def own(settings: Settings) -> dict[str, Preset]:
    """The user's; what can't be read is none."""
    try:
        kept = json.loads(settings.get("queue/presets"))
        return {str(name): _known(preset) for name, preset in kept.items()}
    except (ValueError, AttributeError):
        return {}


def keep(settings: Settings, name: str) -> None:
    """The settings as they are now, instead of what has that name."""
    _put(settings, {**own(settings), name: {key: settings.get(key) for key in SETTINGS}})


def forget(settings: Settings, name: str) -> None:
    _put(settings, {other: preset for other, preset in own(settings).items() if other != name})


def apply(settings: Settings, preset: Preset) -> None:
    for name, value in preset.items():
        settings.set(name, value)


def _put(settings: Settings, presets: Mapping[str, Preset]) -> None:
    settings.set("queue/presets", json.dumps(presets, ensure_ascii=False))


def _known(preset: Preset) -> Preset:
    return {name: value for name, value in preset.items() if name in SETTINGS and type(value) is type(DEFAULTS[name])}
