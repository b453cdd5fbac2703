"""The tool bar says what compressing would give, and nothing in it moves for that."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from sdviewer.service.loading import Expected


def buttons(window) -> list[int]:
    return [widget.x() for widget in window.toolbar.findChildren(QWidget) if widget.isVisible()]


@pytest.mark.parametrize("nbytes", [870, 9_400, 885_000, 8_800_000])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_tool_moves_when_the_size_is_known(language, opened, qtbot, until, nbytes, theme):
    opened.theme.choose(theme)
    qtbot.wait(20)
    before = buttons(opened)
    opened.session.forecast._put(Expected(nbytes, 100))
    button = opened.toolbar.widgetForAction(opened.actions_["compress"])
    until(lambda: "kB" in button.text() or " B" in button.text() or "MB" in button.text())
    qtbot.wait(20)
    assert buttons(opened) == before and button.width() >= button.sizeHint().width()
    opened.session.forecast._put(None)
    qtbot.wait(20)
    assert buttons(opened) == before


@pytest.mark.parametrize("nbytes", [870, 885_000, 8_800_000])
def test_the_main_button_says_all_it_says_in_a_window_of_any_width(language, opened, qtbot, until, nbytes):
    """Others give way to it, into the menu at the bar's end."""
    opened.session.forecast._put(Expected(nbytes, 100))
    button = opened.toolbar.widgetForAction(opened.actions_["compress"])
    until(lambda: "B" in button.text())
    for width in range(opened.minimumSizeHint().width(), 1100, 17):
        opened.resize(width, 600)
        qtbot.wait(1)
        assert button.isHidden() or button.width() >= button.sizeHint().width(), width
