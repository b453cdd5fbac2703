"""Compressing and comparing in the window: panes, labels, menus, readouts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hands import is_final, name, press
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from window_hands import pane_menu, visible_text

from sdviewer.gui.compare.source_menu import SourceMenu
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, State
from sdviewer.gui.view.compare_view import Layout


def test_compressing_opens_the_panel_and_the_labels_carry_the_figures(opened, codec, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.session.comparison.variant(SDC).scores)
    assert opened.panels.visible("compress")
    assert opened.view.layout_mode is Layout.SPLIT
    label = visible_text(opened.headers._headers[0])
    for part in ("SDC", "1.0 kB", "1.302 bpp", "PSNR 31.25", "0.9321", "55.5"):
        assert part in label
    until(lambda: is_final(opened, Source("jpeg")))  # at the same bytes
    assert "JPEG" in visible_text(opened.headers._headers[1])
    assert "quality 31" in visible_text(opened.headers._headers[1]) + opened.headers._headers[1].toolTip()


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
    assert "smallest is 1.5 kB" in visible_text(opened.headers._headers[0])


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
    opened.session.comparison.set_sources([ORIGINAL, SDC])
    until(lambda: is_final(opened, SDC))
    opened.view.zoom_to(4.0)
    centre = QPoint(opened.view.width() // 2 + 20, opened.view.height() // 2)
    qtbot.mouseMove(opened.view, centre + QPoint(3, 3))
    qtbot.mouseMove(opened.view, centre)
    until(lambda: "A 230 230 230   B 115 115 115" in opened.status._readout.text())
    opened.actions_["hold_original"].trigger()
    assert "A 230 230 230   B 230 230 230" in opened.status._readout.text(), "as the labels say"
    qtbot.keyRelease(opened.view, Qt.Key.Key_O)
    assert "B 115 115 115" in opened.status._readout.text()
    press(qtbot, opened, Qt.Key.Key_B)
    assert "B 115 115 115" in opened.status._readout.text() and "A " not in opened.status._readout.text()


def test_a_pane_s_menu_offers_the_smallest_where_its_codec_can_t_reach_the_size(opened, codec, qtbot, until):
    comparison, settings, jpeg = opened.session.comparison, opened.session.settings, Source("jpeg")
    codec.unreachable.add("jpeg")
    press(qtbot, opened, Qt.Key.Key_C)
    comparison.set_sources([ORIGINAL, jpeg, SDC])
    until(lambda: is_final(opened, SDC) and is_final(opened, jpeg))
    offer = "Compare at 1.5 kB, the smallest JPEG"
    assert offer in pane_menu(opened, 1) and opened.compress_panel._smallest.text() == offer
    assert offer not in pane_menu(opened, 0) and offer not in pane_menu(opened, 2)
    codec.unreachable.clear()
    pane_menu(opened, 1)[offer].trigger()
    until(lambda: is_final(opened, jpeg) and comparison.variant(jpeg).reached)
    assert settings.get("compress/by_size") and comparison.variant(SDC).nbytes == 1530
    assert opened.compress_panel.target.by_size.isChecked() and opened.compress_panel.target.size_kb.value() == 1.53
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


def test_a_rival_is_not_measured_against_bytes_that_are_gone(opened, codec, settings, qtbot, until):
    """After a size that can't be reached there is no .sdc, and so no difference to it."""
    comparison, jpeg = opened.session.comparison, Source("jpeg")
    codec.smallest = 765
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and is_final(opened, jpeg))
    until(lambda: "−3 B" in visible_text(opened.headers._headers[1]))
    settings.set("compress/size", 500)
    settings.set("compress/by_size", True)
    until(lambda: comparison.variant(SDC).state is State.FAILED)
    assert comparison.variant(jpeg).budget is None and comparison.variant(jpeg).picture is not None
    until(lambda: "997 B" in visible_text(opened.headers._headers[1]))
    assert "−3 B" not in visible_text(opened.headers._headers[1])
    settings.set("compress/size", 900)
    until(lambda: is_final(opened, SDC) and is_final(opened, jpeg) and comparison.variant(jpeg).nbytes == 897)
    until(lambda: "−3 B" in visible_text(opened.headers._headers[1]))


def test_no_rival_is_searched_at_bytes_that_are_gone(opened, codec, settings, qtbot, until):
    comparison, jpeg = opened.session.comparison, Source("jpeg")
    codec.smallest = 765
    codec.hold("rival")
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and codec.asked_for("rival"))
    settings.set("compress/size", 500)
    settings.set("compress/by_size", True)
    until(lambda: comparison.variant(SDC).state is State.FAILED)
    assert comparison.variant(jpeg) is None and not opened.session.tasks.running("rival:")
    codec.release("rival")
    settings.set("compress/size", 900)
    until(lambda: is_final(opened, SDC) and is_final(opened, jpeg) and comparison.variant(jpeg).nbytes == 897)


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


