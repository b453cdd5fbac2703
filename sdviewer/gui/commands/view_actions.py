"""What stands in the menus Go and View."""

from __future__ import annotations

from functools import partial

from ..animation.player import Player
from ..browse.browser import Browser
from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..toolkit.settings import Settings
from ..toolkit.texts import tr
from ..view.compare_view import CompareView
from .action_rows import Rows
from .slideshow import Slideshow
from .view_commands import ViewCommands

END = 1_000_000_000
"""Steps that lead to an end of any folder, also of one that is not read yet."""


def go_menu(rows: Rows, browser: Browser, slideshow: Slideshow, settings: Settings) -> None:
    get, put = settings.get, settings.set
    several = rows.several
    rows.add(
        "next", tr("&Next picture"), lambda: browser.step(1), "Right", "PgDown", "Space", icon="next", enabled=several
    )
    back = ("Left", "PgUp", "Backspace")
    rows.add("previous", tr("&Previous picture"), lambda: browser.step(-1), *back, icon="previous", enabled=several)
    rows.add("first", tr("&First picture"), lambda: browser.step(-END), "Home", enabled=several)
    rows.add("last", tr("&Last picture"), lambda: browser.step(END), "End", enabled=several)
    rows.separator()
    running = partial(getattr, slideshow, "is_running")
    rows.add("slideshow", tr("&Slideshow"), slideshow.toggle, "Shift+F5", enabled=several, checked=running)
    rows.separator()
    for order, text in (("name", tr("Sort by n&ame")), ("date", tr("Sort by &date")), ("size", tr("Sort by si&ze"))):
        rows.add(
            f"sort_{order}",
            text,
            partial(put, "browse/sort", order),
            checked=partial(lambda order: get("browse/sort") == order, order),
            exclusive="sort",
        )
    rows.separator()
    rows.add_toggle("sort_descending", tr("D&escending"), "browse/descending")


def view_menu(
    rows: Rows, viewed: Comparison, view: CompareView, commands: ViewCommands, gallery: Gallery, player: Player
) -> None:
    on = rows.sees_picture
    rows.add("zoom_in", tr("Zoom &in"), lambda: view.zoom_step(1), "+", "Ctrl++", "Ctrl+=", enabled=on)
    rows.add("zoom_out", tr("Zoom &out"), lambda: view.zoom_step(-1), "-", "Ctrl+-", enabled=on)
    rows.add("zoom_fit", tr("&Fit to window"), view.fit, "F", "Ctrl+0", icon="fit", enabled=on)
    rows.add("zoom_fill", tr("Fill the &window"), view.fill, "Shift+F", enabled=on)
    rows.add("zoom_full", tr("&100 %"), lambda: view.zoom_to(1.0), "1", "Ctrl+1", icon="actual", enabled=on)
    rows.add("zoom_double", tr("&200 %"), lambda: view.zoom_to(2.0), "2", "Ctrl+2", enabled=on)
    rows.add("zoom_pixels", tr("Pixel &values (3200 %)"), lambda: view.zoom_to(32.0), "Ctrl+3", enabled=on)
    for id, text, by, keys in (
        ("pan_left", tr("Move left"), (0.2, 0.0), ("Ctrl+Left",)),
        ("pan_right", tr("Move right"), (-0.2, 0.0), ("Ctrl+Right",)),
        ("pan_up", tr("Move up"), (0.0, 0.2), ("Ctrl+Up", "Up")),
        ("pan_down", tr("Move down"), (0.0, -0.2), ("Ctrl+Down", "Down")),
    ):
        rows.add(id, text, partial(view.pan, *by), *keys, enabled=on, in_menu=False)
    rows.separator()
    rows.add(
        "thumbnail_grid",
        tr("&Thumbnails"),
        gallery.toggle_grid,
        "Return",
        "Enter",
        icon="thumbnails",
        enabled=lambda: rows.has_document() or gallery.in_grid,
        checked=lambda: gallery.in_grid,
    )
    rows.add("filter", tr("Filter t&he folder…"), gallery.find, "Ctrl+F", enabled=rows.has_document)
    rows.add("thumbnail_strip", tr("Thumbnail &strip"), gallery.toggle_strip, "T", checked=gallery.strip_shown)
    rows.separator()
    moves = partial(getattr, player, "is_animated")
    plays = partial(getattr, player, "is_playing")
    parts = partial(getattr, viewed, "in_parts")
    rows.add("draw_whole", tr("&Draw the whole picture"), viewed.whole_needed.emit, enabled=parts)
    rows.add("play", tr("Pla&y the animation"), player.toggle, "Shift+Space", enabled=moves, checked=plays)
    rows.add("next_frame", tr("Next frame"), lambda: player.step(1), ".", enabled=moves, in_menu=False)
    rows.add("previous_frame", tr("Previous frame"), lambda: player.step(-1), ",", enabled=moves, in_menu=False)
    rows.separator()
    c, full = commands, commands.fills_screen
    rows.add("full_screen", tr("F&ull screen"), c.toggle_full_screen, "F11", icon="fullscreen", checked=full)
    rows.add("escape", tr("Stop, or leave full screen"), c.escape, "Esc", in_menu=False)
    rows.separator()
    rows.add("reload", tr("&Reload"), c.reload, "F5", "Ctrl+R", enabled=rows.has_document)
    rows.add_toggle("keep_zoom", tr("&Keep zoom and place"), "view/keep_zoom", "K")
    rows.add_toggle("grid", tr("Pixel &grid"), "view/grid", "G")
    rows.add_toggle("labels", tr("&Labels on pictures"), "view/labels", "L")
    rows.add_toggle("small_labels", tr("Labels in one line"), "view/small_labels", "Shift+L")
    rows.add("loupe", tr("Lou&pe"), c.toggle_loupe, "Z", icon="loupe", enabled=on, checked=lambda: view.loupe)
    rows.separator()
    rows.add("inspector", tr("I&nformation"), c.toggle_inspector, "I", icon="info", checked=c.inspector_visible)
    rows.add("menu_bar", tr("&Menu bar"), c.toggle_menu_bar, "Ctrl+M", checked=c.menu_bar_visible)
