"""The panel with the options of the encoder."""

from __future__ import annotations

from queue_hands import LEFT

from sdviewer.codec.own.effort import expected_seconds
from sdviewer.gui.compare.variants import SDC, Source, State
from sdviewer.gui.toolkit.texts import duration_text


def test_a_size_out_of_reach_offers_the_smallest(window, photos, codec, qtbot, until):
    """Of the `.sdc`, and of a rival in a pane."""
    panel, comparison = window.compress_panel, window.session.comparison
    codec.smallest = 765
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    panel.by_size.setChecked(True)
    panel.size_kb.setValue(0.5)
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Use the smallest: 765 B"
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    assert comparison.variant(SDC).nbytes == 770 and not panel._smallest.isVisible()
    codec.unreachable.add("jpeg")
    comparison.set_source(0, Source("jpeg"))
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Compare at 1.3 kB, the smallest JPEG"
    codec.unreachable.clear()
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(Source("jpeg")).reached and comparison.variant(SDC).nbytes == 1300)
    assert not panel._smallest.isVisible()


def test_how_long_an_effort_takes_is_said_before_it_starts(window, photos, until):
    panel, comparison = window.compress_panel, window.session.comparison
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    until(panel.effort.isVisible)
    assert not panel.duration.isVisible()
    window.session.settings.set("compress/effort", "balanced")
    until(panel.duration.isVisible)
    balanced = expected_seconds(comparison.original.width * comparison.original.height, "balanced", False)
    assert panel.duration.text() == f"about {duration_text(round(balanced))} for this picture"
    window.session.settings.set("compress/model", "another")  # of which nothing is known
    until(lambda: not panel.duration.isVisible())
