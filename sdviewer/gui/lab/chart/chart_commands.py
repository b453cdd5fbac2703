"""Opens the chart, which is made when it is first seen, and the table of all codecs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ...toolkit.texts import tr
from ...widgets.lazy_panel import LazyPanel
from ..context import LabContext


class ChartCommands:
    """One method per action."""

    def __init__(self, context: LabContext) -> None:
        self._context = context

    def toggle_chart(self) -> None:
        panels = self._context.panels
        if "chart" not in panels.docks:
            title = tr("Rate and distortion")
            panels.add("chart", title, LazyPanel(self._make_chart), Qt.DockWidgetArea.BottomDockWidgetArea)
            panels.toggle("chart")
            window = self._context.window
            window.resizeDocks([panels.docks["chart"]], [window.height() * 2 // 5], Qt.Orientation.Vertical)
        else:
            panels.toggle("chart")

    def chart_visible(self) -> bool:
        return self._context.panels.visible("chart")

    def show_table(self) -> None:
        """For the photo that is open."""
        from .codec_dialog import CodecDialog

        original = self._context.comparison.original
        if original is not None and original.picture is not None:
            dialog = CodecDialog(self._context, original.picture)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.show()

    def has_photo(self) -> bool:
        original = self._context.comparison.original
        return original is not None and original.picture is not None

    def _make_chart(self) -> QWidget:
        from .curve_panel import CurvePanel

        return CurvePanel(self._context)
