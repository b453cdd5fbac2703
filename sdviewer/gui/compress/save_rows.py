"""What is still to be saved, on screen: over its picture, and in the queue's panel, where it stays to its end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ...codec.types import Progress
from ...service.threads.waiting import WAITING
from ..toolkit.texts import printable, progress_text, tr
from ..widgets.elided_label import ElidedLabel
from ..widgets.picture_area import PictureArea
from .pending_saves import PendingSave, PendingSaves

_STYLE = "PendingNote { background: palette(window); border: 1px solid palette(mid); border-radius: 8px; }"


class SaveRows(QWidget):
    """A row for each save, hidden while there are none. Each says how far it is."""

    def __init__(self, pending: PendingSaves) -> None:
        super().__init__()
        self._rows = _Rows(self, pending, lambda save: True, lambda save: _Row(save, pending))
        self.setAccessibleName(tr("Files that are still to be saved"))


class PendingNote(QFrame):
    """Those of the picture that is shown, over it, which `page` of the area shows; there the status bar tells how far
    it is."""

    def __init__(self, pending: PendingSaves, area: PictureArea, page: QWidget) -> None:
        super().__init__()
        self._rows = _Rows(self, pending, lambda save: area.page is page and not save.left, _Row)
        self.setStyleSheet(_STYLE)
        self.setAccessibleName(tr("Files that are still to be saved"))
        area.lay_over(self)
        area.page_changed.connect(self._rows.refresh)


class _Rows:
    """Keeps a widget's rows as they should be: one for each save that is `wanted`."""

    def __init__(
        self,
        widget: QWidget,
        pending: PendingSaves,
        wanted: Callable[[PendingSave], bool],
        make: Callable[[PendingSave], _Row],
    ) -> None:
        self._widget, self._pending, self._wanted, self._make = widget, pending, wanted, make
        self._column = QVBoxLayout(widget)
        self._column.setContentsMargins(12, 4, 8, 4)
        self._column.setSpacing(2)
        self._rows: dict[PendingSave, _Row] = {}
        pending.changed.connect(self.refresh)
        pending.progressed.connect(self._show_progress)
        self.refresh()

    def refresh(self) -> None:
        wanted = [save for save in self._pending.saves if self._wanted(save)]
        for save in [save for save in self._rows if save not in wanted]:
            row = self._rows.pop(save)
            row.hide()
            row.deleteLater()
        for save in wanted:
            if save not in self._rows:
                self._rows[save] = self._make(save)
                self._column.addWidget(self._rows[save])
        self._widget.setVisible(bool(self._rows))

    def _show_progress(self, save: PendingSave) -> None:
        if save in self._rows:
            self._rows[save].show_progress()


class _Row(QWidget):
    """among: all saves, where it is also to say how far it is."""

    def __init__(self, save: PendingSave, among: PendingSaves | None = None) -> None:
        super().__init__()
        self._save, self._among = save, among
        text, name = ElidedLabel(), printable(save.path.name)
        text.setText(tr("{name} will be saved when it is compressed.").format(name=name))
        text.setToolTip(printable(str(save.path)))
        self._stage, self._bar = ElidedLabel(), QProgressBar(maximum=1000, textVisible=False)
        self._bar.setFixedSize(140, 8)
        self._bar.setAccessibleName(tr("Progress of {name}").format(name=name))
        button = QPushButton(tr("Don't save"))
        button.setAccessibleName(tr("Don't save {name}").format(name=name))
        button.clicked.connect(save.give_up)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(text, 1)
        if among is not None:
            line.addWidget(self._stage)
            line.addWidget(self._bar)
            self.show_progress()
        line.addWidget(button)

    def show_progress(self) -> None:
        progress = self._save.progress
        self._bar.setValue(round(1000 * progress.fraction) if progress is not None else 0)
        self._stage.setText(self._stage_text(progress) if progress is not None else "")

    def _stage_text(self, progress: Progress) -> str:
        """Where it waits, for what: they are compressed one after another, and after the picture on screen."""
        if progress.stage != WAITING or self._among is None:
            return progress_text(progress.stage, progress.details.get("seconds"))
        first = next((save for save in self._among.saves if save.left), self._save)
        if first is self._save:
            return tr("waits for the picture in the window")
        return tr("waits until {name} is saved").format(name=printable(first.path.name))
