"""What tells whether a small window shows all that it should."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QProgressBar,
    QRadioButton,
    QWidget,
)

from sdviewer.gui.widgets.elided_box import ElidedBox
from sdviewer.gui.widgets.elided_label import ElidedLabel


def controls(panel: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QComboBox, QLabel, QProgressBar)
    inside = [w for w in panel.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    return [w for w in inside if not isinstance(w.parentWidget(), kinds) and w.objectName() != "qt_spinbox_lineedit"]


def place(widget: QWidget, panel: QWidget) -> QRect:
    return QRect(widget.mapTo(panel, QPoint()), widget.size())


def _least(box: QComboBox) -> int:
    """What its text takes, with the arrow; less for one that is to give way, whose list shows all of a text."""
    if box.sizeAdjustPolicy() == QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon:
        return 100
    return box.fontMetrics().horizontalAdvance(box.currentText()) + 24


def is_cut(widget: QWidget) -> bool:
    """Not all of it can be read, and it doesn't say so by '…'."""
    if isinstance(widget, ElidedLabel | ElidedBox):
        return widget.width() < widget.minimumSizeHint().width()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, QProgressBar):
        return widget.width() < 60
    if isinstance(widget, QComboBox):
        return widget.width() < _least(widget) or widget.height() < widget.minimumSizeHint().height()
    return widget.width() < widget.sizeHint().width() or widget.height() < widget.minimumSizeHint().height()


def scrolls(widget: QWidget, panel: QWidget) -> bool:
    """Whether it lies in something that is scrolled to see it."""
    above = widget.parentWidget()
    while above is not None and above is not panel:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def name(widget: QWidget) -> str:
    text = widget.text() if hasattr(widget, "text") and callable(widget.text) else ""
    return f"{type(widget).__name__} {text!r} {widget.size().toTuple()} of {widget.sizeHint().toTuple()}"


def out_of_view(panel: QWidget) -> list[str]:
    """Controls that nobody can reach: outside of what contains them, and not scrolled to."""
    return [name(w) for w in controls(panel) if not scrolls(w, panel) and not panel.rect().contains(place(w, panel))]


def cut_off(panel: QWidget) -> list[str]:
    """Controls whose text has less room than it takes."""
    texts = (QLabel, QCheckBox, QRadioButton, QAbstractButton, QComboBox)
    return [name(w) for w in controls(panel) if isinstance(w, texts) and is_cut(w)]
