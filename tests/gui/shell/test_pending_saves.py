"""What is asked to be saved while it is compressed is saved."""

from __future__ import annotations

from pathlib import Path

from hands import name, press
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressBar, QPushButton, QWidget
from window_hands import answer, visible_text

from sdviewer.codec.types import Progress
from sdviewer.gui.compare.variants import SDC, State, state_text
from sdviewer.service.threads.waiting import WAITING


def test_what_is_saved_is_what_the_settings_say_by_then(compressed, codec, folder, settings, until, monkeypatch):
    """A number that was typed counts when its field is left, which opening the dialog does."""
    target = folder / "x.sdc"

    def dialog(*_):
        settings.set("compress/by_size", True)
        settings.set("compress/size", 770)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    codec.hold("encode")
    compressed.saving.save_sdc()
    until(lambda: codec.asked_for("encode")[-1][0].size == 770)
    assert target not in codec.saved
    codec.release("encode")
    until(lambda: target in codec.saved)
    assert len(codec.saved[target]) == 770
    until(lambda: "Saved" in compressed.banner.text)


def test_nothing_is_saved_of_an_encode_that_fails(compressed, codec, folder, settings, until, monkeypatch):
    codec.smallest = 765
    settings.set("compress/by_size", True)
    answer(monkeypatch, folder / "x.sdc")
    compressed.saving.save_sdc()
    settings.set("compress/size", 700)
    until(lambda: "was not saved" in compressed.banner.text)
    assert "765" in compressed.banner.text and not codec.saved


def test_a_photo_that_is_left_while_it_is_compressed_is_saved_all_the_same(
    compressed, codec, folder, settings, until, monkeypatch
):
    photo = compressed.session.comparison.original.picture
    codec.hold("encode")
    settings.set("compress/quality", 11.0)
    until(lambda: compressed.session.comparison.variant(SDC).state is State.WORKING)
    answer(monkeypatch, folder / "x.sdc")
    compressed.saving.save_sdc()
    compressed.session.browser.go(1)
    until(lambda: name(compressed) == "img2.png")
    until(lambda: "x.sdc" in compressed.banner.text)
    assert not compressed.pending_note.isVisible() and not compressed.panels.visible("queue")
    button(compressed.banner, "Show the queue").click()
    rows = compressed.queue_panel.saves
    until(
        lambda: rows.isVisible() and "x.sdc will be saved" in visible_text(rows) and "analysing" in visible_text(rows)
    )
    assert rows.findChild(QProgressBar).value() == 500
    pending = compressed.session.pending
    pending.report(folder / "x.sdc", Progress(0.4, WAITING))
    assert "waits for the picture in the window" in visible_text(rows)
    pending.begin(folder / "y.sdc", lambda: None)
    pending.leave(folder / "y.sdc")
    pending.report(folder / "y.sdc", Progress(0.0, WAITING))
    until(lambda: "waits until x.sdc is saved" in visible_text(rows))
    pending.end(folder / "y.sdc")
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved)
    assert codec._encoded[codec.saved[folder / "x.sdc"]] is not None and codec.asked_for("encode")[-1][0].quality == 11
    assert photo is not compressed.session.comparison.original.picture
    until(lambda: not rows.isVisible() and not compressed.session.pending.saves)


def test_a_picture_that_is_made_smaller_is_saved_so_though_it_is_left(
    compressed, codec, folder, settings, until, monkeypatch
):
    comparison = compressed.session.comparison
    codec.hold("encode")
    comparison.shrink((48, 32))
    until(lambda: comparison.variant(SDC).state is State.WORKING)
    answer(monkeypatch, folder / "x.sdc")
    compressed.actions_["save"].trigger()
    compressed.session.browser.step(1)
    until(lambda: comparison.document.name == "img2.png")
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved)
    assert codec._encoded[codec.saved[folder / "x.sdc"]].pixels.shape == (32, 48, 3)


def test_among_the_thumbnails_nothing_is_said_over_them_of_a_save(
    compressed, codec, settings, folder, until, monkeypatch
):
    save_while_it_encodes(compressed, codec, settings, folder, until, monkeypatch)
    until(lambda: compressed.pending_note.isVisible())
    compressed.gallery.set_grid(True)
    assert not compressed.pending_note.isVisible()
    compressed.actions_["queue"].trigger()
    assert "x.sdc will be saved" in visible_text(compressed.queue_panel.saves)
    compressed.gallery.set_grid(False)
    assert compressed.pending_note.isVisible()
    codec.release("encode")
    until(lambda: not compressed.pending_note.isVisible())


