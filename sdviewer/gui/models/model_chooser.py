"""The model that pictures are written with: a list that follows the library, and what to expect of the chosen one."""

from __future__ import annotations

from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..toolkit.settings import Settings
from ..toolkit.texts import number, tr
from ..widgets.elided_box import ElidedBox
from .known_models import kind_text
from .model_library import ModelLibrary


class ModelChooser(QWidget):
    """Writes the setting."""

    def __init__(self, library: ModelLibrary, settings: Settings) -> None:
        super().__init__()
        self._settings, self._library = settings, library
        self.box, self.note = ElidedBox(), QLabel()
        self.box.setAccessibleName(tr("Model"))
        self.note.setWordWrap(True)
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setFocusProxy(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.note)
        self.box.activated.connect(lambda _: self._settings.set("compress/model", self.box.currentData()))
        self._library.changed.connect(self.refresh)
        self._settings.changed.connect(lambda name: self.refresh() if name == "compress/model" else None)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Models may have come or gone since the panel was last seen."""
        super().showEvent(event)
        self._library.refresh()

    def refresh(self) -> None:
        """The list and the note as the library is now; the chosen one is in the list even if it is gone."""
        chosen = self._settings.get("compress/model")
        kinds = {model.name: model.kind for model in self._library.usable}
        self.box.clear()
        for name in dict.fromkeys([*kinds, chosen]):
            self.box.addItem(name if kinds.get(name, "own") == "own" else f"{name} – {kind_text(kinds[name])}", name)
        self.box.setCurrentIndex(self.box.findData(chosen))
        text = self._note(chosen, kinds)
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.box.setAccessibleDescription(text)

    def _note(self, chosen: str, kinds: dict[str, str]) -> str:
        if chosen not in kinds:
            return tr("This model isn't here.") if kinds else ""
        if kinds[chosen] == "own":
            return ""
        generative = tr("Generative: fine detail may be invented. More effort changes nothing.")
        if kinds[chosen] == "SmallAutoencoder":
            return generative
        speed = self._library.speed(chosen)
        slow = (
            tr("Slow: seconds to minutes per megapixel, measured when it is first used.")
            if speed is None
            else tr("About {write} s per megapixel to write and {read} s to read.").format(
                write=number(speed[0], 1), read=number(speed[1], 1)
            )
        )
        return f"{slow} {generative}"
