"""The compress queue in a user's hands: dropping, watching, stopping, answering, opening what came out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QComboBox, QMessageBox, QWidget

from sdviewer.codec.errors import InputError
from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.compress import queue_delegate
from sdviewer.gui.compress.queue_model import Column, detail, duration_text
from sdviewer.gui.dialogs.settings_dialog import SettingsDialog
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit import error_texts
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.view.pane import Layout
from sdviewer.service.archive.task import OutputExistsError
from sdviewer.service.batch import Order
from sdviewer.service.queue import Job
from sdviewer.service.queue import State as JobState

NO_KEYS = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qapp, qtbot, session, until, monkeypatch):
    yes = QMessageBox.StandardButton.Yes  # a test may end while the queue is at work
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *_: yes)
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(1100, 800)
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)
    return window


@pytest.fixture
def folder(tmp_path, codec, photo) -> Path:
    """Three photos of 5,000 bytes, and a `.sdc`."""
    for name in ("1.png", "2.png", "10.png"):
        codec.add(tmp_path / name, photo)
    codec.add(tmp_path / "old.sdc", photo, sdc=True)
    return tmp_path


@pytest.fixture
def photos(folder) -> list[Path]:
    return [folder / "1.png", folder / "2.png", folder / "10.png"]


def states(window) -> list[str]:
    return [job.state.value for job in window.session.queue.jobs]


def texts(window, row: int) -> list[str]:
    model = window.session.queue.model
    return [model.data(model.index(row, column)) for column in Column]


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(widget: QWidget, data: QMimeData, at: QPoint, keys=NO_KEYS) -> QDropEvent:
    """Over the widget to a place in it; the drop that would follow."""
    widget.dragEnterEvent(QDragEnterEvent(at, COPY, data, LEFT, keys))
    widget.dragMoveEvent(QDragMoveEvent(at, COPY, data, LEFT, keys))
    event = QDropEvent(QPointF(at), COPY, data, LEFT, keys)
    event.data = data  # it only points to it
    return event


def place(window, share: float) -> QPoint:
    """A place in the picture area, so far down."""
    area = window.area
    return area.mapTo(window, QPoint(area.width() // 2, int(area.height() * share)))


def test_dropping_several_photos_on_the_lower_part_compresses_them(window, photos, codec, until):
    drop = drag(window, files(*photos), place(window, 0.9))
    assert window._zones.isVisible()
    window.dropEvent(drop)
    until(lambda: states(window) == ["done"] * 3)
    assert window.panels.visible("queue") and not window._zones.isVisible()
    assert [source.name for source, _ in codec.asked_for("compress")] == ["1.png", "2.png", "10.png"]
    assert texts(window, 0) == ["1.png", "done", "5,000 B", "1,000 B", "1/5.0", "0.5 s"]
    assert window.session.comparison.document is None


def test_dropping_several_photos_on_the_upper_part_opens_them(window, photos, until):
    window.dropEvent(drag(window, files(*photos), place(window, 0.3)))
    until(lambda: window.session.comparison.document is not None)
    assert states(window) == [] and list(window.session.browser.paths) == photos


def test_one_photo_is_opened_wherever_it_is_dropped_and_with_ctrl_it_is_compressed(window, photos, until):
    drop = drag(window, files(photos[0]), place(window, 0.9))
    assert not window._zones.isVisible()
    window.dropEvent(drop)
    until(lambda: window.session.comparison.document is not None)
    assert states(window) == []
    window.dropEvent(drag(window, files(photos[1]), place(window, 0.3), CTRL))
    until(lambda: states(window) == ["done"])


def test_a_drag_that_leaves_hides_the_places(window, photos):
    drag(window, files(*photos), place(window, 0.9))
    window.dragLeaveEvent(None)
    assert not window._zones.isVisible()


def test_a_folder_dropped_on_the_panel_gives_its_photos(window, folder, until):
    window.queue.show_panel()
    panel = window.queue_panel
    panel.dropEvent(drag(panel, files(folder), QPoint(40, 40)))
    until(lambda: states(window) == ["done"] * 3)
    assert [job.source.name for job in window.session.queue.jobs] == ["1.png", "2.png", "10.png"]


def test_a_folder_without_photos_is_said(window, tmp_path, until):
    (tmp_path / "empty").mkdir()
    window.queue.add([tmp_path / "empty"])
    until(lambda: "no photos" in window.banner.text)


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
    assert window.queue_panel._totals.text() == "3 of 3 · 15.0 kB → 3,000 B · 1/5.0"
    assert window.queue_panel._bar.value() == 1000


def test_a_failed_photo_says_why_in_its_row_and_one_summary_comes_at_the_end(window, photos, codec, until):
    codec.errors[photos[1]] = InputError(f"{photos[1]} is damaged.")
    window.queue.add(photos)
    until(lambda: states(window) == ["done", "failed", "done"] and window.banner.text)
    job = window.session.queue.jobs[1]
    assert detail(job) == "2.png is damaged."
    model = window.session.queue.model
    assert str(photos[1]) in model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole) == "2.png, failed. 2.png is damaged."
    assert window.banner.text == "2 compressed: 10.0 kB → 2,000 B (1/5.0). 1 failed; the queue says why."
    window.banner.clear()
    codec.errors.clear()
    window.actions_["queue_retry"].trigger()
    until(lambda: states(window) == ["done"] * 3 and window.banner.text)
    assert "failed" not in window.banner.text


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
    assert panel._asking.isVisible() and detail(window.session.queue.jobs[0]) == "1.sdc exists already."
    qtbot.mouseClick(panel._answers[1], LEFT)
    until(lambda: states(window) == ["done"] * 3)
    assert [order.exists for _, order in codec.asked_for("compress")] == ["ask"] * 3 + ["replace"] * 2
    assert not panel._asking.isVisible()


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


def test_all_that_are_listed_are_compressed_without_the_sdc_files(window, folder, until):
    window.session.open([folder / "1.png"])
    until(lambda: len(window.session.browser.paths) == 4)
    window.actions_.refresh()
    window.actions_["queue_add_listed"].trigger()
    until(lambda: states(window) == ["done"] * 3)


def test_what_is_selected_among_the_thumbnails_is_compressed(window, folder, photos, until):
    window.session.open([folder])
    until(lambda: len(window.session.browser.paths) == 4)
    window.gallery.set_grid(True)
    window.gallery.make_grid().list.selectAll()
    until(lambda: window.chosen.count() == 4)
    window.actions_.refresh()
    window.actions_["queue_chosen"].trigger()
    until(lambda: states(window) == ["done"] * 3)


def test_files_and_a_folder_are_chosen_by_dialogs(window, folder, photos, until, monkeypatch):
    dialog = "sdviewer.gui.widgets.file_dialogs.QFileDialog."
    monkeypatch.setattr(dialog + "getOpenFileNames", lambda *_: ([str(photos[0])], ""))
    monkeypatch.setattr(dialog + "getExistingDirectory", lambda *_: str(folder))
    window.actions_["queue_add"].trigger()
    until(lambda: states(window) == ["done"])
    window.actions_["queue_add_folder"].trigger()
    until(lambda: len(states(window)) == 4 and set(states(window)) == {"done", "asking"})


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


def test_a_size_out_of_reach_offers_the_smallest(window, photos, codec, qtbot, until):
    """Of the `.sdc`, and of a rival in a pane."""
    panel, comparison = window.compress_panel, window.session.comparison
    codec.smallest = 765
    window.session.open(photos[:1])
    until(lambda: comparison.original is not None)
    window.actions_["compress"].trigger()
    panel.by_size.setChecked(True)
    panel.size_kb.setValue(0.5)
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Use the smallest: 765 B"
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(SDC).state is State.FINAL)
    assert comparison.variant(SDC).nbytes == 770 and not panel._smallest.isVisible()
    codec.unreachable.add("jpeg")
    comparison.set_source(0, Source("jpeg"))
    until(lambda: panel._smallest.isVisible())
    assert panel._smallest.text() == "Compare at 1,270 B, the smallest JPEG"
    codec.unreachable.clear()
    qtbot.mouseClick(panel._smallest, LEFT)
    until(lambda: comparison.variant(Source("jpeg")).reached and comparison.variant(SDC).nbytes == 1300)
    assert not panel._smallest.isVisible()


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


def test_the_window_asks_before_it_ends_a_queue_at_work(window, photos, codec, until, monkeypatch):
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    asked = []
    question = "sdviewer.gui.compress.queue_commands.QMessageBox.question"
    monkeypatch.setattr(question, lambda parent, title, text, *_: (asked.append(text), answers.pop(0))[1])
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    assert not window.close() and window.isVisible()
    assert window.close()
    assert "3 to go" in asked[0] and len(asked) == 2


def test_the_window_asks_before_it_loses_what_a_paused_queue_has_to_do(window, photos, until, monkeypatch):
    asked = []
    question = "sdviewer.gui.compress.queue_commands.QMessageBox.question"
    monkeypatch.setattr(question, lambda *texts: asked.append(texts[2]) or QMessageBox.StandardButton.Yes)
    window.queue.toggle_pause()
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["waiting"])
    assert window.close()
    assert asked == ["The compress queue is not finished; 1 to go. Quit nevertheless?"]


def test_the_window_closes_without_a_question_once_all_is_done(window, photos, until, monkeypatch):
    asked = []
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *texts: asked.append(texts))
    window.queue.add(photos)
    until(lambda: states(window) == ["done"] * 3)
    assert window.close() and asked == []


def test_a_question_that_was_not_answered_is_not_lost_by_closing(window, photos, codec, settings, until, monkeypatch):
    asked = []
    buttons = QMessageBox.StandardButton
    monkeypatch.setattr(
        "sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *texts: asked.append(texts[2]) or buttons.No
    )
    settings.set("queue/place", "folder")
    settings.set("queue/folder", str(photos[0].parent / "out"))
    codec.saved = {photos[0].parent / "out" / "1.sdc": b""}
    window.queue.add(photos)
    until(lambda: states(window) == ["asking", "done", "done"])
    assert not window.close() and len(asked) == 1
    monkeypatch.setattr("sdviewer.gui.compress.queue_commands.QMessageBox.question", lambda *_: buttons.Yes)


def test_closing_ends_the_queue(window, photos, codec, loop, until):
    codec.hold("compress")
    window.queue.add(photos)
    until(lambda: states(window)[:1] == ["working"])
    loop.run_until_complete(window.session.close())
    assert states(window) == ["waiting"] * 3 and not codec.saved


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


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.84, "0.8 s"), (12, "12 s"), (170, "3 min"), (7500, "2 h 5 min"), (59.9, "60 s")]
)
def test_durations_as_a_person_says_them(seconds, text):
    assert duration_text(seconds) == text


def test_why_a_photo_failed_is_said_in_the_user_s_language():
    error_texts.use("de")
    job = Job(Path("/in/a.png"), 10, Order(EncodeOptions()), JobState.ASKING, output=Path("/in/a.sdc"))
    job.message = str(OutputExistsError(job.output))
    assert detail(job) == "a.sdc gibt es schon."
    job.state, job.message = JobState.FAILED, "/in/a.png doesn't exist."
    assert detail(job) == "a.png gibt es nicht."
    error_texts.use("")


def test_a_result_in_another_folder_is_shown_with_its_path():
    job = Job(Path("/in/a.png"), 10, Order(EncodeOptions()), JobState.DONE, output=Path("/out/a.sdc"))
    assert detail(job) == "→ /out/a.sdc"
    job.output = Path("/in/a (2).sdc")
    assert detail(job) == "→ a (2).sdc"
