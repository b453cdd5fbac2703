"""Somebody who doubts their eyes holds a blind test."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hands import is_final
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from sdviewer.codec.analysis.blind import Chance
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source
from sdviewer.gui.lab.blind import setup
from sdviewer.gui.lab.blind.blind_commands import BlindCommands
from sdviewer.gui.lab.blind.sessions import AbxSession, ChoiceSession

JPEG = Source("jpeg")


@pytest.fixture
def compared(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC, JPEG])
    until(lambda: is_final(opened, SDC) and is_final(opened, JPEG))
    return opened


@pytest.fixture
def blind(compared) -> BlindCommands:
    """What the actions call."""
    return compared.actions_.specs["lab_abx"].run.__self__.commands


def accept(monkeypatch, change=lambda dialog: None) -> None:
    """The dialog that asks is filled and accepted."""

    def answer(dialog) -> int:
        change(dialog)
        assert dialog.begin.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(setup.SetupDialog, "exec", answer)


def count(number: int):
    return lambda dialog: dialog.count.setValue(number)


def begin(blind, action, until) -> None:
    action()
    until(lambda: blind.window is not None and bool(blind.window.view.panes))


def press(qtbot, blind, key) -> None:
    qtbot.keyClick(blind.window.view, key)


def texts(widget: QWidget) -> str:
    parts = [w.text() for w in widget.findChildren(QWidget) if hasattr(w, "text")]
    parts += [w.toolTip() for w in widget.findChildren(QWidget)] + [widget.windowTitle()]
    return " ".join(parts)


def answer_all(qtbot, blind, until, choose) -> None:
    """choose: the place from what the panes show."""
    while blind.window is not None:
        window = blind.window
        if window.view.panes:
            press(qtbot, blind, Qt.Key.Key_1 if choose(window.view.panes) == 0 else Qt.Key.Key_2)
        until(lambda w=window: blind.window is not w or w.view.panes)


def test_who_sees_the_difference_is_right_each_time(compared, blind, qtbot, until, monkeypatch):
    accept(monkeypatch, count(10))
    begin(blind, blind.abx, until)
    answer_all(qtbot, blind, until, lambda panes: 0 if panes[2].image is panes[0].image else 1)
    assert blind.result.text.text().startswith("10 of 10 right.")
    assert "0.10 %" in blind.result.text.text()  # 1 / 1024
    assert "Original" in blind.result.text.text() and "SDC" in blind.result.text.text()


def test_nothing_on_the_screen_tells_what_is_shown(compared, blind, qtbot, until, monkeypatch):
    accept(monkeypatch, count(2))
    begin(blind, blind.abx, until)
    seen = texts(blind.window)
    for secret in ("SDC", "JPEG", "Original", "kB", "bytes", "PSNR", "img1", "quality"):
        assert secret not in seen
    visible = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert visible == [blind.window], "the program's window, whose title and labels tell it, is hidden"
    assert all(not pane.message and not pane.is_original for pane in blind.window.view.panes)
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: compared.isVisible())


def test_looking_changes_at_once_and_in_the_same_place(compared, blind, qtbot, until, monkeypatch):
    accept(monkeypatch, count(3))
    begin(blind, blind.abx, until)
    view = blind.window.view
    view.zoom_to(8.0)
    view.pan(0.1, 0.1)
    before = view.viewport
    for key, place in ((Qt.Key.Key_B, 1), (Qt.Key.Key_X, 2), (Qt.Key.Key_A, 0), (Qt.Key.Key_Space, 1)):
        press(qtbot, blind, key)
        assert view.current == place and view.viewport == before
    press(qtbot, blind, Qt.Key.Key_1)
    until(lambda: view.panes)
    assert view.viewport == before, "the next question is asked in the same place"
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: blind.window is None)


def test_a_test_that_was_ended_early_says_so_and_keeps_its_answers(compared, blind, qtbot, until, monkeypatch):
    accept(monkeypatch, count(16))
    begin(blind, blind.abx, until)
    press(qtbot, blind, Qt.Key.Key_1)
    until(lambda: blind.window.view.panes)
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: blind.result is not None)
    assert "ended after 1 of 16 trials" in blind.result.text.text()
    assert compared.isVisible()


def test_there_is_always_a_window_while_a_test_is_ended(compared, blind, until, monkeypatch):
    """Without one the program would end."""
    accept(monkeypatch)
    begin(blind, blind.abx, until)
    blind.window.close()
    assert any(window.isVisible() for window in (blind.window, compared))
    until(lambda: blind.window is None)
    assert compared.isVisible()


def test_who_ends_it_at_once_gets_no_result(compared, blind, qtbot, until, monkeypatch):
    accept(monkeypatch)
    begin(blind, blind.abx, until)
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: blind.window is None)
    assert blind.result is None and compared.isVisible()


def test_the_same_picture_twice_is_no_test(compared, blind):
    dialog = setup.PairSetup("", "", [("a", "A"), ("b", "B")], True, compared)
    dialog.boxes[1].setCurrentIndex(0)
    assert not dialog.begin.isEnabled()


def test_how_many_right_answers_are_needed_is_said_before(compared):
    dialog = setup.PairSetup("", "", [("a", "A"), ("b", "B")], True, compared)
    assert "12 of 16 right are needed" in dialog.note.text()
    dialog.count.setValue(3)
    assert "can't show anything" in dialog.note.text()


def test_the_closer_one_is_counted_under_its_name(compared, blind, qtbot, until, monkeypatch):
    """The SDC of these tests has half of each value, JPEG a third."""
    accept(monkeypatch, count(8))
    begin(blind, blind.choose, until)

    def closer(panes) -> int:
        original, *others = (int(np.sum(pane.image.arrays[0] & 255)) for pane in panes)
        return int(abs(others[1] - original) < abs(others[0] - original))

    answer_all(qtbot, blind, until, closer)
    text = blind.result.text.text()
    assert "SDC was chosen 8 times, JPEG 0 times" in text or "JPEG was chosen 0 times, SDC 8 times" in text
    assert "0.78 %" in text  # 2 / 256


def test_a_choice_needs_two_versions_beside_the_original(opened, until):
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    until(lambda: is_final(opened, SDC))
    assert opened.actions_["lab_abx"].isEnabled()
    assert not opened.actions_["lab_choice"].isEnabled()


@pytest.fixture
def in_folder(compared, blind, monkeypatch, until):
    """A test of three codecs over the folder with three pictures."""
    accept(monkeypatch, count(30))

    def start() -> None:
        begin(blind, blind.choose_in_folder, until)

    return start


def first(panes) -> int:
    return 0


def test_several_codecs_get_strengths_over_a_folder(in_folder, compared, blind, qtbot, until):
    in_folder()
    answer_all(qtbot, blind, until, first)
    result = blind.result
    assert "Bradley-Terry, 30 trials" in result.text.text()
    codecs = {result.table.item(row, 0).text() for row in range(result.table.rowCount())}
    assert codecs == {"SDC", "JPEG", "AVIF"}
    wins = [result.table.item(row, 1).text().split(" of ") for row in range(3)]
    assert sum(int(won) for won, _ in wins) == 30 and sum(int(count) for _, count in wins) == 60


def test_the_pictures_of_the_next_question_are_made_meanwhile(in_folder, compared, codec, blind, qtbot, until):
    in_folder()
    asked = len(codec.asked_for("preload"))
    until(lambda: len(codec.asked_for("preload")) > asked or asked >= 2)
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: blind.window is None)


def test_few_answers_are_called_uncertain(in_folder, compared, blind, qtbot, until):
    in_folder()
    for _ in range(4):
        press(qtbot, blind, Qt.Key.Key_1)
        until(lambda: blind.window.view.panes)
    press(qtbot, blind, Qt.Key.Key_Escape)
    until(lambda: blind.result is not None)
    assert "uncertain" in blind.result.text.text() or "Two that are equally close" in blind.result.text.text()


def test_a_file_that_cannot_be_read_is_left_out_and_named(in_folder, folder, compared, codec, blind, qtbot, until):
    (folder / "broken.png").write_bytes(b"no picture")
    in_folder()
    answer_all(qtbot, blind, until, first)
    assert blind.result is not None
    asked = codec.asked_for("preload")
    if any(path.name == "broken.png" for (path,) in asked):
        assert "broken.png" in compared.banner.text


def test_a_folder_without_photos_is_no_test(opened, monkeypatch, tmp_path_factory, until):
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(empty))
    accept(monkeypatch, lambda dialog: dialog._change())
    commands = opened.actions_.specs["lab_abx"].run.__self__.commands
    commands.choose_in_folder()
    until(lambda: "no photos" in opened.banner.text)
    assert opened.isVisible()


def test_the_trials_are_saved(compared, blind, qtbot, until, monkeypatch, tmp_path):
    accept(monkeypatch, count(4))
    begin(blind, blind.abx, until)
    answer_all(qtbot, blind, until, first)
    path = tmp_path / "trials.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    blind.result.save.click()
    until(path.exists)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == 4 and {row["picture"] for row in rows} == {"img1.png"}
    assert all({row["first"], row["second"]} == {"original", "SDC"} for row in rows)


def test_a_session_keeps_a_and_b_but_draws_x_anew():
    session = AbxSession("p", ("one", "two"), 40, Chance(5), clock=iter(range(100)).__next__)
    places = []
    while (question := session.question) is not None:
        places.append(question.places)
        session.answer(0)
    assert len({place[:2] for place in places}) == 1
    assert {place[2] for place in places} == {"one", "two"}
    assert [trial.seconds for trial in session.trials] == [1.0] * 40


def test_a_picture_that_is_gone_is_replaced_in_all_questions_to_come():
    session = ChoiceSession([("a", "x", "y"), ("b", "x", "y"), ("a", "y", "x")])
    session.answer(1)
    session.replace("a", "c")
    assert [session.question.picture, session.following().picture] == ["b", "c"]
    assert session.trials[0].answer == "y" and session.trials[0].picture == "a"