def test_a_save_of_a_photo_that_was_left_can_be_given_up_in_the_queue(
    compressed, codec, settings, folder, until, monkeypatch
):
    target = save_while_it_encodes(compressed, codec, settings, folder, until, monkeypatch)
    compressed.actions_["queue"].trigger()
    compressed.session.browser.go(1)
    until(lambda: name(compressed) == "img2.png" and any(save.left for save in compressed.session.pending.saves))
    assert compressed.banner.text == ""  # the row is there to be seen
    button(compressed.queue_panel.saves, "Don't save").click()
    until(lambda: not compressed.queue_panel.saves.isVisible())
    codec.release("encode")
    until(lambda: not compressed.session.tasks.running("command"))
    assert target not in codec.saved


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())


def closing(window, monkeypatch, button: str) -> list[str]:
    """Answer the question that closing asks."""
    asked: list[str] = []

    def exec(box: QMessageBox) -> int:
        asked.append(box.text())
        next(b for b in box.buttons() if button in b.text().replace("&", "")).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", exec)
    window.close()
    return asked


def save_while_it_encodes(window, codec, settings, folder, until, monkeypatch) -> Path:
    codec.hold("encode")
    settings.set("compress/quality", 12.0)
    until(lambda: window.session.comparison.variant(SDC).state is State.WORKING)
    answer(monkeypatch, folder / "x.sdc")
    window.actions_["save"].trigger()
    return folder / "x.sdc"


def test_closing_asks_about_a_save_and_finishes_it_in_the_background(
    compressed, codec, folder, settings, until, monkeypatch
):
    target = save_while_it_encodes(compressed, codec, settings, folder, until, monkeypatch)
    closed = []
    compressed.closed.connect(lambda: closed.append(target in codec.saved))
    asked = closing(compressed, monkeypatch, "background")
    assert "x.sdc" in asked[0] and not compressed.isVisible() and not closed
    codec.release("encode")
    until(lambda: bool(closed))
    assert closed == [True]


def test_closing_can_be_called_off_while_something_is_to_be_saved(
    compressed, codec, folder, settings, until, monkeypatch
):
    target = save_while_it_encodes(compressed, codec, settings, folder, until, monkeypatch)
    closing(compressed, monkeypatch, "Cancel")
    assert compressed.isVisible()
    codec.release("encode")
    until(lambda: target in codec.saved)


def test_ctrl_s_before_anything_is_encoded_is_not_lost(opened, codec, folder, qtbot, until, monkeypatch):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: opened.session.comparison.variant(SDC) is not None)
    answer(monkeypatch, folder / "x.sdc")
    opened.actions_.refresh()
    assert opened.actions_["save"].isEnabled()
    opened.actions_["save"].trigger()
    codec.release("encode")
    until(lambda: folder / "x.sdc" in codec.saved)


def test_a_save_that_was_waiting_when_the_encode_was_stopped_is_not_the_old_one(
    compressed, codec, folder, settings, until, monkeypatch
):
    save_while_it_encodes(compressed, codec, settings, folder, until, monkeypatch)
    compressed.session.comparison.stop()
    until(lambda: "was not saved" in compressed.banner.text)
    assert not codec.saved and "stopped" in state_text(compressed.session.comparison.variant(SDC))
    codec.release("encode")


def test_what_will_be_saved_is_said_over_the_picture_which_stays_where_it_is(
    compressed, codec, folder, settings, qtbot, until, monkeypatch
):
    def place() -> QRect:
        return QRect(compressed.view.mapTo(compressed, QPoint()), compressed.view.size())

    before = place()
    codec.hold("encode")
    settings.set("compress/quality", 11.0)
    until(lambda: compressed.session.comparison.variant(SDC).state is State.WORKING)
    answer(monkeypatch, folder / "x.sdc")
    compressed.saving.save_sdc()
    compressed.banner.show_notice("Something else.")
    until(lambda: compressed.pending_note.isVisible() and compressed.banner.isVisible())
    qtbot.wait(30)
    pending, banner = compressed.pending_note.geometry(), compressed.banner.geometry()
    assert place() == before and compressed.area.rect().contains(pending)
    assert banner.bottom() < pending.top() and pending.height() >= compressed.pending_note.sizeHint().height()
    codec.release("encode")
    until(lambda: not compressed.pending_note.isVisible())
    assert compressed.banner.geometry().bottom() == pending.bottom()
