"""The settings that have no better place in a menu or panel. Changes count at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from ..compress.queue_choices import exists_rules, places
from ..toolkit.settings import Settings
from ..toolkit.texts import tr


class SettingsDialog(QDialog):
    """One row per setting."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        self._settings = settings
        self._form = QFormLayout(self)
        self._form.setContentsMargins(20, 18, 20, 14)
        self._form.setSpacing(10)
        self._choice(
            "view/theme", tr("&Colours"), {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}
        )
        languages = {"system": tr("As the system"), "en": "English", "de": "Deutsch"}
        self._choice("view/language", tr("&Language (from the next start)"), languages)
        self._choice("view/background", tr("&Background"), backgrounds())
        self._screen_colour()
        filters = {
            "auto": tr("Sharp from 200 %, smooth below"),
            "nearest": tr("Always sharp pixels"),
            "smooth": tr("Always smooth"),
        }
        self._choice("view/filter", tr("&Pixels"), filters)
        self._check("view/wheel_browses", tr("The &wheel goes to the next picture (zoom with Ctrl)"))
        self._check("view/keep_zoom", tr("&Keep zoom and place from picture to picture"))
        self._number("browse/preload", tr("Pictures loaded &ahead"), 0, 10)
        self._number("browse/cache_megabytes", tr("&Memory for decoded pictures"), 64, 65536, " MB")
        self._number("browse/thumbnail_megabytes", tr("Memory for &thumbnails"), 16, 4096, " MB")
        self._number("view/strip_size", tr("Size of thumbnails in the st&rip"), 96, 256)
        self._choice("queue/place", tr("&Results of the compress queue"), places())
        self._choice("queue/exists", tr("&If a result exists"), exists_rules())
        self._check("queue/at_once", tr("Compress what is added to the queue at &once, without showing the settings"))
        self._check("queue/keep_date", tr("A compressed file gets the &date of its photo"))
        self._seconds("browse/slideshow_seconds", tr("&Slideshow, each picture for"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self._form.addRow(buttons)

    def _choice(self, name: str, text: str, choices: dict[str, str]) -> None:
        box = QComboBox()
        box.setObjectName(name)
        for value, label in choices.items():
            box.addItem(label, value)
        box.setCurrentIndex(max(0, box.findData(self._settings.get(name))))
        box.activated.connect(lambda _: self._settings.set(name, box.currentData()))
        self._add(text, box)

    def _screen_colour(self) -> None:
        """The profile of the screen; that of a file is asked for when it is chosen."""
        choices = {"off": tr("Not managed (sRGB)"), "screen": tr("As the system knows it"), "file": tr("ICC file…")}
        self._choice("view/screen_colour", tr("Colours of the s&creen"), choices)
        box = self.findChild(QComboBox, "view/screen_colour")
        assert isinstance(box, QComboBox)
        box.activated.connect(lambda _: self._choose_profile(box))
        box.setToolTip(self._settings.get("view/screen_profile"))

    def _choose_profile(self, box: QComboBox) -> None:
        if box.currentData() != "file":
            return
        start = self._settings.get("view/screen_profile")
        filter = tr("Colour profiles (*.icc *.icm)")
        name, _ = QFileDialog.getOpenFileName(self, tr("Colour profile of the screen"), start, filter)
        if name:
            self._settings.set("view/screen_profile", name)
            box.setToolTip(name)

    def _check(self, name: str, text: str) -> None:
        box = QCheckBox(text)
        box.setObjectName(name)
        box.setChecked(self._settings.get(name))
        box.toggled.connect(lambda on: self._settings.set(name, on))
        self._form.addRow(box)

    def _number(self, name: str, text: str, low: int, high: int, suffix: str = "") -> None:
        box = QSpinBox(minimum=low, maximum=high, suffix=suffix)
        box.setObjectName(name)
        box.setValue(self._settings.get(name))
        box.valueChanged.connect(lambda value: self._settings.set(name, value))
        self._add(text, box)

    def _seconds(self, name: str, text: str) -> None:
        box = QDoubleSpinBox(minimum=0.5, maximum=3600, decimals=1, suffix=" s")
        box.setObjectName(name)
        box.setValue(self._settings.get(name))
        box.valueChanged.connect(lambda value: self._settings.set(name, value))
        self._add(text, box)

    def _add(self, text: str, field: QWidget) -> None:
        label = QLabel(text)
        label.setBuddy(field)
        field.setAccessibleName(text.replace("&", ""))
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._form.addRow(label, field)


def backgrounds() -> dict[str, str]:
    """What can lie around a picture."""
    return {
        "theme": tr("As the theme"),
        "black": tr("Black"),
        "grey": tr("Grey"),
        "white": tr("White"),
        "checkerboard": tr("Checkerboard"),
    }
