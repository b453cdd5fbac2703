"""Where there is little room: small windows, narrow panels and panes, in English and in German."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from narrow_hands import controls, is_cut, place
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QToolTip,
    QWidget,
)

from sdviewer.codec.errors import InputError
from sdviewer.codec.types import Picture
from sdviewer.gui.compare.variants import NATURAL, ORIGINAL, SDC, Source, State
from sdviewer.gui.compress.queue_model import Column, tool_tip
from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.pictures.images import from_pixels
from sdviewer.gui.shell.main_window import MainWindow
from sdviewer.gui.toolkit.theme import Theme
from sdviewer.gui.view import legend
from sdviewer.gui.view.compare_view import CompareView, Layout, Pane
from sdviewer.gui.view.legend import Legend
from sdviewer.gui.widgets.action_bar import ActionBar
from sdviewer.gui.widgets.elided_label import ElidedLabel

JPEG, WEBP = Source("jpeg"), Source("webp")
SMALL = (640, 480)


@pytest.fixture
def window(language, qapp, qtbot, session, until, monkeypatch):
    yes = QMessageBox.StandardButton.Yes
    monkeypatch.setattr(QMessageBox, "question", lambda *_: yes)  # about a queue that isn't finished
    window = MainWindow(session, Theme(qapp))
    qtbot.addWidget(window)
    window.resize(*SMALL)
    window.show()
    until(window.isVisible)
    return window


@pytest.fixture
def photos(codec, tmp_path, photo):
    """Three, of which one fails and one has a result already."""
    paths = [tmp_path / name for name in ("1.png", "2.png", "A long name from a summer in the mountains.png")]
    for path in paths:
        codec.add(path, photo)
    codec.errors[paths[1]] = InputError(f"{paths[1]} is damaged.")
    codec.saved[paths[0].with_suffix(".sdc")] = b""
    return paths


@pytest.fixture
def queue(window, photos, settings, until):
    """The panel with rows in three states, a question, and a folder to be chosen."""
    settings.set("queue/place", "folder")
    settings.set("queue/folder", str(photos[0].parent))
    settings.set("queue/at_once", True)
    window.queue.add(photos)
    window.queue.begin()
    until(lambda: [job.state.value for job in session_jobs(window)] == ["asking", "failed", "done"])
    until(lambda: window.banner.text)
    return window.queue_panel


def session_jobs(window):
    return window.session.queue.jobs


def final(window, *sources) -> bool:
    found = [window.session.comparison.variant(source) for source in sources]
    return all(variant is not None and variant.state is State.FINAL for variant in found)


def assert_usable(panel: QWidget) -> None:
    found = controls(panel)
    assert len(found) >= 12
    assert [w for w in found if not panel.rect().contains(place(w, panel))] == []
    assert [w for w in found if is_cut(w)] == []
    assert panel.visibleRegion().boundingRect() == panel.rect(), "a part is scrolled away"
    assert [pair for pair in combinations(found, 2) if place(pair[0], panel).intersects(place(pair[1], panel))] == []


def is_usable(panel: QWidget) -> bool:
    """By now: a layout that was changed may change another."""
    try:
        assert_usable(panel)
    except AssertionError:
        return False
    return True


def shown_columns(view) -> list[Column]:
    return [column for column in Column if not view.isColumnHidden(column)]


# the compress queue


def test_the_queue_fits_into_a_small_window(window, queue, qtbot):
    qtbot.wait(50)
    assert window.size().toTuple() == SMALL
    assert_usable(queue)


def test_the_queue_fits_beside_other_panels(window, queue, qtbot, until):
    window.session.open([session_jobs(window)[2].source])
    until(lambda: final(window, ORIGINAL))
    window.comparing.toggle_compress()
    until(lambda: final(window, SDC) and window.compress_panel.isVisible())
    qtbot.wait(50)
    assert window.size().toTuple() == SMALL
    assert_usable(queue)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.panels.docks["queue"])
    window.resize(1000, 700)
    window.resizeDocks([window.panels.docks["queue"]], [330], Qt.Orientation.Horizontal)
    until(lambda: queue.width() < 400)
    qtbot.wait(50)
    assert_usable(queue)


@pytest.mark.parametrize("by", ["compress/by_size", "compress/by_score", ""])
def test_the_settings_of_what_is_ready_fit_too(window, photos, settings, until, by):
    """At the size of a small screen, and of small windows, where the rows give way."""
    if by:
        settings.set(by, True)
    window.resize(1024, 600)
    window.queue.add(photos)
    until(lambda: hasattr(window, "queue_panel") and window.queue_panel.ready.isVisible())
    until(lambda: is_usable(window.queue_panel))
    assert window.size().toTuple() == (1024, 600)
    window.queue_panel.ready.begin.click()
    until(lambda: [job.state.value for job in session_jobs(window)] == ["asking", "failed", "done"])
    until(lambda: is_usable(window.queue_panel))
    window.queue.add(photos)
    window.resize(700, 480)
    until(lambda: window.queue_panel.width() <= 700)
    until(lambda: is_usable(window.queue_panel))


def test_where_to_begin_gives_way_to_the_queue_but_for_its_buttons(window, queue, qtbot, until):
    qtbot.wait(50)
    assert window.size().toTuple() == SMALL
    empty = window.empty
    assert all(button.isVisible() and not is_cut(button) for button in empty._buttons)
    shown = [w for w in empty.findChildren(QWidget) if w.isVisible()]
    assert [w for w in shown if not empty.rect().contains(place(w, empty))] == []
    window.panels.docks["queue"].hide()
    window.resize(1000, 700)
    until(lambda: all(w.isVisible() for w in (empty._icon, empty._title, empty._hint, empty._recent)))


def test_labels_stand_on_the_queue_s_buttons_where_there_is_room(window, queue, until):
    buttons = queue.findChild(ActionBar).buttons
    assert all(b.width() < 40 and b.toolTip() and b.accessibleName() for b in buttons)
    window.resize(1300, 800)
    until(lambda: all(b.width() > 60 for b in buttons))
    assert_usable(queue)


def test_a_narrow_queue_leaves_out_columns_that_its_tool_tips_still_tell(window, queue, until):
    view, job = queue.view, session_jobs(window)[2]
    shown = shown_columns(view)
    assert {Column.NAME, Column.STATE} <= set(shown) and Column.TIME not in shown
    assert view.columnWidth(Column.NAME) >= 180
    assert "1/5" in tool_tip(job) and "0.5 s" in tool_tip(job).replace(",", ".")
    window.resize(1300, 800)
    until(lambda: shown_columns(view) == list(Column))


def test_an_elided_text_is_said_in_full_by_its_tool_tip(qtbot):
    label = ElidedLabel("A sentence that is longer than its place.")
    label.setToolTip("And why.")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.shown_text().endswith("…") and label.grab().width() == 80
    assert tip(label, QPoint(5, 5)) == "A sentence that is longer than its place.\nAnd why."
    label.resize(600, 20)
    assert label.shown_text() == label.text()


def tip(widget: QWidget, at: QPoint) -> str:
    """The tool tip of a place."""
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    return QToolTip.text()


# panes


@pytest.fixture
def panes(window, codec, tmp_path, photo, until):
    """Four in a window so small that each has less than 200 pixels."""
    wide = Picture(np.repeat(np.repeat(photo.pixels, 4, axis=0), 4, axis=1), format="PNG")
    window.session.open([codec.add(tmp_path / "wide.png", wide)])
    until(lambda: final(window, ORIGINAL))
    window.comparing.toggle_compress()
    window.session.comparison.set_sources([ORIGINAL, NATURAL, JPEG, WEBP])
    window.comparing.set_layout(Layout.SIDE)
    until(lambda: final(window, NATURAL, JPEG, WEBP))
    assert all(rect.width < 200 for _, rect in window.view.visible_panes())
    return window


def area(header) -> int:
    return header.width() * header.height()


def assert_whole(header, rect) -> None:
    """It lies in its pane, and nothing that it shows is cut off."""
    assert QRect(int(rect.x), int(rect.y), int(rect.width), int(rect.height)).contains(header.geometry())
    labels = [label for label in header.findChildren(QLabel) if label.isVisible()]
    assert [label.text() for label in labels if is_cut(label)] == []
    assert all(header.rect().contains(label.geometry()) for label in labels)


def test_labels_of_narrow_panes_are_whole_and_cover_a_tenth(panes, qtbot):
    qtbot.wait(50)
    for (_, rect), header in zip(panes.view.visible_panes(), panes.headers._headers, strict=True):
        assert_whole(header, rect)
        assert area(header) <= 0.1 * rect.width * rect.height
        assert not header._scores.isVisible()


def test_a_click_on_a_label_opens_it_and_another_folds_it(panes, codec, qtbot, until):
    codec.unreachable.add("jpeg")
    panes.session.settings.set("compress/quality", 30.0)
    until(lambda: not panes.session.comparison.variant(JPEG).reached)
    header, rect = panes.headers._headers[1], panes.view.visible_panes()[1][1]
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(header.width() - 4, header.height() // 2))
    until(header._state.isVisible)
    assert_whole(header, rect)
    assert header._state.wordWrap(), "it isn't in the way of the name"
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(header.width() - 4, header.height() - 4))
    until(lambda: not header._state.isVisible())
    assert area(header) <= 0.1 * rect.width * rect.height


def test_the_label_of_a_low_pane_says_the_rest_in_its_tool_tip(panes, until):
    panes.resize(640, 420)
    until(lambda: panes.height() == 420)
    header = panes.headers._headers[2]
    assert "JPEG" in header._name.text() and not header._settings.isVisible()
    assert "made by the jpeg library" in header.toolTip() and "PSNR" in header.toolTip()


def test_labels_are_whole_where_there_is_room_unless_they_are_to_be_in_one_line(panes, settings, until):
    panes.resize(1800, 1000)
    panes.panels.set_visible("compress", False)
    header = panes.headers._headers[2]
    until(header._scores.isVisible)
    rect = panes.view.visible_panes()[2][1]
    assert area(header) <= 0.1 * rect.width * rect.height
    settings.set("view/small_labels", True)
    assert not header._scores.isVisible() and header._brief.text() in ("1.0 kB", "1,0 kB", "997 B")
    assert header.height() < 2 * header.fontMetrics().height() and header._brief.isVisible()


def test_scores_too_wide_for_a_pane_are_in_its_tool_tip(panes):
    header = panes.headers._headers[2]
    header.fit(82, 900)
    assert header.width() <= 62 and not header._scores.isVisible()
    assert "SSIMULACRA2" in header.toolTip() and "PSNR" in header.toolTip()
    header.fit(400, 900)
    assert header._scores.isVisible() and header.toolTip() == ""


# the legend


@pytest.fixture
def view(qtbot) -> CompareView:
    """A map in a view as narrow as a pane may be."""
    view = CompareView()
    qtbot.addWidget(view)
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.white)
    view.setPalette(palette)
    view.resize(160, 200)
    view.set_picture((160, 200), keep=False)
    view.set_panes([Pane(from_pixels(np.full((200, 160, 3), 250, np.uint8)), legend=Legend(("0", "255")))])
    with qtbot.waitExposed(view):
        view.show()
    return view


def is_whole(texts, where, font) -> tuple[bool, ...]:
    widths = map(QFontMetricsF(font).horizontalAdvance, texts)
    return tuple(rect.width() >= width for rect, width in zip(where.texts, widths, strict=True))


@pytest.mark.parametrize("texts", [("structure kept", "structure lost"), ("Struktur erhalten", "Struktur verloren")])
@pytest.mark.parametrize("width", [150, 180, 220, 260, 400])
@pytest.mark.parametrize("dpr", [1.0, 2.0])
def test_the_legend_is_whole_in_its_pane(view, texts, width, dpr):
    font = view._font()
    font.setPixelSize(round(font.pixelSize() * dpr))
    pane = Rect(30, 0, width * dpr, 300)
    where = legend.places(Legend(texts), pane, font, dpr)
    assert pane.x <= where.area.left() and where.area.right() <= pane.right and where.area.bottom() <= pane.bottom
    parts = (where.bar, *where.texts)
    assert all(where.area.contains(part) for part in parts)
    assert not any(one.intersects(other) for one, other in combinations(parts, 2))
    assert is_whole(texts, where, font) == (True, True)
    assert where.bar.width() >= legend.LEAST_BAR * dpr


def test_a_legend_that_can_t_be_whole_ends_in_dots_and_its_tool_tip_says_it(view):
    texts = ("structure that has been kept", "structure that has been lost")
    view.set_panes([Pane(view.panes[0].image, legend=Legend(texts))])
    where = legend.places(Legend(texts), Rect(0, 0, 160, 200), view._font(), 1.0)
    assert where.area.left() >= 0 and where.area.right() <= 160
    assert is_whole(texts, where, view._font()) == (False, False)
    image = view.grab().toImage()
    assert image.pixelColor(1, 190).value() == 250 and image.pixelColor(80, 185).value() < 250
    assert tip(view, where.area.center().toPoint()) == "structure that has been kept – structure that has been lost"
    assert view._tool_tip(QPointF(80, 20)) == ""
    assert view.accessibleDescription().startswith("structure that has been kept – structure that has been lost.")
    view.set_panes([Pane(view.panes[0].image)])
    assert "structure" not in view.accessibleDescription()


def test_where_nothing_could_be_read_there_is_no_legend(view):
    assert legend.places(Legend(("0", "255")), Rect(0, 0, 40, 200), view._font(), 1.0) is None
