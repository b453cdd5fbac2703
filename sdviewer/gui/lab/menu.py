"""The rows of the menu Lab, subject by subject."""

from __future__ import annotations

from ..commands.action_rows import Rows
from .blind.menu import blind_rows
from .chart.menu import chart_rows
from .context import LabContext
from .evidence.menu import evidence_rows
from .maps.menu import map_rows
from .risk.menu import risk_rows


def lab_menu(rows: Rows, context: LabContext) -> None:
    """Each subject adds its own section."""
    rows.begin_menu("lab")
    map_rows(rows, context)
    chart_rows(rows, context)
    blind_rows(rows, context)
    risk_rows(rows, context)
    evidence_rows(rows, context)
