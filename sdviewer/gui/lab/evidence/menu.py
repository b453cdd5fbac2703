"""What evidence adds to the menu Lab."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ...commands.action_rows import Rows
from ...toolkit.texts import tr
from ...widgets.lazy_panel import LazyPanel
from ..context import LabContext
from .evidence_commands import EvidenceCommands

FOLDERS = "lab_folders"


def evidence_rows(rows: Rows, context: LabContext) -> None:
    """The page, and the table of folders."""
    evidence = EvidenceCommands(context)
    rows.separator()
    rows.add(
        "lab_evidence",
        tr("Save e&vidence…"),
        evidence.save,
        "Shift+V",
        enabled=evidence.can_save,
        tip=tr(
            "Writes what the panes show as one web page, with a divider, maps, crops, bytes, metrics and hashes, that "
            "opens without a network. With the suffix .png it is one sheet of pictures instead."
        ),
    )
    rows.add(
        FOLDERS,
        tr("&Folders against folders"),
        partial(_toggle_folders, context),
        "Shift+A",
        enabled=rows.has_document,
        checked=partial(context.panels.visible, FOLDERS),
        tip=tr(
            "Measures all files of the folder against those of the same names in the folders of the other panes. The "
            "table sorts, by the worst block at first, steps through both folders with the arrow keys and is saved as "
            "CSV."
        ),
    )


def _toggle_folders(context: LabContext) -> None:
    """Made when it is first asked for; it begins at once."""
    if FOLDERS not in context.panels.docks:
        area = Qt.DockWidgetArea.BottomDockWidgetArea
        context.panels.add(FOLDERS, tr("Folders against folders"), LazyPanel(partial(_panel, context)), area)
    context.panels.toggle(FOLDERS)


def _panel(context: LabContext) -> QWidget:
    from .folder_panel import FolderPanel

    panel = FolderPanel(context)
    panel.start()
    return panel
