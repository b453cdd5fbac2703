"""What blind tests add to the menu Lab."""

from __future__ import annotations

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ..context import LabContext
from .blind_commands import BlindCommands


def blind_rows(rows: Rows, context: LabContext) -> BlindCommands:
    """One row a test."""
    blind = BlindCommands(context)
    rows.separator()
    rows.add(
        "lab_abx",
        tr("&ABX test…"),
        blind.abx,
        "Shift+X",
        enabled=blind.can_abx,
        tip=tr(
            "Tells whether you can tell two of the panes apart: X is one of them, and nothing on the screen says "
            "which. The result is the chance to be right as often by guessing, by an exact binomial test."
        ),
    )
    rows.add(
        "lab_choice",
        tr("Which is &closer to the original…"),
        blind.choose,
        "Shift+O",
        enabled=blind.can_choose,
        tip=tr(
            "Shows the original and two of the panes without names, and asks which is closer, again and again. The "
            "result says how often each was chosen, and with what chance two alike are chosen so unevenly."
        ),
    )
    rows.add(
        "lab_choice_folder",
        tr("Blind test over a &folder…"),
        blind.choose_in_folder,
        "Shift+B",
        enabled=blind.has_folder,
        tip=tr(
            "Asks the same about several codecs at the same bytes, over all pictures of a folder. From the answers "
            "each codec gets a strength with its error (Bradley-Terry), and all trials are saved as CSV."
        ),
    )
    return blind
