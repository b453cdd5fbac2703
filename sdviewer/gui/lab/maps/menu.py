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
from .detail import detail_map, spread_map
from .loss_stages import LossStages
from .rates import efficiency_map, rate_map

WORST, LATENTS = "lab_worst", "lab_latents"


def map_rows(rows: Rows, context: LabContext) -> None:
    """One row a view."""
    context.comparison.add_maps(
        {"detail": detail_map(), "spread": spread_map(), "rate": rate_map(), "efficiency": efficiency_map()}
    )
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
        "spread",
        tr("&Unsteady detail"),
        "Shift+E",
        tr(
            "Colours detail of a .sdc that changes when its numbers are moved by half a step. It needs no original and "
            "shows instability, not error."
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

    stages = LossStages(context)
    rows.add(
        "lab_stages",
        tr("Where the l&oss comes from"),
        stages.toggle,
        "Y",
        enabled=rows.has_original,
        checked=stages.on,
        tip=tr(
            "Shows the original, the autoencoder without any quantisation, the file and its natural look in one place. "
            "The metrics of each say whether the autoencoder or the coder did the damage."
        ),
    )
    rows.add(
        "lab_next_stage",
        tr("&Next stage"),
        stages.step,
        "Shift+Y",
        enabled=stages.on,
        tip=tr("Goes from the original to the autoencoder, the file and its natural look. The place stays the same."),
    )
    rows.add(
        LATENTS,
        tr("&Channels of the latent"),
        partial(_toggle_panel, context, LATENTS, tr("Channels of the latent"), lambda: _latent_panel(context)),
        "J",
        enabled=rows.has_document,
        checked=partial(context.panels.visible, LATENTS),
        tip=tr(
            "Shows each channel of the latent as a picture, with its share of the bits. Switch one off to see in a "
            "pane what it carries."
        ),
    )


def _add_map(rows: Rows, context: LabContext, name: str, text: str, key: str, tip: str) -> None:
    comparison = context.comparison

    def shown() -> bool:
        return comparison.map_name == name

    def toggle() -> None:
        comparison.set_map("" if shown() else name)

    def on() -> bool:
        """The original alone has no map."""
        return rows.comparing() or rows.is_sdc()

    rows.add(f"map_{name}", text, toggle, key, enabled=on, checked=shown, tip=tip, exclusive="map")


def _latent_panel(context: LabContext) -> QWidget:
    from .latent_panel import LatentPanel

    return LatentPanel(context)


def _worst_blocks(context: LabContext) -> QWidget:
    from .worst_blocks import WorstBlocks

    return WorstBlocks(context)


def _toggle_panel(context: LabContext, id: str, title: str, make: Callable[[], QWidget]) -> None:
    """Made when it is first asked for, so that nobody waits for it at the start."""
    if id not in context.panels.docks:
        context.panels.add(id, title, LazyPanel(make), Qt.DockWidgetArea.RightDockWidgetArea)
    context.panels.toggle(id)
