"""The latents of one file drawn by several autoencoders of their space: panes like any others, each with its name."""

from __future__ import annotations

from dataclasses import replace

from hands import final
from PySide6.QtWidgets import QMenu

from sdviewer.gui.compare.source_menu import SourceMenu
from sdviewer.gui.compare.variants import JPEG, ORIGINAL, SDC, Source, state_text

TAESD = Source("drawn", by="taesd")


def opened(session, codec, tmp_path, photo, until):
    session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: final(session, SDC))
    return session.comparison


def test_another_drawer_is_a_pane_beside_the_first_and_says_who_it_is(session, codec, tmp_path, photo, until):
    comparison = opened(session, codec, tmp_path, photo, until)
    comparison.set_sources([SDC, TAESD])
    assert state_text(comparison.variant(TAESD)) == "drawing…"
    until(lambda: final(session, TAESD))
    drawn, usual = comparison.variant(TAESD), comparison.variant(SDC)
    assert drawn.nbytes == usual.nbytes and drawn.picture is not usual.picture
    assert drawn.source.name == "SDC, drawn by taesd"
    assert codec.asked_for("drawn") == [("taesd",)]


def test_panes_of_latents_say_that_detail_is_made_up(session, codec, tmp_path, photo, until):
    path = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    loaded = codec.files[path]
    codec.files[path] = replace(loaded, info=replace(loaded.info, latents=True))
    comparison = session.comparison
    session.open([path])
    until(lambda: final(session, SDC))
    comparison.set_sources([SDC, TAESD])
    until(lambda: final(session, TAESD))
    assert state_text(comparison.variant(SDC)) == state_text(comparison.variant(TAESD)) == "generative: invents detail"
    session.open([codec.add(tmp_path / "b.sdc", photo, sdc=True)])
    until(lambda: comparison.document.name == "b.sdc" and final(session, SDC))
    assert state_text(comparison.variant(SDC)) == "final"


def test_so_does_the_pane_of_what_was_compressed(session, codec, tmp_path, photo, until):
    session.settings.set("compress/model", "sd1")
    session.open([codec.add(tmp_path / "a.png", photo)])
    until(lambda: final(session, ORIGINAL))
    session.comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: final(session, SDC))
    assert "invents detail" in state_text(session.comparison.variant(SDC))


def test_the_panes_menu_offers_the_others_only(session, codec, tmp_path, photo, until, qtbot):
    codec.drawers_here = ("sd1", "taesd", "vae")
    comparison = opened(session, codec, tmp_path, photo, until)
    menu = QMenu()
    qtbot.addWidget(menu)
    SourceMenu(comparison, session.settings, Actions(), lambda pane, folder: None).fill(menu, 0)
    draw_with = next(action for action in menu.actions() if action.text() == "Draw with")
    until(draw_with.isVisible)
    names = {action.text(): action for action in draw_with.menu().actions()}
    assert list(names) == ["taesd", "vae"]
    names["taesd"].trigger()
    assert comparison.sources == [TAESD]
    until(lambda: final(session, TAESD))


class Actions(dict):
    def __missing__(self, name):
        from PySide6.QtGui import QAction

        return QAction(name)
