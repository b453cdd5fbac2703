"""What blind tests add to the menu Lab."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ..context import LabContext
from .panes import REFERENCE, shown

if TYPE_CHECKING:
    from .blind_commands import BlindCommands


class BlindActions:
    """What the rows ask and call; what holds tests is imported with the first one."""

    def __init__(self, context: LabContext) -> None:
        self._context = context

    @cached_property
    def commands(self) -> BlindCommands:
        from .blind_commands import BlindCommands

        return BlindCommands(self._context)

    def can_abx(self) -> bool:
        return len(shown(self._context.comparison)) >= 2

    def can_choose(self) -> bool:
        found = shown(self._context.comparison)
        return REFERENCE in found and len(found) >= 3

    def has_folder(self) -> bool:
        document = self._context.comparison.document
        return document is not None and document.path is not None

    def abx(self) -> None:
        self.commands.abx()

    def choose(self) -> None:
        self.commands.choose()

    def choose_in_folder(self) -> None:
        self.commands.choose_in_folder()


def blind_rows(rows: Rows, context: LabContext) -> None:
    """One row a test."""
    blind = BlindActions(context)
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
        tr("W&hich is closer to the original…"),
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
        tr("Blind te&st over a folder…"),
        blind.choose_in_folder,
        "Shift+B",
        enabled=blind.has_folder,
        tip=tr(
            "Asks the same about several codecs at the same bytes, over all pictures of a folder. From the answers "
            "each codec gets a strength with its error (Bradley-Terry), and all trials are saved as CSV."
        ),
    )
