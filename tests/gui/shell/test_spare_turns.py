"""What is made while the first picture is looked at."""

from __future__ import annotations

from sdviewer.gui.shell.spare_turns import SpareTurns


def test_before_a_picture_is_there_nothing_is_made(window, until, qtbot):
    qtbot.wait(50)
    assert window.gallery.grid is None and window.panels.docks["compress"].widget().panel is None


def test_while_a_picture_is_looked_at_grid_and_compress_panel_are_made_unseen(opened, until):
    """Else whoever asks for one of them waits for some frames."""
    least, panel = opened.minimumSizeHint(), opened.panels.docks["compress"].widget()
    until(lambda: opened.gallery.grid is not None and panel.panel is not None)
    assert opened.gallery.grid.isHidden() and not panel.panel.isVisible() and opened.minimumSizeHint() == least


def test_what_is_asked_for_earlier_is_made_once(opened, until):
    grid, panel = opened.gallery.make_grid(), opened.compress_panel
    until(lambda: not any(turns._timer.isActive() for turns in opened.findChildren(SpareTurns)))
    assert opened.gallery.grid is grid and opened.compress_panel is panel
