"""The window in a user's hands: keys, mouse, drops, menus."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hands import is_final, name, press
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget

from sdviewer.codec.errors import FormatError
from sdviewer.gui.browse import naming
from sdviewer.gui.compare.source_menu import SourceMenu
from sdviewer.gui.compare.variants import ORIGINAL, SDC, Source, State
from sdviewer.gui.session.session import Session
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.view.compare_view import Layout


def drop(window, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


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


def test_compressing_opens_the_panel_and_the_labels_carry_the_figures(opened, codec, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.session.comparison.variant(SDC).scores)
    assert opened.panels.visible("compress")
    assert opened.view.layout_mode is Layout.SPLIT
    label = visible_text(opened.headers._headers[1])
    for part in ("SDC", "1,000 B", "1.302 bpp", "PSNR 31.25", "0.9321", "55.5"):
        assert part in label
    opened.session.comparison.set_source(0, Source("jpeg"))
    until(lambda: is_final(opened, Source("jpeg")))
    assert "JPEG" in visible_text(opened.headers._headers[0])
    assert "quality 31" in visible_text(opened.headers._headers[0]) + opened.headers._headers[0].toolTip()


def test_a_photo_alone_is_compared_with_jpeg_of_its_size(window, folder, until):
    window.opening.compare([folder / "img1.png"])
    until(lambda: is_final(window, SDC) and is_final(window, Source("jpeg")))
    assert window.session.comparison.sources == [SDC, Source("jpeg")]
    assert window.view.layout_mode is Layout.SPLIT
    assert "img1.png" in window.windowTitle()


def test_the_seed_s_pipeline_takes_the_weights_of_stable_diffusion(window, folder, codec, until):
    window.opening.compare([folder / "img1.png"])
    until(lambda: is_final(window, SDC))
    comparison, seed = window.session.comparison, Source("buehlmann2022")

    def offered() -> bool:
        menu = QMenu()
        SourceMenu(comparison, window.session.settings, window.actions_, window.opening.choose_for_pane).fill(menu, 1)
        return next(action for action in menu.actions() if action.text() == "Bühlmann 2022").isEnabled()

    assert not offered()
    comparison.set_options(replace(comparison.options, model="sd-vae"))
    assert offered()
    comparison.set_source(1, seed)
    until(lambda: is_final(window, seed))
    assert codec.asked_for("rival")[-1][::2] == ("buehlmann2022", "sd-vae")


def test_several_files_are_compared_with_each_other(window, folder, until):
    files = [folder / name for name in ("img1.png", "img2.png", "img10.png")]
    window.opening.compare(files)
    until(lambda: all(is_final(window, Source("file", file)) for file in files[1:]))
    assert window.session.comparison.sources == [ORIGINAL, Source("file", files[1]), Source("file", files[2])]
    window.opening.compare([files[2], *files[:2] * 3])
    until(lambda: name(window) == "img10.png" and is_final(window, Source("file", files[1])))
    assert len(window.session.comparison.sources) == 4
    assert "first 4" in window.banner.text


def test_a_sdc_alone_waits_for_what_it_is_compared_with(window, folder, codec, photo, until):
    codec.add(folder / "x.sdc", photo)
    window.opening.compare([folder / "x.sdc"])
    until(lambda: name(window) == "x.sdc")
    assert "x.sdc" in window.banner.text
    assert window.view.layout_mode is Layout.SINGLE


def test_what_cannot_be_reached_is_said_with_the_smallest_size(opened, codec, qtbot, until):
    codec.unreachable.add("jpeg")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    opened.session.comparison.set_source(0, Source("jpeg"))
    until(lambda: is_final(opened, Source("jpeg")))
    assert "smallest is 1,500 B" in visible_text(opened.headers._headers[0])


def test_a_and_b_show_one_pane_each_in_the_same_place(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    before = opened.view.viewport
    press(qtbot, opened, Qt.Key.Key_A)
    assert opened.view.layout_mode is Layout.SINGLE and opened.view.current == 0
    press(qtbot, opened, Qt.Key.Key_B)
    assert opened.view.layout_mode is Layout.SINGLE and opened.view.current == 1
    assert opened.view.viewport == before


def test_the_zoom_keys(opened, qtbot):
    press(qtbot, opened, Qt.Key.Key_1)
    assert opened.view.viewport.scale == 1.0
    press(qtbot, opened, Qt.Key.Key_Plus)
    assert opened.view.viewport.scale == 1.5
    press(qtbot, opened, Qt.Key.Key_F)
    assert opened.view.viewport.scale == pytest.approx(opened.view.viewport.fit_scale)


def test_the_pixel_under_the_cursor_is_read_out(opened, qtbot, until):
    opened.view.zoom_to(4.0)
    centre = opened.view.rect().center()
    qtbot.mouseMove(opened.view, centre + QPoint(3, 3))
    qtbot.mouseMove(opened.view, centre)
    until(lambda: "A 230 230 230" in opened.status._readout.text())


def test_the_readout_names_the_pane_that_is_shown(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    opened.view.zoom_to(4.0)
    centre = QPoint(opened.view.width() // 2 + 20, opened.view.height() // 2)
    qtbot.mouseMove(opened.view, centre + QPoint(3, 3))
    qtbot.mouseMove(opened.view, centre)
    until(lambda: "A 230 230 230   B 115 115 115" in opened.status._readout.text())
    press(qtbot, opened, Qt.Key.Key_B)
    assert "B 115 115 115" in opened.status._readout.text() and "A " not in opened.status._readout.text()


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
    until(lambda: [p.message for p in window.view.panes if "nothing to compare" in p.message])
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


def test_full_screen_hides_everything_else_and_brings_it_back(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_F11)
    until(opened.isFullScreen)
    assert not opened.menuBar().isVisible() and not opened.statusBar().isVisible()
    press(qtbot, opened, Qt.Key.Key_Escape)
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible() and opened.statusBar().isVisible()


def test_a_full_screen_that_the_window_manager_begins_and_ends_is_one(opened, qtbot, until):
    opened.showFullScreen()
    until(opened.isFullScreen)
    assert not opened.menuBar().isVisible() and not opened.toolbar.isVisible()
    opened.showNormal()
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible() and opened.toolbar.isVisible()
    opened.showFullScreen()
    press(qtbot, opened, Qt.Key.Key_F11)
    until(lambda: not opened.isFullScreen())
    assert opened.menuBar().isVisible()


def test_a_window_closed_in_full_screen_has_its_bars_at_the_next_start(opened, session, settings, qapp, qtbot, until):
    opened.full_screen.set(True)
    until(opened.isFullScreen)
    opened.close()
    again = MainWindow(session, Theme(qapp))
    qtbot.addWidget(again)
    again.show()
    assert again.toolbar.isVisible() and again.menuBar().isVisible() and not again.isFullScreen()


def test_after_the_full_screen_the_compress_panel_fits_what_was_done_in_it(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_F11)
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    assert not opened.compress_panel.isVisible()
    press(qtbot, opened, Qt.Key.Key_F11)
    until(opened.compress_panel.isVisible)
    press(qtbot, opened, Qt.Key.Key_F11)
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_F11)
    until(lambda: not opened.isFullScreen())
    assert not opened.compress_panel.isVisible()


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


def visible_text(widget: QWidget) -> str:
    parts = [w.text() for w in widget.findChildren(QWidget) if hasattr(w, "text") and w.isVisibleTo(widget)]
    return " ".join(parts).replace("\u00a0", " ")


def accessible_name(widget: QWidget) -> str:
    from PySide6.QtGui import QAccessible

    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def test_the_panel_s_options_are_encoded_at_once_and_kept(opened, codec, settings, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    panel = opened.compress_panel
    until(lambda: is_final(opened, SDC) and panel.model.box.count())
    assert panel.model.box.currentText() == "own"
    panel.slider.setValue(70)
    until(lambda: codec.asked_for("encode")[-1][0].quality == 70)
    panel.by_size.setChecked(True)
    panel.size_kb.setValue(0.8)
    until(lambda: is_final(opened, SDC) and opened.session.comparison.variant(SDC).nbytes == 800)
    panel.keep_metadata.setChecked(False)
    until(lambda: codec.asked_for("encode")[-1][0].metadata == "strip")
    assert settings.get("compress/by_size") and settings.get("compress/size") == 800


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


def test_the_information_panel_lists_what_is_known(window, codec, tmp_path, photo, qtbot, until):
    window.session.open([codec.add(tmp_path / "a.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    press(qtbot, window, Qt.Key.Key_I)
    until(lambda: window.inspector.tree.topLevelItemCount() > 2)
    facts = {}
    for row in range(window.inspector.tree.topLevelItemCount()):
        section = window.inspector.tree.topLevelItem(row)
        facts |= {section.child(i).text(0): section.child(i).text(1) for i in range(section.childCount())}
    assert facts["Name"] == "a.sdc"
    assert facts["Dimensions"].startswith("96 × 64")
    assert facts["Model"] == "own (0123abcd)"
    assert "checksum right" in facts["picture data"]
    assert len(facts["SHA-256"]) == 64


def test_the_compress_panel_fits_into_a_small_window(opened, qtbot, until):
    opened.resize(640, 480)
    press(qtbot, opened, Qt.Key.Key_C)
    until(opened.compress_panel.isVisible)
    qtbot.wait(50)
    assert (opened.width(), opened.height()) == (640, 480)


def test_panels_of_one_side_share_the_height(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_I)
    until(lambda: opened.inspector.height() > opened.height() / 4)
    assert opened.compress_panel.isVisible()


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


def test_a_pane_s_menu_offers_the_smallest_where_its_codec_can_t_reach_the_size(opened, codec, qtbot, until):
    comparison, settings, jpeg = opened.session.comparison, opened.session.settings, Source("jpeg")
    codec.unreachable.add("jpeg")
    press(qtbot, opened, Qt.Key.Key_C)
    comparison.set_sources([ORIGINAL, jpeg, SDC])
    until(lambda: is_final(opened, SDC) and is_final(opened, jpeg))
    offer = "Compare at 1,500 B, the smallest JPEG"
    assert offer in pane_menu(opened, 1) and opened.compress_panel._smallest.text() == offer
    assert offer not in pane_menu(opened, 0) and offer not in pane_menu(opened, 2)
    codec.unreachable.clear()
    pane_menu(opened, 1)[offer].trigger()
    until(lambda: is_final(opened, jpeg) and comparison.variant(jpeg).reached)
    assert settings.get("compress/by_size") and comparison.variant(SDC).nbytes == 1530
    assert opened.compress_panel.by_size.isChecked() and opened.compress_panel.size_kb.value() == 1.53
    assert offer not in pane_menu(opened, 1)


def test_a_pane_s_menu_offers_the_smallest_sdc(opened, codec, settings, until):
    comparison = opened.session.comparison
    codec.smallest = 765
    settings.set("compress/size", 500)
    settings.set("compress/by_size", True)
    comparison.set_sources([ORIGINAL, SDC])
    until(lambda: comparison.variant(SDC) is not None and comparison.variant(SDC).state is State.FAILED)
    pane_menu(opened, 1)["Use the smallest: 765 B"].trigger()
    until(lambda: is_final(opened, SDC))
    assert comparison.variant(SDC).nbytes == 770


def test_an_opened_sdc_has_the_size_that_it_has(window, codec, folder, photo, until):
    """Nothing is encoded anew for what it is compared with, so nothing is offered."""
    comparison, jpeg = window.session.comparison, Source("jpeg")
    codec.unreachable.add("jpeg")
    window.session.open([codec.add(folder / "a.sdc", photo, sdc=True)])
    until(lambda: is_final(window, SDC))
    comparison.set_original(folder / "img1.png")
    until(lambda: is_final(window, ORIGINAL))
    comparison.set_sources([SDC, jpeg])
    until(lambda: is_final(window, jpeg))
    assert not any("smallest" in text for text in pane_menu(window, 1))


def pane_menu(window, pane: int) -> dict:
    """What a pane's menu has, by its texts."""
    menu = window.headers._headers[pane]._name.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}
