"""While there is nothing yet to be compared, the photo stays to be looked at, and it says that it is the photo."""

from __future__ import annotations

from hands import is_final, press
from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import JPEG, ORIGINAL, SDC


def said(window) -> list[str]:
    return [pane.message for pane in window.view.panes]


def test_a_photo_stays_on_screen_while_it_is_compressed(opened, codec, qtbot, until):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: opened.session.comparison.sources == [SDC, JPEG] and opened.session.comparison.variant(SDC))
    original = opened.session.comparison.variant(ORIGINAL).image
    assert [pane.image for pane in opened.view.panes] == [original, original]
    assert said(opened) == [
        "SDC: working…\nThis is the original.",
        "Waits for the SDC, to be as large…\nThis is the original.",
    ]
    codec.release("encode")
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    assert said(opened) == ["", ""] and original not in [pane.image for pane in opened.view.panes]


def test_the_original_s_values_are_never_given_as_those_of_the_sdc(opened, codec, qtbot, until):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: opened.session.comparison.variant(SDC))
    read = []
    opened.presenter.readout_changed.connect(read.append)
    opened.presenter._on_hover((3, 4))
    assert read == ["3, 4"]
    codec.release("encode")


def test_after_a_stop_the_photo_is_there_and_nothing_is_waited_for(opened, codec, qtbot, until):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: opened.session.tasks.running("encode"))
    press(qtbot, opened, Qt.Key.Key_Escape)
    original = opened.session.comparison.variant(ORIGINAL).image
    until(lambda: said(opened)[0].startswith("Stopped."))
    assert [pane.image for pane in opened.view.panes] == [original, original]
    assert said(opened)[1] == "There is no SDC to be compared with.\nThis is the original."
    codec.release("encode")


def test_choosing_panes_is_one_change_whether_or_not_something_is_to_be_made(opened, codec):
    codec.hold("encode")
    comparison, changes = opened.session.comparison, []
    comparison.changed.connect(lambda: changes.append(list(comparison.sources)))
    comparison.set_sources([ORIGINAL])
    assert changes == [[ORIGINAL]]  # nothing was missing
    comparison.set_sources([ORIGINAL, SDC])
    assert changes[1:] == [[ORIGINAL, SDC]] and comparison.variant(SDC) is not None
    assert len(opened.view.panes) == 2
    codec.release("encode")
