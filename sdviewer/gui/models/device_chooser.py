"""Where Stable Diffusion's networks run. Which devices there are is asked for when the list is opened, not before."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from ..toolkit.settings import Settings
from ..toolkit.tasks import Tasks
from ..toolkit.texts import tr
from ..widgets.flow_layout import FlowLayout
from .model_library import ModelLibrary


class DeviceChooser(QWidget):
    """A list of devices; beside it the one that is in use."""

    def __init__(self, library: ModelLibrary, settings: Settings, tasks: Tasks) -> None:
        super().__init__()
        self._library, self._settings, self._tasks = library, settings, tasks
        self.box = _Box(self._ask)
        self.box.setAccessibleName(tr("Device"))
        self._in_use = QLabel()
        label = QLabel(tr("&Device for Stable Diffusion's models:"))
        label.setBuddy(self.box)
        row = FlowLayout(self)
        for widget in (label, self.box, self._in_use):
            row.addWidget(widget)
        self._fill([])
        self.box.activated.connect(lambda _: settings.set("models/device", self.box.currentData()))
        library.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the device in use."""
        name = self._library.device_in_use
        self._in_use.setText(tr("in use: {name}").format(name=device_text(name)) if name else "")

    def _ask(self) -> None:
        self._tasks.start("model:devices", self._show_devices())

    async def _show_devices(self) -> None:
        self._in_use.setText(tr("looking for devices…"))
        try:
            self._fill(await self._library.devices())
        finally:
            self.refresh()
        self.box.complete()

    def _fill(self, names: list[str]) -> None:
        chosen = self._settings.get("models/device")
        self.box.clear()
        for name in dict.fromkeys(["auto", *names, chosen]):
            self.box.addItem(device_text(name), name)
        self.box.setCurrentIndex(self.box.findData(chosen))


class _Box(QComboBox):
    """Asks for its items when it is opened for the first time."""

    def __init__(self, ask) -> None:  # type: ignore[no-untyped-def]
        super().__init__()
        self._ask, self._complete = ask, False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def showPopup(self) -> None:
        if self._complete:
            super().showPopup()
        else:
            self._ask()

    def complete(self) -> None:
        """All items are there: open now, and at once from now on."""
        self._complete = True
        if self.isVisible():
            super().showPopup()


def device_text(name: str) -> str:
    names = {"auto": tr("Automatic"), "cpu": "CPU", "cuda": "CUDA", "mps": "MPS (Apple)"}
    return names.get(name, name)
