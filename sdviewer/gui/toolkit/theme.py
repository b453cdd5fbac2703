"""Light and dark: palettes, and the few style rules that a palette can't express."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from ...paths import resource

_LIGHT = {
    "Window": "#f4f4f5", "WindowText": "#1c1c1f", "Base": "#ffffff", "AlternateBase": "#f0f0f2", "Text": "#1c1c1f",
    "Button": "#ececee", "ButtonText": "#1c1c1f", "ToolTipBase": "#2b2b2e", "ToolTipText": "#f2f2f2",
    "PlaceholderText": "#77777f", "Highlight": "#2a6fdb", "HighlightedText": "#ffffff", "Link": "#1f5fc4",
    "Light": "#ffffff", "Midlight": "#e6e6e9", "Mid": "#c9c9ce", "Dark": "#a5a5ad", "Shadow": "#6e6e76",
    "BrightText": "#b3261e", "Accent": "#2a6fdb",
}  # fmt: skip
_DARK = {
    "Window": "#2a2a2d", "WindowText": "#e6e6e8", "Base": "#202022", "AlternateBase": "#29292c", "Text": "#e6e6e8",
    "Button": "#38383c", "ButtonText": "#e6e6e8", "ToolTipBase": "#101012", "ToolTipText": "#f2f2f2",
    "PlaceholderText": "#9a9aa2", "Highlight": "#3f82ee", "HighlightedText": "#ffffff", "Link": "#7fb0ff",
    "Light": "#4a4a4f", "Midlight": "#404045", "Mid": "#1a1a1c", "Dark": "#161618", "Shadow": "#0a0a0b",
    "BrightText": "#ff8a80", "Accent": "#3f82ee",
}  # fmt: skip
_DARK_MENU_EDGE = "#96969e"
"""Fusion draws the edges of a menu, and of the tick boxes in it, somewhat darker than its window."""

_SURROUND = {"black": "#000000", "grey": "#777777", "white": "#ffffff", "light": "#d9d9dc", "dark": "#19191b"}


def surround(choice: str, dark: bool) -> tuple[QBrush, QColor]:
    """What lies around a picture, neutral so that it doesn't tint it, and a colour for words on it.

    choice: 'theme' (by whether that is dark), 'black', 'grey', 'white' or 'checkerboard'.
    """
    if choice == "checkerboard":
        return checkerboard(), QColor("black")
    colour = QColor(_SURROUND.get(choice, _SURROUND["dark" if dark else "light"]))
    return QBrush(colour), QColor("#e6e6e8" if colour.lightness() < 128 else "#1c1c1f")


@lru_cache(maxsize=1)
def checkerboard() -> QBrush:
    """Grey squares, which stand for what is transparent."""
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 200, 200))
    painter = QPainter(image)
    for x, y in ((0, 0), (8, 8)):
        painter.fillRect(x, y, 8, 8, QColor(160, 160, 160))
    painter.end()
    return QBrush(image)


_STYLE = """
QToolBar {{ border: 0; border-bottom: 1px solid {line}; padding: 3px 6px; spacing: 2px; background: {window}; }}
QToolBar::separator {{ width: 1px; margin: 5px 5px; background: {line}; }}
QToolBar QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 5px; }}
QToolBar QToolButton#qt_toolbar_ext_button {{ padding: 0; }}
QToolBar QToolButton[main="true"] {{ border-color: {accent}; padding-left: 8px; padding-right: 8px; }}
QToolBar QToolButton[main="true"]:focus {{ border: 2px solid {accent}; padding: 4px 7px; }}
QToolBar QToolButton[main="true"]:disabled {{ border-color: {line}; }}
QToolBar QToolButton:hover {{ background: {hover}; }}
QToolBar QToolButton:checked {{ background: {checked}; }}
QToolBar QToolButton:focus {{ border-color: {accent}; }}
QMenu {{ menu-scrollable: 1; }}
QMenuBar {{ background: {window}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: 0; }}
QDockWidget {{ titlebar-close-icon: url("{close}"); }}
QDockWidget::close-button {{ border: 0; border-radius: 4px; icon-size: 16px; }}
QDockWidget::close-button:hover {{ background: {hover}; }}
QDockWidget::title {{ padding: 7px 10px; background: {window}; font-weight: bold; }}
QToolTip {{ border: 0; padding: 4px; background: {tip}; color: {tip_text}; }}
QRadioButton::indicator, QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px;
  border: 1px solid {edge}; background: {base}; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator, QAbstractItemView::indicator {{ border-radius: 4px; }}
QRadioButton::indicator:hover, QCheckBox::indicator:hover,
QRadioButton::indicator:focus, QCheckBox::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator:checked {{ border-color: {accent}; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
  fx: 0.5, fy: 0.5, stop: 0 white, stop: 0.42 white, stop: 0.48 {accent}, stop: 1 {accent}); }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ border-color: {accent};
  background: {accent}; image: url("{check}"); }}
QRadioButton:focus, QCheckBox:focus {{ background: {hover}; border-radius: 4px; }}
QPushButton:default:focus {{ border: 2px solid {accent}; border-radius: 5px; padding: 3px 2px; background: {hover}; }}
QDialog QTreeView:focus, QDialog QTableView:focus {{ border: 1px solid {accent}; }}
QTreeView::item, QListView::item {{ padding: 2px 0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QMainWindow::separator {{ width: 1px; height: 1px; background: {line}; }}
"""


class Theme(QObject):
    """Follows the system's colour scheme, or the setting that forces one."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self.dark = False
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def choose(self, choice: str) -> None:
        """'system', 'light' or 'dark'."""
        self._choice = choice
        self._apply()

    def _apply(self) -> None:
        system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.dark = self._choice == "dark" or (self._choice == "system" and system_is_dark)
        colours = _DARK if self.dark else _LIGHT
        self._app.setPalette(_palette(colours))
        edge = _DARK_MENU_EDGE if self.dark else colours["Window"]
        menu = _palette({**colours, "Window": edge})
        self._app.setPalette(menu, "QMenu")  # type: ignore[arg-type]  # the stub wants bytes, which raise
        self._app.setStyleSheet(_style(self._app.palette(), self.dark))
        self.changed.emit()


def _palette(colours: dict[str, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(getattr(QPalette.ColorRole, role), QColor(colour))
    faint = QColor(colours["Text"])
    faint.setAlpha(95)
    for role in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, role), faint)
    return palette


def _style(palette: QPalette, dark: bool) -> str:
    return _STYLE.format(
        window=palette.color(QPalette.ColorRole.Window).name(),
        line="#3a3a3e" if dark else "#dcdce0",
        hover="#3d3d42" if dark else "#e4e4e8",
        checked="#474d5c" if dark else "#d5e2f8",
        edge="#77777f" if dark else "#9a9aa2",
        base=palette.color(QPalette.ColorRole.Base).name(),
        check=resource("icons/check.svg").as_posix(),
        close=resource(f"icons/close-on-{'dark' if dark else 'light'}.svg").as_posix(),
        accent=palette.color(QPalette.ColorRole.Highlight).name(),
        tip=palette.color(QPalette.ColorRole.ToolTipBase).name(),
        tip_text=palette.color(QPalette.ColorRole.ToolTipText).name(),
    )
