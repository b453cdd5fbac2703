"""The settings that have no better place in a menu or panel. Changes count at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..compress.queue_choices import exists_rules, places
from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from ..widgets.dialog_size import open_at
from ..widgets.elided_box import ElidedBox
from ..widgets.scroll_area import ScrollArea
from .settings_group import SettingsGroup


class SettingsDialog(QDialog):
    """One row per setting, in groups; the field above finds them."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings"))
        self._settings = settings
        self._groups: list[SettingsGroup] = []
        self.search = QLineEdit(placeholderText=tr("Find a setting…"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Find a setting"))
        self._nothing = QLabel(tr("No setting has this in its name."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 4, 12, 4)
        self._rows.setSpacing(18)
        self._fill()
        self._rows.addWidget(self._nothing)
        self._rows.addStretch()
        self._lay_out()
        self.search.textChanged.connect(self._find)

    def _lay_out(self) -> None:
        contents = QWidget()
        contents.setLayout(self._rows)
        area = ScrollArea(contents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 6, 12)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        wanted = contents.sizeHint()
        open_at(self, wanted.width() + 60, wanted.height() + 120)

    def _fill(self) -> None:
        self._begin(tr("Appearance"))
        self._choice(
            "view/theme",
            tr("&Light or dark"),
            {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")},
            tr("theme dark mode"),
        )
        languages = {"system": tr("As the system"), "en": "English", "de": "Deutsch"}
        self._choice("view/language", tr("Lan&guage (from the next start)"), languages)
        self._begin(tr("Pictures"))
        self._choice("view/background", tr("&Background"), backgrounds())
        self._screen_colour()
        filters = {
            "auto": tr("Sharp from 200 %, smooth below"),
            "nearest": tr("Always sharp pixels"),
            "smooth": tr("Always smooth"),
        }
        self._choice("view/filter", tr("&Pixels"), filters)
        self._check("view/keep_zoom", tr("&Keep zoom and place from picture to picture"))
        self._check("view/small_labels", tr("Labels on pictures i&n one line"))
        self._begin(tr("Browsing"))
        self._check("view/wheel_browses", tr("The &wheel goes to the next picture (zoom with Ctrl)"))
        self._check("browse/folder_as_grid", tr("A &folder is shown as thumbnails when it is opened"))
        self._seconds("browse/slideshow_seconds", tr("&Slideshow, each picture for"))
        self._number("view/strip_size", tr("Si&ze of thumbnails in the strip"), 96, 256)
        self._begin(tr("Memory"))
        self._number("browse/preload", tr("Pictures loaded &ahead"), 0, 10)
        self._number("browse/cache_megabytes", tr("&Memory for decoded pictures"), 64, 65536, " MB")
        self._number("browse/thumbnail_megabytes", tr("Memory for &thumbnails"), 16, 4096, " MB")
        self._begin(tr("Compress queue"))
        self._choice("queue/place", tr("&Results of the compress queue"), places())
        self._choice("queue/exists", tr("&If a result exists"), exists_rules())
        self._check("queue/at_once", tr("Begin at &once, without showing the settings before"))
        self._check("queue/keep_date", tr("A compressed file gets the &date of its photo"))

    def _find(self, text: str) -> None:
        """Only the rows that have every typed word in their texts, or whose group's title has."""
        words = text.casefold().split()
        found = [group.show_matching(words) for group in self._groups]  # all of them
        self._nothing.setVisible(not any(found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter closes the dialog only where its button has the focus, not where something was typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(self.focusWidget(), QPushButton):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _begin(self, title: str) -> None:
        self._groups.append(SettingsGroup(title))
        self._rows.addWidget(self._groups[-1])

    def _choice(self, name: str, text: str, choices: dict[str, str], also: str = "") -> QComboBox:
        """also: words by which it is found, too."""
        box = ElidedBox()
        box.setObjectName(name)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for value, label in choices.items():
            box.addItem(label, value)
        box.setCurrentIndex(max(0, box.findData(self._settings.get(name))))
        box.activated.connect(lambda _: self._settings.set(name, box.currentData()))
        self._add(text, box, also)
        return box

    def _screen_colour(self) -> None:
        """The profile of the screen; that of a file is asked for when it is chosen."""
        choices = {"off": tr("Not managed (sRGB)"), "screen": tr("As the system knows it"), "file": tr("ICC file…")}
        box = self._choice("view/screen_colour", tr("&Colour profile of the screen"), choices)
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
        self._groups[-1].add("", box)

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

    def _add(self, text: str, field: QWidget, also: str = "") -> None:
        field.setAccessibleName(text.replace("&", ""))
        self._groups[-1].add(text, field, also)


def backgrounds() -> dict[str, str]:
    """What can lie around a picture."""
    return {
        "theme": tr("As the theme"),
        "black": tr("Black"),
        "grey": tr("Grey"),
        "white": tr("White"),
        "checkerboard": tr("Checkerboard"),
    }
