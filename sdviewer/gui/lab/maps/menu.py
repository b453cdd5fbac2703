"""What the maps add to the menu Lab."""

from __future__ import annotations

from functools import partial

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ..context import LabContext
from .detail import detail_map


def map_rows(rows: Rows, context: LabContext) -> None:
    """One row a view."""
    comparison = context.comparison
    comparison.add_maps({"detail": detail_map()})

    def toggle(name: str) -> None:
        comparison.set_map("" if comparison.map_name == name else name)

    for name, text, key, tip in (
        (
            "detail",
            tr("&Lost and invented detail"),
            "E",
            tr(
                "Colours what the codec left out blue, and what it drew without a model in the original orange. The "
                "legend says how much of the detail each is."
            ),
        ),
    ):
        rows.add(
            f"map_{name}",
            text,
            partial(toggle, name),
            key,
            enabled=rows.has_document,
            checked=partial(lambda name: comparison.map_name == name, name),
            tip=tip,
        )
