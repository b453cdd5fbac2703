"""Before the queue begins: the settings in its panel, presets, and what it asks while it is at work."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QInputDialog, QStyle, QStyleOptionButton
from queue_hands import LEFT, drag, files, place, states

from sdviewer.codec.errors import PartialPictureError
from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compare.variants import ORIGINAL, State
from sdviewer.gui.compress.order import presets
from sdviewer.gui.compress.queue_model import detail, tool_tip
from sdviewer.gui.widgets.dialog_size import ask_text
from sdviewer.service.archive.task import NotSmallerError, Written


def choose(box, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def test_photos_that_are_dropped_wait_until_the_settings_are_as_they_should_be(window, photos, codec, qtbot, until):
    window.dropEvent(drag(window, files(*photos), place(window, 0.9)))
    until(lambda: window.panels.visible("queue") and window.queue_panel.ready.isVisible())
    bar = window.queue_panel.ready
    assert (
        bar._count.text() == "3 photos to be compressed with these settings"
        and states(window) == []
        and not codec.asked_for("compress")
    )
    controls = bar.controls
    controls.quality.setValue(35)
    choose(controls.effort, "Balanced")
    controls.keep_metadata.setChecked(False)
    qtbot.mouseClick(bar.begin, LEFT)
    until(lambda: states(window) == ["done"] * 3)
    assert not bar.isVisible()
    (order,) = {order for _, order in codec.asked_for("compress")}
    assert order.options == EncodeOptions(quality=35, effort="balanced", metadata="strip") and order.only_smaller


def test_a_size_or_a_score_for_each_can_be_asked_for(window, photos, codec, qtbot, until):
    window.queue.add(photos[:1])
    until(lambda: window.queue_panel.ready.isVisible())
    controls = window.queue_panel.ready.controls
    choose(controls.by, "At most")
    controls.size_kb.setValue(0.7)
    assert controls.size_kb.isVisible() and not controls.quality.isVisible()
    window.queue_panel.ready.begin.click()
    until(lambda: states(window) == ["done"])
    window.queue.add(photos[1:2])
    choose(controls.by, "As good as")
    choose(controls.like, "JPEG of quality 80")
    assert not controls.score.isVisible() and not controls.size_kb.isVisible()
    window.queue_panel.ready.begin.click()
    until(lambda: states(window) == ["done"] * 2)
    first, second = (order.options for _, order in codec.asked_for("compress"))
    assert first.size == 700 and second.size is None and second.like_jpeg == 80
    assert detail(window.session.queue.jobs[1]).startswith("→ 2.sdc")


def test_rows_keep_the_settings_with_which_they_were_added(window, photos, codec, settings, until):
    codec.hold("compress")
    settings.set("compress/quality", 40.0)
    window.queue.add(photos[:2])
    window.queue.begin()
    until(lambda: states(window) == ["working", "waiting"])
    settings.set("compress/quality", 90.0)
    window.queue.add(photos[2:])
    window.queue.begin()
    until(lambda: len(states(window)) == 3)
    jobs = window.session.queue.jobs
    assert detail(jobs[1]).startswith("quality 40") and detail(jobs[2]).startswith("quality 90")
    codec.release("compress")
    until(lambda: states(window) == ["done"] * 3)
    assert [order.options.quality for _, order in codec.asked_for("compress")] == [40, 40, 90]


def test_what_is_ready_can_be_forgotten(window, photos, codec, qtbot, until):
    window.queue.add(photos)
    until(lambda: window.queue_panel.ready.isVisible())
    qtbot.mouseClick(window.queue_panel.ready.discard, LEFT)
    assert not window.queue_panel.ready.isVisible() and window.queue.ready == [] and states(window) == []


def test_presets_by_name(window, photos, settings, until, monkeypatch):
    window.queue.add(photos)
    until(lambda: window.queue_panel.ready.isVisible())
    menu = window.queue_panel.ready.menu

    def actions(of=menu) -> dict:
        of.aboutToShow.emit()
        return {action.text(): action for action in of.actions()}

    actions()["Small (quality 30)"].trigger()
    assert settings.get("compress/quality") == 30 and window.queue_panel.ready.controls.quality.value() == 30
    settings.set("compress/quality", 44.0)
    settings.set("compress/effort", "best")
    monkeypatch.setattr(QInputDialog, "exec", lambda dialog: dialog.setTextValue(" For the archive ") or 1)
    actions()["Save these settings under a name…"].trigger()
    actions()["As good as JPEG of quality 50"].trigger()
    settings.set("compress/effort", "fast")
    actions()["For the archive"].trigger()
    assert settings.get("compress/quality") == 44 and settings.get("compress/effort") == "best"
    assert not settings.get("compress/by_score")
    actions()["Remove"].menu().actions()[0].trigger()
    assert "For the archive" not in actions() and "Remove" not in actions()


def test_presets_that_cannot_be_read_are_none(settings):
    for text in ("", "[]", "{", '{"a": 1}'):
        settings.set("queue/presets", text)
        assert presets.own(settings) == {}
    settings.set("queue/presets", '{"a": {"compress/quality": "high", "view/theme": "dark", "compress/score": 70.0}}')
    assert presets.own(settings) == {"a": {"compress/score": 70.0}}


def test_photos_of_which_a_part_is_missing_are_asked_about_once(window, photos, codec, settings, qtbot, until):
    settings.set("queue/at_once", True)
    for path in photos[:2]:
        codec.errors[path] = PartialPictureError(f"{path}: The file ends early: 61 % of it is there.")
    window.queue.add(photos)
    until(lambda: states(window) == ["asking", "asking", "done"])
    panel = window.queue_panel
    assert panel.parts.isVisible() and not panel.outputs.isVisible()
    assert "a part is there: 2" in panel.parts._text.text()
    assert detail(window.session.queue.jobs[0]) == "1.png: The file ends early: 61 % of it is there."
    codec.errors.clear()
    qtbot.mouseClick(panel.parts.answers[0], LEFT)
    until(lambda: states(window) == ["done"] * 3)
    assert [order.take_parts for _, order in codec.asked_for("compress")] == [False] * 3 + [True] * 2
    assert not panel.parts.isVisible()
    codec.errors[photos[0]] = PartialPictureError("The file ends early.")
    window.queue.add(photos[:1])
    until(lambda: states(window)[3:] == ["asking"])
    qtbot.mouseClick(panel.parts.answers[1], LEFT)
    assert states(window)[3:] == ["skipped"]


def test_a_photo_that_is_small_already_is_left_as_it_is_and_the_row_says_so(window, photos, codec, settings, until):
    settings.set("queue/at_once", True)
    codec.errors[photos[0]] = NotSmallerError(f"{photos[0]} was left as it is: it takes 900 bytes, and as .sdc 1,200.")
    window.queue.add(photos[:2])
    until(lambda: states(window) == ["skipped", "done"] and "1 left out" in window.banner.text)
    assert detail(window.session.queue.jobs[0]).startswith("1.png was left as it is")


def test_what_a_file_lost_is_said_in_its_row_and_at_the_end(window, photos, codec, settings, until, monkeypatch):
    settings.set("queue/at_once", True)

    async def compress(source, order, progress=None, paused=None):
        return Written(str(order.output(source)), 100, 5000, 0.1, 60.0, ("Only the first of 12 frames is used.",))

    monkeypatch.setattr(codec, "compress", compress)
    monkeypatch.setattr(window.session.queue, "_compress", compress)
    window.queue.add(photos[:1])
    until(lambda: states(window) == ["done"] and window.banner.text)
    assert detail(window.session.queue.jobs[0]) == "→ 1.sdc · Only the first of 12 frames is used."
    assert "1 not with all that was in the file" in window.banner.text


def test_a_photo_that_the_user_has_turned_is_compressed_as_it_is_shown(window, photos, codec, settings, qtbot, until):
    settings.set("queue/at_once", True)
    window.session.open(photos[:1])
    until(lambda: (v := window.session.comparison.variant(ORIGINAL)) is not None and v.state is State.FINAL)
    qtbot.keyClick(window.view, Qt.Key.Key_R)
    window.queue.add(photos)
    until(lambda: states(window) == ["done"] * 3)
    orders = {source.name: order.orientation for source, order in codec.asked_for("compress")}
    assert orders == {"1.png": 6, "2.png": 1, "10.png": 1}
    assert "rotated as it is shown" in tool_tip(window.session.queue.jobs[0])


def test_the_button_that_begins_shows_all_of_its_text_when_it_has_the_focus(window, photos, until):
    window.queue.add(photos[:1])
    button = window.queue_panel.ready.begin
    until(button.hasFocus)
    option = QStyleOptionButton()
    button.initStyleOption(option)
    room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).width()
    assert room >= button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))


def test_a_folder_that_waits_is_named_since_its_photos_are_not_counted_yet(window, folder, photos, until):
    window.queue.add([folder])
    until(lambda: window.queue_panel.ready.isVisible())
    text = window.queue_panel.ready._count.text()
    assert text == f"To be compressed with these settings: {folder.name}"
    window.queue.add(photos[:1])
    assert window.queue_panel.ready._count.text() == "2 files and folders to be compressed with these settings"


def test_enter_on_the_presets_opens_their_menu(window, photos, qtbot, until):
    window.queue.add(photos[:1])
    bar = window.queue_panel.ready
    until(bar.begin.hasFocus)
    bar.presets.setFocus()
    QTimer.singleShot(0, lambda: qtbot.keyClick(bar.presets, Qt.Key.Key_Return))
    until(bar.menu.isVisible)
    bar.menu.close()
    assert states(window) == []


@pytest.mark.parametrize("title", ["Save the settings", "Einstellungen unter einem Namen speichern, den ich wähle"])
def test_a_dialog_that_asks_for_a_name_has_room_for_its_title(window, title, monkeypatch):
    widths = []
    monkeypatch.setattr(QInputDialog, "exec", lambda dialog: widths.append(dialog.width()) or 0)
    assert ask_text(window, title, "Name") == ""
    assert widths[0] >= max(360, window.fontMetrics().horizontalAdvance(title) + 120)
