"""A photo that is compressed, beside its original."""

from __future__ import annotations

import pytest
from hands import is_final, press
from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import SDC


@pytest.fixture
def compressed(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    return opened
