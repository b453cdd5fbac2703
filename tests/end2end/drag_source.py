"""A window of another program from which files can be dragged: `drag_source.py FILE...`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Source(QWidget):
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec()


if __name__ == "__main__":
    application = QApplication([])
    source = Source()
    source.setWindowTitle("drag source")
    source.resize(160, 160)
    source.move(QPoint(20, 40))
    source.show()
    sys.exit(application.exec())
