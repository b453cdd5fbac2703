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
