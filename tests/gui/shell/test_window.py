"""The window in a user's hands: opening, keys, files, errors, closing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from hands import is_final, name, press
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from window_hands import accessible_name, drop

from sdviewer.codec.errors import FormatError
from sdviewer.codec.types import Progress
from sdviewer.gui.browse import naming
from sdviewer.gui.compare.variants import SDC
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme


def test_the_first_start_says_where_to_begin(window):
    assert window.empty.isVisible() and not window.view.isVisible()
    assert not window.actions_["next"].isEnabled()
    assert window.actions_["open"].isEnabled()


def test_dropped_files_are_opened_and_the_folder_browsed_by_keys(window, folder, qtbot, until):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder / "img1.png"))])
    drop(window, data)
    until(lambda: name(window) == "img1.png" and len(window.session.browser.paths) == 3)
    assert window.windowTitle().startswith("img1.png")
    press(qtbot, window, Qt.Key.Key_Right)
    until(lambda: name(window) == "img2.png")
    press(qtbot, window, Qt.Key.Key_End)
    until(lambda: name(window) == "img10.png")
    press(qtbot, window, Qt.Key.Key_Backspace)
    until(lambda: name(window) == "img2.png")
    press(qtbot, window, Qt.Key.Key_Home)
    until(lambda: name(window) == "img1.png")


def test_a_dropped_image_without_a_file_is_shown(window, until):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    data = QMimeData()
    data.setImageData(image)
    drop(window, data)
    until(lambda: window.session.comparison.document is not None)
    assert tuple(window.session.comparison.original.picture.pixels[5, 5]) == (0x33, 0x66, 0x99)


def test_copying_and_pasting_a_picture(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    until(lambda: QGuiApplication.clipboard().mimeData().hasImage())
    assert QGuiApplication.clipboard().image().size().toTuple() == (96, 64)
    press(qtbot, opened, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().endswith("img1.png")


def test_an_empty_clipboard_says_so_in_the_window(window, qtbot):
    QGuiApplication.clipboard().setText("only text")
    window.clipboard.paste()
    assert "no picture" in window.banner.text


def test_errors_appear_in_the_picture_s_place_and_never_as_a_box(window, codec, tmp_path, until):
    path = tmp_path / "broken.sdc"
    path.write_bytes(b"\x89SDC")
    codec.errors[path] = FormatError("broken.sdc is cut off.")
    window.session.open([path])
    until(lambda: window.view.panes and window.view.panes[0].message)
    assert "broken.sdc is cut off." in window.view.panes[0].message
    assert QGuiApplication.modalWindow() is None


def test_of_a_picture_that_failed_nothing_else_is_waited_for(window, codec, tmp_path, until):
    path = tmp_path / "broken.png"
    path.write_bytes(b"no picture")
    codec.errors[path] = FormatError("broken.png is no picture.")
    window.opening.compare([path])
    until(lambda: [p for p in window.view.panes if "broken.png" in p.message] or len(window.view.panes) == 2)
    until(lambda: all("broken.png is no picture." in pane.message for pane in window.view.panes))
    assert not [p for p in window.view.panes if "Waiting" in p.message]


def test_the_status_bar_counts_only_while_a_picture_is_open(opened, qtbot, until):
    until(lambda: opened.status._place.text() == "1 / 3")
    press(qtbot, opened, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    until(lambda: opened.status._place.text() == "")


def test_progress_is_shown_and_escape_stops_it(opened, codec, qtbot, until):
    codec.hold("encode")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: opened.status._bar.isVisible() and codec.asked_for("encode"))
    press(qtbot, opened, Qt.Key.Key_Escape)
    until(lambda: not opened.status._bar.isVisible())
    assert not opened.session.tasks.running("encode")


def test_what_is_quick_has_no_progress(window, until):
    """Showing it lays out the whole window."""
    window.status.show_progress(Progress(0.5, "drawing"))
    assert window.status._bar.isHidden()
    window.status.show_progress(None)
    assert not window.status._patience.isActive() and window.status._bar.isHidden()
    window.status.show_progress(Progress(0.5, "drawing"))
    until(window.status._bar.isVisible)


def test_progress_says_how_long_it_still_takes(window):
    window.status.show_progress(Progress(0.4, "refining", {"seconds": 12.4}))
    assert window.status._stage.text() == "refining · about 12 s left"
    window.status.show_progress(Progress(0.8, "drawing"))
    assert window.status._stage.text() == "drawing"


def test_a_narrow_window_offers_the_other_tools(window, until):
    window.resize(640, 480)
    until(window.toolbar.more.isVisible)
    assert window.size().width() == 640 and window.size().height() == 480
    middle = window.toolbar.more.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    shades = {middle.pixelColor(x, y).value() for x in range(middle.width()) for y in range(middle.height())}
    assert max(shades) - min(shades) > 120, "its arrow can't be seen"


def test_every_action_has_a_text_and_no_shortcut_is_taken_twice(window):
    taken: dict[str, str] = {}
    for id in window.actions_.specs:
        action = window.actions_[id]
        assert action.text().strip()
        for keys in action.shortcuts():
            assert keys.toString() not in taken, f"{keys.toString()}: {id} and {taken[keys.toString()]}"
            taken[keys.toString()] = id


def test_every_control_has_an_accessible_name(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in opened.findChildren(QWidget)
        if w.isVisible()
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.objectName() != "qt_spinbox_lineedit"  # a part of a spin box, which has the name
        and not accessible_name(w)
    ]
    assert nameless == []


def test_what_was_set_is_there_at_the_next_start(opened, codec, settings, loop, qapp, qtbot, until):
    opened.resize(900, 640)
    opened.actions_["keep_zoom"].trigger()
    opened.actions_.set_keys("compress", ["Ctrl+J"])
    opened.close()
    session = Session(codec, settings, loop)
    again = MainWindow(session, Theme(qapp))
    qtbot.addWidget(again)
    assert again.size().toTuple() == (900, 640)
    assert again.actions_["keep_zoom"].isChecked()
    assert again.actions_["compress"].shortcut().toString() == "Ctrl+J"
    assert settings.get("recent")[0].endswith("img1.png")
    loop.run_until_complete(session.close())


def test_closing_ends_every_task_and_the_threads(codec, settings, loop, qapp, qtbot, folder, until):
    session = Session(codec, settings, loop)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    codec.hold("open")
    session.open([folder / "img1.png"])
    until(lambda: codec.asked_for("open"))
    loop.run_until_complete(asyncio.wait_for(session.close(), 5))
    assert ("close",) in codec.asked
    session.open([folder / "img2.png"])  # nothing begins any more
    assert not session.tasks.running("")


def test_saving_writes_exactly_the_bytes_on_screen(opened, codec, folder, qtbot, until, monkeypatch):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    asked = []
    monkeypatch.setattr(
        "sdviewer.gui.browse.naming.QFileDialog.getSaveFileName",
        lambda parent, title, start, filters: (asked.append(start), (start, ""))[1],
    )
    press(qtbot, opened, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    until(lambda: codec.saved)
    assert asked == [str(folder / "img1.sdc")]
    assert codec.saved == {folder / "img1.sdc": opened.session.comparison.variant(SDC).data}
    until(lambda: "img1.sdc" in opened.banner.text)


def test_renaming_and_trashing_and_bringing_back(opened, folder, qtbot, until, monkeypatch):
    monkeypatch.setattr(naming, "ask_new_name", lambda *_: "renamed.png")
    codec = opened.session.service
    codec.files[folder / "renamed.png"] = codec.files[folder / "img1.png"]
    press(qtbot, opened, Qt.Key.Key_F2)
    until(lambda: (folder / "renamed.png").exists() and folder / "renamed.png" in opened.session.browser.paths)
    assert not (folder / "img1.png").exists()
    press(qtbot, opened, Qt.Key.Key_Home)
    until(lambda: name(opened) == "img2.png")
    press(qtbot, opened, Qt.Key.Key_Delete)
    until(lambda: not (folder / "img2.png").exists() and name(opened) == "img10.png")
    assert "trash" in opened.banner.text
    press(qtbot, opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: (folder / "img2.png").exists() and name(opened) == "img2.png")


def test_a_new_name_can_be_taken_back(opened, folder, codec, qtbot, until, monkeypatch):
    monkeypatch.setattr("sdviewer.gui.browse.naming.ask_new_name", lambda parent, old: "evening")
    codec.files[folder / "evening.png"] = replace(codec.files[folder / "img1.png"], path=folder / "evening.png")
    press(qtbot, opened, Qt.Key.Key_F2)
    until(lambda: (folder / "evening.png").exists() and name(opened) == "evening.png")
    press(qtbot, opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: (folder / "img1.png").exists() and name(opened) == "img1.png")
    assert not (folder / "evening.png").exists()
    until(lambda: not opened.actions_["restore"].isEnabled())
