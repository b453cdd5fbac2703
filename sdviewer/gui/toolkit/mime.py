"""Files in drops, drags and the clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl


def local_paths(data: QMimeData) -> list[Path]:
    """The local files among the URLs of a drop or the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def files_data(paths: Iterable[Path]) -> QMimeData:
    """Files for the clipboard or a drag."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data
