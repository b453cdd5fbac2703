"""Version, and the licences of what the program is made of."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from ... import __version__
from ..toolkit import icons
from ..toolkit.texts import tr
from ..widgets.dialog_size import open_at
from ..widgets.scroll_area import ScrollArea

PARTS = (
    "PySide6-Essentials", "numpy", "Pillow", "pi-heif", "tifffile", "pillow-jxl-plugin", "constriction", "onnxruntime",
    "safetensors", "qasync", "pyqtgraph", "Send2Trash", "platformdirs",
)  # fmt: skip


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About sdviewer"))
        picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        picture.setPixmap(icons.application_icon().pixmap(QSize(96, 96)))
        text = QLabel(_text(), textFormat=Qt.TextFormat.RichText, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 18, 14)
        column.setSpacing(12)
        contents = QWidget()
        rows = QVBoxLayout(contents)
        for widget in (picture, text):
            rows.addWidget(widget)
        column.addWidget(ScrollArea(contents), 1)
        column.addWidget(buttons)
        self.setMinimumWidth(440)
        open_at(self, 520, contents.heightForWidth(440) + 100)


def _text() -> str:
    what = tr("Viewer and encoder for .sdc, a learned image format that keeps photos in a few kilobytes.")
    rows = "".join(
        f"<tr><td align=left>{name} {version}&nbsp;&nbsp;</td><td align=left>{licence}</td></tr>"
        for name, version, licence in _parts()
    )
    licence = tr("Apache License 2.0. Made with Qt {version} and:").format(version=qVersion())
    return f"<h2>sdviewer {__version__}</h2><p>{what}</p><p>{licence}</p><table align=center>{rows}</table>"


def _parts() -> list[tuple[str, str, str]]:
    found = []
    for name in PARTS:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # not every build has all of them
        found.append((name, about["Version"], _licence(about)))
    return found


def _licence(about: metadata.PackageMetadata) -> str:
    """As the package states it: as an expression, else in one line of text, else by its classifiers."""
    stated = [*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ())]
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or () if c.startswith("License")]
    text = next((line for line in stated if line.strip()), ", ".join(classifiers))
    return text.strip().partition("\n")[0][:60]
