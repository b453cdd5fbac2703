"""What a user does to the window and sees of it, in short."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sdviewer.gui.compare.variants import State


def final(session, source) -> bool:
    variant = session.comparison.variant(source)
    return variant is not None and variant.state is State.FINAL


def is_final(window, source) -> bool:
    return final(window.session, source)


def name(window) -> str:
    document = window.session.comparison.document
    return document.name if document else ""


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(window.view if window.view.isVisible() else window, key, modifier)
