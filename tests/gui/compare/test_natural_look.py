"""A `.sdc` drawn with texture: a pane like any other, a switch for what is opened, never without its label."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hands import final, is_final, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider, QWidgetAction

from sdviewer.codec.own.invention import blend
from sdviewer.gui.compare.variants import JPEG, NATURAL, ORIGINAL, SDC, State, state_text
from sdviewer.gui.dialogs.command_palette import CommandPalette
from sdviewer.gui.session.session import Session


def test_the_switch_redraws_the_opened_file_and_those_after_it(session, codec, tmp_path, photo, until):
    first = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    codec.add(tmp_path / "b.sdc", photo, sdc=True)
    session.open([first])
    until(lambda: final(session, SDC))
    session.comparison.set_natural(True)
    until(lambda: final(session, NATURAL))
    drawn, faithful = session.comparison.variant(NATURAL), session.comparison.variant(SDC)
    assert session.comparison.sources == [NATURAL]
    assert drawn.nbytes == faithful.nbytes and drawn.picture is not faithful.picture
    assert "invents" in state_text(drawn)
    session.browser.step(1)
    until(lambda: session.comparison.document.name == "b.sdc" and final(session, NATURAL))
    session.comparison.set_natural(False)
    assert session.comparison.sources == [SDC]


def test_it_follows_the_encoding(session, codec, tmp_path, photo, until):
    session.open([codec.add(tmp_path / "a.png", photo)])
    until(lambda: final(session, ORIGINAL))
    session.comparison.set_sources([ORIGINAL, NATURAL])
    until(lambda: final(session, NATURAL) and session.comparison.variant(NATURAL).scores is not None)
    before = session.comparison.variant(NATURAL).picture
    session.settings.set("compress/quality", 80.0)
    until(lambda: session.comparison.variant(NATURAL).picture is not before and final(session, NATURAL))
    assert len(codec.asked_for("encode")) == 2


def test_the_tick_and_the_picture_agree_on_a_new_photo_and_after_a_restart(session, codec, tmp_path, photo, until):
    session.settings.set("view/natural", True)
    again = Session(codec, session.settings, session.tasks._loop)  # as at the next start
    comparison = again.comparison
    again.open([codec.add(tmp_path / "a.png", photo)])
    until(lambda: final(again, ORIGINAL))
    assert comparison.shows_natural
    comparison.compress()
    until(lambda: final(again, NATURAL))
    assert comparison.sources == [NATURAL, JPEG] and comparison.shows_natural
    comparison.set_source(0, SDC)  # from the pane's menu
    assert not comparison.shows_natural
    until(lambda: not again.tasks.running(""))


def test_where_a_model_has_none_the_faithful_picture_stays_and_it_is_said(session, codec, tmp_path, photo, until):
    codec.unreachable.add("natural")
    session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: final(session, SDC))
    said: list[str] = []
    session.failed.connect(said.append)
    session.comparison.set_natural(True)
    until(lambda: bool(said))
    assert "second decoder" in said[0]
    assert session.comparison.variant(NATURAL).state is State.FAILED
    assert session.comparison.sources == [SDC] and final(session, SDC)


def test_a_pane_that_was_chosen_says_why_it_is_empty(session, codec, tmp_path, photo, until):
    codec.unreachable.add("natural")
    session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: final(session, SDC))
    session.comparison.set_sources([SDC, NATURAL])
    until(lambda: session.comparison.variant(NATURAL) is not None)
    until(lambda: session.comparison.variant(NATURAL).state is State.FAILED)
    assert "second decoder" in session.comparison.variant(NATURAL).message


def test_less_texture_is_mixed_at_once_and_measured_and_kept_as_a_hint(session, codec, tmp_path, photo, until):
    session.settings.set("view/natural", True)
    session.comparison.set_natural(True)
    session.open([codec.add(tmp_path / "a.png", photo)])
    until(lambda: final(session, ORIGINAL))
    session.comparison.compress()
    until(lambda: final(session, NATURAL) and session.comparison.variant(NATURAL).scores is not None)
    full, faithful = session.comparison.variant(NATURAL), session.comparison.variant(SDC)
    session.comparison.set_strength(0.5)
    until(lambda: session.comparison.variant(NATURAL).picture is not full.picture)
    half = session.comparison.variant(NATURAL)
    assert np.array_equal(half.picture.pixels, blend(faithful.picture.pixels, full.picture.pixels, 0.5))
    assert "texture 50 %" in half.settings
    assert len(codec.asked_for("natural")) == 1  # not drawn once more
    until(lambda: session.comparison.variant(NATURAL).scores is not None)
    session.settings.set("view/strength", 0.5)  # as when the slider is let go
    until(lambda: final(session, NATURAL) and len(codec.asked_for("encode")) == 2)
    assert codec.asked_for("encode")[-1][-1].strength == 0.5


def test_a_files_hint_holds_until_the_user_chooses(session, codec, tmp_path, photo, until):
    path = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    codec.files[path] = replace(codec.files[path], info=replace(codec.files[path].info, strength=0.25))
    session.open([path])
    session.comparison.set_natural(True)
    until(lambda: final(session, NATURAL))
    assert session.comparison.strength_shown == 0.25 and codec.asked_for("blend") == [(0.25,)]
    session.comparison.set_strength(1.0)
    until(lambda: "texture" not in session.comparison.variant(NATURAL).settings)


def test_a_pane_s_menu_shows_one_choice_of_many_and_the_texture_in_words(window, codec, tmp_path, photo, until):
    window.session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    window.session.comparison.set_natural(True)
    until(lambda: is_final(window, NATURAL))
    menu = window.headers._headers[0]._name.menu()
    menu.aboutToShow.emit()
    choices = [action for action in menu.actions() if action.isCheckable()]
    assert len(choices) > 5 and all(action.actionGroup().isExclusive() for action in choices)
    assert [action.text() for action in choices if action.isChecked()] == ["SDC, natural"]
    (row,) = (action.defaultWidget() for action in menu.actions() if isinstance(action, QWidgetAction))
    slider, labels = row.findChild(QSlider), row.findChildren(QLabel)
    for value, said in ((0, "faithful"), (40, "40 %"), (100, "natural")):
        slider.setValue(value)
        assert [label.text() for label in labels] == ["Texture", said]
    menu.ensurePolished()
    for label in labels:  # in the menu's colours, not in those of the dark label that it belongs to
        label.ensurePolished()
        assert label.palette().color(label.foregroundRole()).lightness() < 100


def choice(window, text: str):
    menu = window.headers._headers[0]._name.menu()
    menu.aboutToShow.emit()
    assert menu.toolTipsVisible()
    return next(action for action in menu.actions() if action.text() == text)


def in_palette(window, text: str):
    palette = CommandPalette(window.actions_, window)
    palette.search.setText(text)
    item = palette.list.item(0)
    said = item.text(), bool(item.flags()), item.toolTip()
    palette.close()
    return said


def test_what_a_model_can_t_draw_is_off_and_says_why(opened, codec, settings, qtbot, until):
    """With a model that draws faithfully only: in the pane's menu, the menu Compare and the palette."""
    action = opened.actions_["natural"]
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    assert action.isEnabled() and choice(opened, "SDC, natural").isEnabled()
    settings.set("compress/model", "sd1")
    until(lambda: not opened.session.comparison.has_natural and is_final(opened, SDC))
    for off in (opened.actions_["natural"], choice(opened, "SDC, natural")):
        assert not off.isEnabled() and "faithfully only" in off.toolTip()
    name, is_on, tip = in_palette(opened, "natural texture")
    assert name == "Natural texture in SDC" and not is_on and "faithfully only" in tip
    settings.set("compress/model", "own")
    until(lambda: opened.actions_["natural"].isEnabled())
    assert "faithfully only" not in opened.actions_["natural"].toolTip()


def test_the_setting_natural_draws_faithfully_where_the_model_can_t(opened, settings, qtbot, until):
    said: list[str] = []
    opened.session.failed.connect(said.append)
    settings.set("view/natural", True)
    opened.session.comparison.set_natural(True)
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, NATURAL))
    settings.set("compress/model", "sd1")
    until(lambda: opened.session.comparison.sources == [SDC, JPEG] and is_final(opened, SDC))
    assert not opened.actions_["natural"].isChecked() and not said


def test_an_opened_file_of_such_a_model_is_known_as_soon_as_it_is_drawn(window, codec, tmp_path, photo, until):
    path = codec.add(tmp_path / "a.sdc", photo, sdc=True)
    codec.faithful_only.add(codec.files[path].data)
    window.session.open([path])
    until(lambda: not window.session.comparison.has_natural)
    assert not choice(window, "SDC, natural").isEnabled() and not window.actions_["natural"].isEnabled()
