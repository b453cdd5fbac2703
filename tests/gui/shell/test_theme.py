"""Light or dark, chosen in the settings: all that is seen follows at once, both ways."""

from __future__ import annotations

import pytest
from hands import is_final
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QWidget

from sdviewer.gui.compare.variants import ORIGINAL, SDC


def choose(dialog: QDialog, theme: str) -> None:
    box = dialog.findChild(QComboBox, "view/theme")
    box.setCurrentIndex(box.findData(theme))
    box.activated.emit(box.currentIndex())


def lightness(widget: QWidget) -> float:
    """Of what most of the widget's edge is painted in, 0 to 255."""
    image = widget.grab().toImage()
    across, down = range(3, image.width() - 3, 7), (3, image.height() - 4)
    return sorted(image.pixelColor(x, y).lightness() for x in across for y in down)[len(across)]


@pytest.fixture
def dialog(window):
    def shown() -> list[QDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]

    window.actions_["settings"].trigger()
    yield shown()[0]
    for open_one in shown():
        open_one.close()


@pytest.mark.parametrize("page", ["start", "picture", "grid"])
def test_all_that_is_seen_follows_the_theme_at_once(window, dialog, folder, until, page):
    parts = [window.menuBar(), window.toolbar, window.statusBar(), dialog]
    if page == "start":
        parts.append(window.empty)
    else:
        window.session.open([folder / "img1.png"])
        until(lambda: len(window.session.browser.paths) == 3 and is_final(window, ORIGINAL))
    if page == "picture":
        window.resize(1500, 1000)
        window.comparing.toggle_compress()
        until(lambda: is_final(window, SDC))
        for id in ("inspector", "queue"):
            window.panels.set_visible(id, True)
        if not window.gallery.strip_shown():
            window.gallery.toggle_strip()
        parts += [window.view, window.gallery.strip, window.compress_panel, window.inspector.tree]
        parts += [window.queue_panel, window.queue_panel.view]
    elif page == "grid":
        window.gallery.set_grid(True)
        parts += [window.gallery.grid, window.gallery.grid.list, window.gallery.grid.head.subfolders]
    until(lambda: all(part.isVisible() or part is window.gallery.grid for part in parts[:4]))
    for theme in ("dark", "light", "dark"):
        choose(dialog, theme)
        seen = {type(part).__name__: lightness(part) for part in parts if part.isVisible()}
        wrong = {name: value for name, value in seen.items() if (value < 128) != (theme == "dark")}
        assert wrong == {} and len(seen) >= 5


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_picture_that_comes_after_the_choice_lies_on_its_ground(window, dialog, folder, until, theme):
    choose(dialog, {"dark": "light", "light": "dark"}[theme])
    choose(dialog, theme)
    window.session.open([folder / "img1.png"])
    until(lambda: is_final(window, ORIGINAL))
    assert (lightness(window.view) < 128) == (theme == "dark")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_what_can_be_ticked_in_a_menu_is_told_from_a_command_while_it_is_off(window, dialog, qtbot, theme):
    choose(dialog, theme)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Natural texture").setCheckable(True)
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    image, row = menu.grab().toImage(), menu.actionGeometry(menu.actions()[0])
    before_text = range(row.left() + 4, row.left() + 26)
    seen = [image.pixelColor(x, row.center().y()).lightness() for x in before_text]
    assert max(seen) - min(seen) > 40
