"""The compress queue in a user's hands: watching, stopping, answering, opening what came out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QWidget
from queue_hands import LEFT, states, texts

from sdviewer.codec.errors import InputError
from sdviewer.codec.types import EncodeOptions, Progress
from sdviewer.gui.compare.variants import ORIGINAL, Source, State
from sdviewer.gui.compress import queue_delegate
from sdviewer.gui.compress.queue_model import detail
from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.view.pane import Layout
from sdviewer.service.batch import Order
from sdviewer.service.threads.waiting import WAITING

pytestmark = pytest.mark.usefixtures("at_once")


def test_the_options_are_those_of_the_compress_panel_when_photos_are_added(window, photos, codec, settings, until):
    settings.set("compress/quality", 70.0)
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["done"])
    assert "quality 70" in window.queue_panel._options.text()
    settings.set("compress/by_size", True)
    settings.set("compress/size", 700)
    window.queue.add(photos[1:2])
    until(lambda: states(window) == ["done"] * 2)
    assert "at most 700 B each" in window.queue_panel._options.text()
    orders = [order.options for _, order in codec.asked_for("compress")]
    assert orders == [EncodeOptions(quality=70), EncodeOptions(quality=70, size=700)]


def test_rows_and_totals_are_live(window, photos, codec, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    window.session.queue._refresh()
    assert texts(window, 0)[:2] == ["1.png", "coding 50 %"] and texts(window, 1)[1] == "waiting"
    assert window.queue_panel._totals.text() == "0 of 3"
    codec.release("compress")
    until(lambda: states(window) == ["done"] * 3 and not window.session.queue.running)
    assert window.queue_panel._totals.text() == "3 of 3 · 15.0 kB → 3.0 kB · 1/5.0"
    assert window.queue_panel._bar.value() == 1000


def test_a_photo_that_waits_for_the_picture_on_screen_says_so(window, photos, codec, until):
    codec.hold("compress")
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["working"])
    (job,) = window.session.queue.jobs
    shown = []
    for progress in (Progress(0.0, WAITING), Progress(0.4, WAITING), Progress(0.4, "coding")):
        codec.report(progress)
        shown.append((texts(window, 0)[1], detail(job)))
    why = "Goes on when the picture in the window is ready."
    assert shown[:2] == [("waiting", why), ("waiting 40 %", why)]
    assert shown[2][0] == "coding 40 %" and shown[2][1] != why
    codec.release("compress")
    until(lambda: states(window) == ["done"])


def test_a_failed_photo_says_why_in_its_row_and_one_summary_comes_at_the_end(window, photos, codec, until):
    codec.errors[photos[1]] = InputError(f"{photos[1]} is damaged.")
    window.queue.add(photos)
    until(lambda: states(window) == ["done", "failed", "done"] and window.banner.text)
    job = window.session.queue.jobs[1]
    assert detail(job) == "2.png is damaged."
    model = window.session.queue.model
    assert str(photos[1]) in model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole) == "2.png, failed. 2.png is damaged."
    assert window.banner.text == "2 compressed: 10.0 kB → 2.0 kB (1/5.0). 1 failed; the queue says why."
    window.banner.clear()
    codec.errors.clear()
    window.actions_["queue_retry"].trigger()
    until(lambda: states(window) == ["done"] * 3 and window.banner.text)
    assert "failed" not in window.banner.text


def test_what_was_left_out_is_not_called_failed_and_is_not_tried_again(window, photos, codec, settings, until):
    settings.set("queue/exists", "skip")
    codec.saved[photos[0].with_suffix(".sdc")] = b""
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["skipped"] and not window.session.queue.running)
    assert not window.actions_["queue_retry"].isEnabled()
    codec.errors[photos[1]] = InputError(f"{photos[1]} is damaged.")
    window.queue.add(photos[1:2])
    until(lambda: states(window) == ["skipped", "failed"] and not window.session.queue.running)
    assert window.actions_["queue_retry"].isEnabled()
    codec.errors.clear()
    window.actions_["queue_retry"].trigger()
    until(lambda: states(window) == ["skipped", "done"] and not window.session.queue.running)
    assert [path.name for path, _ in codec.asked_for("compress")] == ["1.png", "2.png", "2.png"]


def test_cancelling_one_and_all_by_the_panel(window, photos, codec, qtbot, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    assert window.actions_["queue_cancel"].isEnabled()
    window.session.queue.cancel(window.session.queue.jobs[:1])
    until(lambda: states(window) == ["cancelled", "working", "waiting"])
    window.actions_["queue_cancel"].trigger()
    until(lambda: states(window) == ["cancelled"] * 3 and not window.session.queue.running)
    assert window.banner.text == "" and not window.actions_["queue_cancel"].isEnabled()
    window.actions_["queue_clear"].trigger()
    assert states(window) == [] and window.queue_panel._empty.isVisible()


def test_pausing_begins_nothing_new_until_it_goes_on(window, photos, codec, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    window.actions_["queue_pause"].trigger()
    assert window.actions_["queue_pause"].isChecked() and "paused" in window.queue_panel._totals.text()
    codec.release("compress")
    until(lambda: states(window) == ["done", "waiting", "waiting"] and not window.session.queue.running)
    window.actions_["queue_pause"].trigger()
    until(lambda: states(window) == ["done"] * 3)


def test_results_that_exist_are_asked_about_once_for_all(window, photos, codec, qtbot, until):
    codec.saved = {photos[0].with_suffix(".sdc"): b"", photos[2].with_suffix(".sdc"): b""}
    window.queue.add(photos)
    until(lambda: states(window) == ["asking", "done", "asking"])
    panel = window.queue_panel
    assert panel.outputs.isVisible() and detail(window.session.queue.jobs[0]) == "1.sdc exists already."
    qtbot.mouseClick(panel.outputs.answers[1], LEFT)
    until(lambda: states(window) == ["done"] * 3)
    assert [order.exists for _, order in codec.asked_for("compress")] == ["ask"] * 3 + ["replace"] * 2
    assert not panel.outputs.isVisible()


def test_results_that_exist_are_left_out_if_the_setting_says_so(window, photos, codec, settings, until):
    codec.saved = {photos[0].with_suffix(".sdc"): b""}
    settings.set("queue/exists", "skip")
    window.queue.add(photos[:2])
    until(lambda: states(window) == ["skipped", "done"] and "left out" in window.banner.text)


def test_results_go_into_a_folder(window, photos, codec, settings, tmp_path, until, monkeypatch):
    asked = []

    def choose(parent, title, start):
        asked.append(start)
        return str(tmp_path / "out") if len(asked) < 3 else ""

    monkeypatch.setattr("sdviewer.gui.widgets.file_dialogs.QFileDialog.getExistingDirectory", choose)
    settings.set("queue/place", "folder")
    window.queue.add(photos[:1])  # which one has not been said yet
    until(lambda: states(window) == ["done"])
    window.queue.add(photos[1:2])
    until(lambda: states(window) == ["done"] * 2)
    assert len(asked) == 1 and set(codec.saved) == {tmp_path / "out" / "1.sdc", tmp_path / "out" / "2.sdc"}
    settings.set("queue/place", "ask")
    window.queue.add(photos[2:])
    until(lambda: states(window) == ["done"] * 3)
    window.queue.add(photos[:1])  # the dialog is left without a choice
    assert asked[2:] == [str(tmp_path / "out")] and len(states(window)) == 3


def test_a_double_click_opens_the_result_beside_its_original(window, photos, codec, photo, qtbot, until):
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["done"])
    codec.add(photos[0].with_suffix(".sdc"), photo, sdc=True)
    view = window.queue_panel.view
    spot = view.visualRect(window.session.queue.model.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=spot)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=spot)
    result = Source("file", photos[0].with_suffix(".sdc"))

    def both() -> bool:
        found = [window.session.comparison.variant(source) for source in (ORIGINAL, result)]
        return all(v is not None and v.state is State.FINAL for v in found)

    until(both)
    assert window.view.layout_mode is Layout.SPLIT


def test_the_rows_by_keyboard(window, photos, codec, qtbot, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    view = window.queue_panel.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert [job.source.name for job in window.session.queue.jobs] == ["1.png", "10.png"]
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    until(lambda: window.session.comparison.document is not None)
    assert window.session.comparison.document.name == "10.png"
    codec.release("compress")


def test_thumbnails_of_the_rows_in_sight(window, photos, until):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFFC81E1E)
    image.save(str(photos[0]))
    window.queue.add(photos)
    until(lambda: states(window) == ["done"] * 3)
    panel = window.queue_panel
    until(lambda: panel._thumbnail(photos[0]) is not None)
    assert panel._thumbnail(photos[0]).pixelColor(5, 5).getRgb()[:3] == (0xC8, 0x1E, 0x1E)
    assert panel._thumbnail(photos[1]) is None  # 5,000 zeros are no picture


def test_of_five_thousand_photos_only_those_in_sight_are_painted(window, codec, tmp_path, until, monkeypatch):
    codec.hold("compress")
    window.queue.show_panel()
    queue = window.session.queue
    shown, painted = [], []
    monkeypatch.setattr(queue_delegate, "state_text", lambda job: (painted.append(job), "")[1])
    queue.model.rowsInserted.connect(lambda *_: shown.append(1))
    photos = [(tmp_path / f"{number}.png", 1000) for number in range(5000)]
    queue.model.append(queue._queue.new_jobs(photos, Order(EncodeOptions())))
    queue._after_change()
    until(lambda: states(window)[0] == "working" and painted)
    assert len(shown) == 1 and queue.totals.count == 5000
    painted.clear()
    queue._refresh(force=True)
    until(lambda: painted)
    assert len(painted) < 50
    queue.cancel_all()
    queue.remove_ended()
    assert queue.jobs == []


def test_every_control_of_the_panel_has_an_accessible_name(window, photos, codec, settings, until):
    from PySide6.QtGui import QAccessible

    settings.set("queue/place", "folder")
    settings.set("queue/folder", str(photos[0].parent / "out"))
    codec.saved = {photos[0].parent / "out" / "1.sdc": b""}
    window.queue.add(photos)
    until(lambda: states(window) == ["asking", "done", "done"])
    controls = [
        widget
        for widget in window.queue_panel.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(controls) >= 12
    for widget in controls:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface and interface.text(QAccessible.Text.Name), widget


def test_the_settings_dialog_and_the_panel_say_the_same(window, settings, qtbot):
    window.queue.show_panel()
    dialog = SettingsDialog(settings, window)
    qtbot.addWidget(dialog)
    for name, value in (("queue/place", "folder"), ("queue/exists", "number")):
        box = dialog.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        assert settings.get(name) == value
        assert window.queue_panel.findChild(QComboBox, name).currentData() == value
    assert window.queue_panel._folder.isVisibleTo(window.queue_panel)


def test_a_summary_of_what_stands_in_the_panel_goes_by_itself_and_otherwise_stays(window, photos, codec, until):
    codec.errors[photos[1]] = InputError(f"{photos[1]} is damaged.")
    window.queue.add(photos)
    until(lambda: window.banner.text)
    assert window.banner._timer.isActive()  # the panel is in view
    window.banner.clear()
    window.queue.toggle_panel()
    window.actions_["queue_retry"].trigger()
    until(lambda: window.banner.text)
    assert not window.banner._timer.isActive() and [b.text() for b in window.banner._buttons] == ["Show the queue"]
