"""Opens the chart, which is made when it is first seen, and the table of all codecs."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt

from ...toolkit.texts import tr
from ...widgets.lazy_panel import LazyPanel
from ..context import LabContext

_SLOT = "chart"
_BELOW = Qt.DockWidgetArea.BottomDockWidgetArea


class ChartCommands:
    """One method per action."""

    def __init__(self, context: LabContext) -> None:
        self._context = context

    def toggle_chart(self) -> None:
        panels, tasks = self._context.panels, self._context.tasks
        if "chart" in panels.docks:
            panels.toggle("chart")
        elif tasks.running(_SLOT):
            tasks.cancel(_SLOT)
        else:
            tasks.start(_SLOT, self._open_chart())

    async def _open_chart(self) -> None:
        """For the first time: imported off the window's thread, and made turn by turn."""
        await self._context.service.file_work(_import_panel)
        from .curve_panel import CurvePanel

        panels, window, chart = self._context.panels, self._context.window, CurvePanel(self._context)
        await asyncio.sleep(0)
        panels.add("chart", tr("Rate and distortion"), LazyPanel(lambda: chart), _BELOW)
        await asyncio.sleep(0)
        panels.toggle("chart")
        await asyncio.sleep(0)
        window.resizeDocks([panels.docks["chart"]], [window.height() * 2 // 5], Qt.Orientation.Vertical)

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


def _import_panel() -> None:
    from . import curve_panel  # noqa: F401
