"""What protecting faces and text adds to the menu Lab."""

from __future__ import annotations

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ..context import LabContext
from .risk_commands import RiskCommands


def risk_rows(rows: Rows, context: LabContext) -> None:
    """Outlines, protection, brush."""
    risks = RiskCommands(context)
    rows.separator()
    rows.add(
        "lab_risks",
        tr("Outline te&xt and faces"),
        risks.toggle_outlines,
        "Shift+T",
        checked=risks.are_outlined,
        tip=tr(
            "Outlines what looks like a face or text when a photo is compressed: a small file may redraw it into "
            "something else. The detectors miss some, and err now and then."
        ),
    )
    rows.add(
        "lab_protect",
        tr("&Protect text and faces"),
        risks.toggle_protection,
        "Shift+I",
        checked=risks.is_protecting,
        tip=tr(
            "What looks like text or a face is kept more faithful. At a target size the rest of the picture pays for "
            "it, otherwise the file grows."
        ),
    )
    rows.add(
        "lab_brush",
        tr("Brush: &keep this faithful"),
        risks.toggle_brush,
        "Shift+K",
        enabled=rows.has_original,
        checked=risks.brushes,
        tip=tr(
            "Draw over what is to stay faithful when the photo is compressed; with Shift what was drawn goes. At a "
            "target size the rest of the picture pays for it, otherwise the file grows."
        ),
    )
    rows.add(
        "lab_brush_clear",
        tr("Forget what was brushed"),
        risks.clear_brush,
        "Ctrl+Shift+K",
        enabled=risks.has_brushed,
        tip=tr("What was drawn with the brush is no longer kept more faithful. The photo is compressed anew."),
    )
