"""What the maps add to the menu Lab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ...widgets.lazy_panel import LazyPanel
from ..context import LabContext
from .detail import detail_map
from .rates import efficiency_map, rate_map

WORST = "lab_worst"


def map_rows(rows: Rows, context: LabContext) -> None:
    """One row a view."""
    context.comparison.add_maps({"detail": detail_map(), "rate": rate_map(), "efficiency": efficiency_map()})
    _add_map(
        rows,
        context,
        "detail",
        tr("&Lost and invented detail"),
        "E",
        tr(
            "Colours what the codec left out blue, and what it drew without a model in the original orange. The legend "
            "says how much of the detail each is."
        ),
    )
    _add_map(
        rows,
        context,
        "rate",
        tr("&Bits a block"),
        "U",
        tr(
            "Colours each block by the bits that it takes in the file. Point at a block to read its bits in the status "
            "bar."
        ),
    )
    _add_map(
        rows,
        context,
        "efficiency",
        tr("Bits against &error"),
        "Shift+U",
        tr(
            "Colours blocks pink where much error is left for few bits, and green where it is the other way round. The "
            "legend says how concentrated the error is."
        ),
    )
    rows.add(
        WORST,
        tr("&Worst blocks"),
        partial(_toggle_panel, context, WORST, tr("Worst blocks"), lambda: _worst_blocks(context)),
        "W",
        enabled=rows.has_document,
        checked=partial(context.panels.visible, WORST),
        tip=tr(
            "Lists the squares of the picture with the most error, and their bits. A click shows one of them in all "
            "panes."
        ),
    )


def _add_map(rows: Rows, context: LabContext, name: str, text: str, key: str, tip: str) -> None:
    comparison = context.comparison

    def shown() -> bool:
        return comparison.map_name == name

    def toggle() -> None:
        comparison.set_map("" if shown() else name)

    rows.add(f"map_{name}", text, toggle, key, enabled=rows.has_document, checked=shown, tip=tip)


def _worst_blocks(context: LabContext) -> QWidget:
    from .worst_blocks import WorstBlocks

    return WorstBlocks(context)


def _toggle_panel(context: LabContext, id: str, title: str, make: Callable[[], QWidget]) -> None:
    """Made when it is first asked for, so that nobody waits for it at the start."""
    if id not in context.panels.docks:
        context.panels.add(id, title, LazyPanel(make), Qt.DockWidgetArea.RightDockWidgetArea)
    context.panels.toggle(id)
