"""What is said over the picture: nothing moves for it, and it goes with its picture."""

from __future__ import annotations

from hands import is_final, press
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from sdviewer.gui.compare.variants import ORIGINAL, SDC
from sdviewer.gui.pictures.geometry import Rect
from sdviewer.gui.view.legend import Legend, places


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_a_message_lies_over_the_picture_which_stays_where_it_is(opened, qtbot, until):
    before = place(opened.view, opened)
    opened.banner.show_error("This is damaged. " * 20)
    until(opened.banner.isVisible)
    qtbot.wait(30)
    assert place(opened.view, opened) == before
    assert before.contains(place(opened.banner, opened))
    assert opened.banner._text.height() >= opened.banner._text.heightForWidth(opened.banner._text.width())


def test_a_message_is_whole_where_the_window_is_small(opened, qtbot, until):
    opened.resize(640, 480)
    opened.banner.show_notice("Rotated: so it is copied, saved and compressed. " * 3, "Keep it", lambda: None)
    until(opened.banner.isVisible)
    qtbot.wait(30)
    assert place(opened.view, opened).contains(place(opened.banner, opened))
    text = opened.banner._text
    assert text.height() >= text.heightForWidth(text.width())


def test_what_is_said_of_a_picture_goes_with_it(opened, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_R)
    assert "Rotated" in opened.banner.text
    press(qtbot, opened, Qt.Key.Key_Right)
    until(lambda: is_final(opened, ORIGINAL))
    assert opened.banner.text == ""


def test_a_message_follows_the_theme(opened, until):
    def ground() -> int:
        return opened.banner.grab().toImage().pixelColor(opened.banner.width() // 2, 4).lightness()

    opened.theme.choose("light")
    opened.banner.show_notice("Something.")
    assert ground() > 200
    opened.theme.choose("dark")
    assert ground() < 100
    opened.banner.show_error("Something is wrong.")
    opened.theme.choose("light")
    assert ground() > 200


def test_what_the_queue_says_stays(opened, qtbot):
    opened.banner.show_offer("2 failed; the queue says why.")
    press(qtbot, opened, Qt.Key.Key_Right)
    assert "2 failed" in opened.banner.text


def test_the_way_back_from_the_trash_is_offered_though_the_next_picture_came(opened, monkeypatch, qtbot, until):
    monkeypatch.setattr("sdviewer.gui.browse.trash.move", lambda path: path.unlink() or _gone(path))
    press(qtbot, opened, Qt.Key.Key_Delete)
    until(lambda: "img1.png is in the trash" in opened.banner.text)
    press(qtbot, opened, Qt.Key.Key_Right)
    until(lambda: opened.banner.text == "")


def _gone(path):
    from sdviewer.gui.browse.trash import Trashed

    return Trashed(path, None)


def test_a_message_covers_no_legend(opened, until):
    legend = Legend(("lost 10 %", "invented 5 %"), caption="Detail, against the original")
    opened.banner.show_notice("What is said.")
    until(opened.banner.isVisible)
    view = opened.view
    for columns in (1, 2):
        pane = Rect(0, 0, view.width() / columns, view.height())
        where = places(legend, pane, view.font(), 1.0)
        assert opened.banner.mapTo(view.window(), QPoint(0, opened.banner.height())).y() < (
            view.mapTo(view.window(), where.area.topLeft().toPoint()).y()
        )


def test_above_a_chart_a_message_lies_at_the_picture_s_edge_and_not_over_its_middle(opened, until):
    opened.resize(1160, 640)
    opened.banner.show_offer("Small text may be redrawn into something else.")
    low = opened.area.height() // 2
    opened.area.setFixedHeight(low)  # what a panel below it leaves
    until(lambda: opened.area.height() == low and opened.banner.isVisible())
    until(lambda: place(opened.banner, opened).bottom() > place(opened.view, opened).bottom() - 20)
    assert place(opened.banner, opened).top() > place(opened.view, opened).center().y() + 40


def test_above_a_chart_a_message_covers_no_legend_either(opened, codec, qtbot, until):
    press(qtbot, opened, Qt.Key.Key_C)
    until(lambda: is_final(opened, SDC))
    opened.banner.show_offer("Small text may be redrawn into something else.")
    opened.area.setFixedHeight(300)
    until(lambda: opened.view.height() == 300 and opened.banner.isVisible())
    press(qtbot, opened, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)  # the heat map
    until(lambda: any(pane.legend for pane in opened.view.panes))
    index, rect = next(pair for pair in opened.view.visible_panes() if opened.view.panes[pair[0]].legend)
    where = places(opened.view.panes[index].legend, rect, opened.view.font(), 1.0).area.toRect()
    where.translate(place(opened.view, opened).topLeft())
    until(lambda: not place(opened.banner, opened).intersects(where))
    press(qtbot, opened, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    until(lambda: place(opened.banner, opened).bottom() > place(opened.view, opened).bottom() - 20)
