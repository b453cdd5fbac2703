"""Icons from `resources/icons`: drawn in black, shown in the palette's text colour."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ...paths import resource

SIZE = 20
"""Width and height on screen, in device-independent pixels. Drawing costs time at the start, so there is just one."""

_GROUPS = ((QIcon.Mode.Normal, QPalette.ColorGroup.Active), (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled))


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """The icon, with a fainter picture for disabled actions. Made anew after the palette has changed. colour: of icons
    on a ground of their own."""
    source = resource(f"icons/{name}.svg").read_bytes()
    palette = QGuiApplication.palette()
    result = QIcon()
    for mode, group in _GROUPS:
        own = QColor(colour) if colour is not None else palette.color(group, QPalette.ColorRole.ButtonText)
        if colour is not None and mode == QIcon.Mode.Disabled:
            own.setAlpha(95)
        result.addPixmap(_drawn(source, own), mode)
    return result


def application_icon() -> QIcon:
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addFile(str(resource(f"icons/sdviewer-{size}.png")))
    return result


def _drawn(source: bytes, colour: QColor) -> QPixmap:
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(source.replace(b"#000", colour.name().encode()))).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