def test_a_sdc_is_compared_with_the_photo_of_its_name_beside_it(window, codec, folder, photo, qtbot, until):
    codec.add(folder / "img1.sdc", photo, sdc=True)
    window.session.open([folder / "img1.sdc"])
    until(lambda: is_final(window, SDC))
    press(qtbot, window, Qt.Key.Key_S)
    until(lambda: is_final(window, ORIGINAL) and window.session.comparison.variant(SDC).scores is not None)
    assert window.session.comparison.sources == [ORIGINAL, SDC]
    assert window.session.comparison.original.path == folder / "img1.png"
    assert "img1.png" in window.banner.text and window.view.layout_mode is Layout.SPLIT


def test_with_a_photo_open_the_button_that_compresses_says_so_in_words(opened):
    button = opened.toolbar.widgetForAction(opened.actions_["compress"])
    assert button.isEnabled() and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon


def test_three_selected_pictures_are_all_on_screen(opened, qtbot, until):
    opened.gallery.set_grid(True)
    opened.gallery.grid.list.selectAll()
    opened.actions_["compare_selected"].trigger()
    until(lambda: len(opened.session.comparison.sources) == 3 and len(opened.view.visible_panes()) == 3)


def test_a_third_pane_is_seen_at_once(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.view.layout_mode is Layout.SPLIT)
    press(qtbot, opened, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    until(lambda: len(opened.view.visible_panes()) == 3)


def test_the_split_button_is_pressed_only_while_there_is_a_split(opened, folder, codec, photo, qtbot, until):
    """A slideshow passes a `.sdc`, which is alone."""
    codec.add(folder / "img11.sdc", photo, sdc=True)
    until(lambda: len(opened.session.browser.paths) == 4)
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC) and opened.actions_["layout_split"].isChecked())
    seen = []
    for _ in range(4):
        opened.session.browser.step_around()
        until(lambda: name(opened) not in seen)
        seen.append(name(opened))
        until(lambda: opened.session.comparison.primary.state is State.FINAL)
        checked = [layout for layout in Layout if opened.actions_[f"layout_{layout.value}"].isChecked()]
        assert checked == [Layout.SPLIT if len(opened.view.panes) > 1 else Layout.SINGLE], seen


def test_a_pane_that_is_added_to_a_single_picture_is_seen(opened, qtbot, until):
    for panes in (2, 3):
        press(qtbot, opened, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        until(lambda panes=panes: len(opened.view.visible_panes()) == panes)


def test_only_panes_that_are_there_can_be_shown_alone(opened, qtbot, until):
    on = [[opened.actions_[f"pane_{pane}"].isEnabled() for pane in (3, 4)]]
    for _ in range(3):
        opened.actions_["add_pane"].trigger()
        on.append([opened.actions_[f"pane_{pane}"].isEnabled() for pane in (3, 4)])
    assert on == [[False, False], [False, False], [True, False], [True, True]]


def test_compressing_goes_on_where_each_photo_lies_beside_its_sdc(window, folder, codec, photo, until):
    """Through the `.sdc`, which is shown alone, and in the look that is chosen there."""
    codec.add(folder / "img1.sdc", photo, sdc=True)
    comparison, jpeg = window.session.comparison, Source("jpeg")
    window.session.open([folder / "img1.png"])
    until(lambda: len(window.session.browser.paths) == 4 and is_final(window, ORIGINAL))
    window.actions_["compress"].trigger()
    until(lambda: is_final(window, jpeg))
    window.actions_["next"].trigger()
    until(lambda: name(window) == "img1.sdc" and is_final(window, SDC))
    assert comparison.sources == [SDC] and not window.compress_panel.isVisible()
    window.actions_["next"].trigger()
    until(lambda: name(window) == "img2.png" and is_final(window, jpeg))
    assert comparison.sources == [SDC, jpeg] and len(window.view.visible_panes()) == 2
    assert window.actions_["compress"].isChecked() and window.compress_panel.isVisible()
    window.actions_["previous"].trigger()
    until(lambda: name(window) == "img1.sdc" and is_final(window, SDC))
    comparison.set_natural(True)
    window.actions_["previous"].trigger()
    until(lambda: name(window) == "img1.png" and is_final(window, jpeg))
    assert comparison.sources == [NATURAL, jpeg]
    window.actions_["compress"].trigger()
    window.actions_["next"].trigger()
    until(lambda: name(window) == "img1.sdc" and comparison.primary.state is State.FINAL)
    window.actions_["next"].trigger()
    until(lambda: name(window) == "img2.png" and is_final(window, ORIGINAL))
    assert comparison.sources == [ORIGINAL]
