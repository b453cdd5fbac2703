"""What measuring and charts add to the menu Lab."""

from __future__ import annotations

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ..context import LabContext
from ..rectangle.commands import RectangleCommands
from .chart_commands import ChartCommands


def chart_rows(rows: Rows, context: LabContext) -> None:
    """The rectangle, the table of all codecs, the chart."""
    rectangle = RectangleCommands(context)
    charts = ChartCommands(context)
    rows.separator()
    rows.add(
        "lab_rectangle",
        tr("Measure a &rectangle"),
        rectangle.toggle,
        "Shift+Z",
        enabled=rows.has_document,
        checked=rectangle.is_on,
        tip=tr(
            "Drag a rectangle in the picture: every pane shows its bits and its distance from the original there. "
            "Esc puts the tool away."
        ),
    )
    rows.add(
        "lab_rectangle_copy",
        tr("Copy the rectangle's figures"),
        rectangle.copy,
        "Ctrl+Shift+I",
        enabled=rectangle.has_region,
        tip=tr(
            "Copies the rectangle's place and the figures of every pane as lines of text. Cut the same pixels out of "
            "the files, and any other program should find the same."
        ),
    )
    rows.add(
        "lab_crop_lost",
        tr("&Go to where we lose most"),
        rectangle.go_to_loss,
        "Ctrl+Shift+L",
        enabled=rectangle.can_search,
        tip=tr(
            "Looks for the square in which the rival keeps most structure (mean SSIM) that SDC loses, and goes there "
            "in all panes. The rival is the pane below the pointer, or the first beside SDC."
        ),
    )
    rows.add(
        "lab_crop_won",
        tr("Go to where we w&in most"),
        rectangle.go_to_win,
        "Ctrl+Shift+W",
        enabled=rectangle.can_search,
        tip=tr(
            "Looks for the square in which SDC keeps most structure (mean SSIM) that the rival loses, and goes there "
            "in all panes. The rival is the pane below the pointer, or the first beside SDC."
        ),
    )
    rows.separator()
    rows.add(
        "lab_chart",
        tr("Rate and &distortion chart"),
        charts.toggle_chart,
        "P",
        enabled=lambda: charts.has_photo() or charts.chart_visible(),
        checked=charts.chart_visible,
        tip=tr(
            "Draws the quality of every codec over its bytes for this picture, while nothing else is asked for. Each "
            "point is a file that a click loads into a pane, and a table says how many bytes the same quality costs."
        ),
    )
    rows.add(
        "lab_codecs",
        tr("&Table of all codecs…"),
        charts.show_table,
        "Shift+P",
        enabled=charts.has_photo,
        tip=tr(
            "Compresses the photo by every codec to at most the same bytes, and says what each makes of it and how "
            "long it takes. The table sorts, and is copied or saved as CSV or as one sheet of pictures."
        ),
    )
