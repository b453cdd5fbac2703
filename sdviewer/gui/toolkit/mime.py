"""Files in drops, drags and the clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent


def local_paths(data: QMimeData) -> list[Path]:
    """The local files among the URLs of a drop or the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def files_data(paths: Iterable[Path]) -> QMimeData:
    """Files for the clipboard or a drag."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def accept_as_copy(event: QDropEvent) -> None:
    """Take a drag or a drop without taking the files away: a file manager that is told 'moved' deletes its own."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
