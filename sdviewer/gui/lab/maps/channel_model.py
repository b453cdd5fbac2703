"""The channels of a latent as rows with a picture and a tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage

from ...toolkit.texts import number, tr

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """coded, exact: its picture after quantisation and before, exact None where that isn't known. bits: of the file;
    share: of the bits of all channels, 0..1; per_place: bits of each place of the latent."""

    number: int
    coded: QImage
    exact: QImage | None
    bits: float
    share: float
    per_place: float


class ChannelModel(QAbstractListModel):
    """Those that cost most come first. off: the numbers of those without a tick."""

    switched = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.channels: list[Channel] = []
        self.off: set[int] = set()
        self._exact = False

    def show(self, channels: list[Channel]) -> None:
        self.beginResetModel()
        self.channels = sorted(channels, key=lambda channel: -channel.bits)
        self.off &= {channel.number for channel in channels}
        self.endResetModel()

    def set_exact(self, exact: bool) -> None:
        """Show the pictures before quantisation, where they are known."""
        self._exact = exact
        self._repaint()

    def switch_all_on(self) -> None:
        self.off.clear()
        self._repaint()
        self.switched.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.channels)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        channel = self.channels[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if channel.number in self.off:
                return tr("{number} · off").format(number=channel.number)
            return f"{channel.number} · {number(100 * channel.share, 1)} %"
        if role == Qt.ItemDataRole.DecorationRole:
            return channel.exact if self._exact and channel.exact is not None else channel.coded
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Unchecked if channel.number in self.off else Qt.CheckState.Checked
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return tr(
                "Channel {number}: {bits} bits, {each} a place. Take its tick away to see the picture without it."
            ).format(number=channel.number, bits=number(channel.bits, 0), each=number(channel.per_place, 3))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        (self.off.discard if on else self.off.add)(self.channels[index.row()].number)
        self.dataChanged.emit(index, index, [role])
        self.switched.emit()
        return True

    def _repaint(self) -> None:
        if self.channels:
            self.dataChanged.emit(self.index(0), self.index(len(self.channels) - 1))
