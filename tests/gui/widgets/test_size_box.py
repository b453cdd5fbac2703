"""A size is taken as it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from sdviewer.gui.widgets.size_box import SizeBox


@pytest.mark.parametrize(
    ("typed", "kilobytes"),
    [
        ("5", 5),
        ("5 kB", 5),
        ("5 MB", 5000),
        ("0.02 MB", 20),
        ("12000 kB", 12000),
        ("800 B", 0.8),
        ("5KiB", 5.12),
        ("5,5 kB", 5.5),
        ("0.3 kB", 0.3),
    ],
)
def test_units_count_as_they_are_typed(qtbot, typed, kilobytes):
    box = SizeBox()
    qtbot.addWidget(box)
    box.setValue(7)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == pytest.approx(kilobytes)


def test_what_is_no_size_leaves_the_one_before(qtbot):
    box = SizeBox()
    qtbot.addWidget(box)
    box.setValue(7)
    box.lineEdit().setText("lots")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 7


@pytest.mark.parametrize("typed", ["xyz", "0", "3 GB"])
def test_what_is_no_size_is_said_with_what_would_be_one(qtbot, typed):
    box = SizeBox()
    qtbot.addWidget(box)
    box.setValue(7)
    box.show()
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "7 kB"
    qtbot.waitUntil(lambda: typed in QToolTip.text() and "0.1 kB to 100 MB" in QToolTip.text(), timeout=30_000)


def test_a_number_alone_is_shown_as_what_it_was_taken_for(qtbot):
    """And the field has said before that it counts in kB."""
    box = SizeBox()
    qtbot.addWidget(box)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "3000")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "3 MB" and "alone it means kB" in box.toolTip()


@pytest.mark.parametrize(
    ("kilobytes", "text"), [(5, "5 kB"), (5.12, "5.12 kB"), (0.3, "0.3 kB"), (5000, "5 MB"), (1234.5, "1234.5 kB")]
)
def test_a_size_is_written_with_its_unit_and_no_more_digits_than_it_has(qtbot, kilobytes, text):
    box = SizeBox()
    qtbot.addWidget(box)
    box.setValue(kilobytes)
    assert box.text() == text


def test_typing_over_all_of_it_leaves_no_unit_behind(qtbot):
    box = SizeBox()
    qtbot.addWidget(box)
    box.setValue(7)
    qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(box, "5 MB")
    assert box.text() == "5 MB"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "5 MB" and box.value() == 5000
