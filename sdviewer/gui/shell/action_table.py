"""The table of all actions, menu by menu: id, text, handler, shortcuts, icon, when enabled, when checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ..compare.comparison import MAX_PANES
from ..compare.variants import ORIGINAL, SDC
from ..toolkit.actions import Spec, always
from ..toolkit.texts import tr
from ..view.pane import Layout

if TYPE_CHECKING:
    from .main_window import MainWindow

MENUS = ("file", "edit", "go", "view", "compare", "help")

TOOLBAR = (
    "open", "save", None, "previous", "next", "thumbnail_grid", None, "compress", "queue", None, "layout_single",
    "layout_split", "layout_side", None, "map_amplified", "map_heat", "loupe", None, "zoom_fit", "zoom_full", None,
    "inspector", "full_screen", "palette",
)  # fmt: skip
"""Ids of the tool bar's actions; None is a separator."""

CONTEXT_MENU = (
    "compress", None, "copy", "copy_path", "show_in_folder", None, "rename", "trash", None, "zoom_fit", "zoom_full",
    "full_screen", None, "inspector",
)  # fmt: skip

GRID_MENU = (
    "open_selected", "compress_selected", "queue_chosen", "compare_selected", None, "copy", "copy_path",
    "show_in_folder", None, "rename", "trash",
)  # fmt: skip
"""Of the thumbnails' context menu."""


def menu_titles() -> dict[str, str]:
    """Menus in their order, with their titles."""
    titles = (tr("&File"), tr("&Edit"), tr("&Go"), tr("&View"), tr("&Compare"), tr("&Help"))
    return dict(zip(MENUS, titles, strict=True))


def table(window: MainWindow) -> list[Spec]:
    """All actions of a window."""
    rows = Rows(window)
    for fill in (_file, _edit, _go, _view, _compare, _help):
        rows.begin_menu(fill.__name__[1:])
        fill(rows, window)
    return rows.specs


class Rows:
    """The table while it is filled, and the conditions that several rows share."""

    def __init__(self, window: MainWindow) -> None:
        self.specs: list[Spec] = []
        self._comparison, self._browser = window.session.comparison, window.session.browser
        self._files = window.files
        self._menu, self._section = "", 0

    def begin_menu(self, menu: str) -> None:
        self._menu, self._section = menu, 0

    def separator(self) -> None:
        self._section += 1

    def add(
        self,
        id: str,
        text: str,
        run: Callable[[], object],
        *keys: str,
        icon: str = "",
        enabled: Callable[[], bool] = always,
        checked: Callable[[], bool] | None = None,
        in_menu: bool = True,
    ) -> None:
        menu = self._menu if in_menu else ""
        self.specs.append(Spec(id, text, run, keys, menu, self._section, icon, enabled, checked))

    def has_document(self) -> bool:
        return self._comparison.document is not None

    def has_file(self) -> bool:
        return self._files.count() > 0

    def has_one_file(self) -> bool:
        return self._files.count() == 1

    def has_picture(self) -> bool:
        return self._comparison.primary is not None and self._comparison.primary.picture is not None

    def has_sdc(self) -> bool:
        variant = self._comparison.variant(SDC)
        return variant is not None and variant.data is not None

    def has_original(self) -> bool:
        return self._comparison.original is not None

    def comparing(self) -> bool:
        return self._comparison.comparing

    def several(self) -> bool:
        return len(self._browser.paths) > 1


def _file(rows: Rows, w: MainWindow) -> None:
    f = w.files
    rows.add("open", tr("&Open…"), f.open_files, "Ctrl+O", icon="open")
    rows.add("open_folder", tr("Open &folder…"), f.open_folder, "Ctrl+Shift+O")
    rows.separator()
    rows.add("save", tr("&Save as SDC…"), f.save_sdc, "Ctrl+S", icon="save", enabled=rows.has_sdc)
    rows.add("save_as", tr("Save &picture as…"), f.save_picture, "Ctrl+Shift+S", enabled=rows.has_picture)
    rows.separator()
    _queue(rows, w)
    rows.separator()
    rows.add("rename", tr("&Rename…"), f.rename, "F2", enabled=rows.has_one_file)
    rows.add("trash", tr("Move to &trash"), f.trash, "Del", enabled=rows.has_file)
    rows.add("restore", tr("Restore from trash"), f.restore, "Ctrl+Z", enabled=lambda: f.can_restore)
    rows.separator()
    rows.add("show_in_folder", tr("Show in file &manager"), f.show_in_folder, "Ctrl+Shift+E", enabled=rows.has_file)
    rows.separator()
    rows.add("close_picture", tr("&Close picture"), f.close_picture, "Ctrl+W", enabled=rows.has_document)
    rows.add("quit", tr("&Quit"), w.close, "Ctrl+Q")


def _queue(rows: Rows, w: MainWindow) -> None:
    q, queue = w.queue, w.session.queue
    rows.add("queue_add", tr("Compress f&iles…"), q.add_files, "Shift+C", icon="add")
    rows.add("queue_add_folder", tr("Compress a fol&der…"), q.add_folder, icon="folder")
    rows.add("queue_chosen", tr("Put into the compress queue"), q.add_chosen, enabled=q.can_add_chosen, in_menu=False)
    rows.add("queue_add_listed", tr("Compress &all that are listed"), q.add_listed, enabled=q.can_add_listed)
    rows.add("queue", tr("Compress &queue"), q.toggle_panel, "Q", icon="queue", checked=q.panel_visible)
    for id, text, run, icon, enabled in (
        ("queue_cancel", tr("Cancel all"), queue.cancel_all, "stop", q.can_cancel),
        ("queue_retry", tr("Try failed ones again"), q.retry_all, "retry", q.can_retry),
        ("queue_clear", tr("Clear finished ones"), queue.remove_ended, "clear", q.can_clear),
    ):
        rows.add(id, text, run, icon=icon, enabled=enabled, in_menu=False)
    rows.add("queue_pause", tr("Pause"), q.toggle_pause, "Shift+Q", icon="pause", checked=q.paused, in_menu=False)


def _edit(rows: Rows, w: MainWindow) -> None:
    f, c = w.files, w.commands
    rows.add("copy", tr("&Copy picture"), f.copy, "Ctrl+C", enabled=lambda: rows.has_picture() or rows.has_file())
    rows.add("copy_path", tr("Copy &path"), f.copy_path, "Ctrl+Shift+C", enabled=rows.has_file)
    rows.add("paste", tr("&Paste"), f.paste, "Ctrl+V")
    rows.separator()
    rows.add("rotate_right", tr("Rotate to the &right"), lambda: c.rotate(1), "R", enabled=rows.has_picture)
    rows.add("rotate_left", tr("Rotate to the &left"), lambda: c.rotate(-1), "Shift+R", enabled=rows.has_picture)
    rows.add("flip_horizontal", tr("&Mirror"), lambda: c.flip(True), "H", enabled=rows.has_picture)
    rows.add("flip_vertical", tr("&Upside down"), lambda: c.flip(False), "Shift+H", enabled=rows.has_picture)
    rows.separator()
    rows.add("palette", tr("Find a comma&nd…"), c.show_palette, "Ctrl+Shift+P", "Ctrl+K", icon="search")
    rows.add("shortcuts", tr("&Keyboard shortcuts…"), c.edit_shortcuts)
    rows.add("settings", tr("&Settings…"), c.edit_settings, "Ctrl+,")
    rows.add("models", tr("M&odels…"), w.models.show, "Ctrl+Shift+M")


def _go(rows: Rows, w: MainWindow) -> None:
    b, c, get, put = w.session.browser, w.commands, w.session.settings.get, w.session.settings.set
    several = rows.several
    rows.add("next", tr("&Next picture"), lambda: b.step(1), "Right", "PgDown", "Space", icon="next", enabled=several)
    back = ("Left", "PgUp", "Backspace")
    rows.add("previous", tr("&Previous picture"), lambda: b.step(-1), *back, icon="previous", enabled=several)
    rows.add("first", tr("&First picture"), lambda: b.go(0), "Home", enabled=several)
    rows.add("last", tr("&Last picture"), lambda: b.go(len(b.paths) - 1), "End", enabled=several)
    rows.separator()
    rows.add("slideshow", tr("&Slideshow"), c.toggle_slideshow, "F5", enabled=several, checked=lambda: c.in_slideshow)
    rows.separator()
    for order, text in (("name", tr("Sort by n&ame")), ("date", tr("Sort by &date")), ("size", tr("Sort by si&ze"))):
        rows.add(
            f"sort_{order}",
            text,
            partial(put, "browse/sort", order),
            checked=partial(lambda order: get("browse/sort") == order, order),
        )
    rows.separator()
    _toggle(rows, w, "sort_descending", tr("&Descending"), "browse/descending")


def _view(rows: Rows, w: MainWindow) -> None:
    view, c = w.view, w.commands
    rows.add("zoom_in", tr("Zoom &in"), lambda: view.zoom_step(1), "+", "Ctrl++", "Ctrl+=")
    rows.add("zoom_out", tr("Zoom &out"), lambda: view.zoom_step(-1), "-", "Ctrl+-")
    rows.add("zoom_fit", tr("&Fit to window"), view.fit, "F", "Ctrl+0", icon="fit")
    rows.add("zoom_fill", tr("Fill the &window"), view.fill, "Shift+F")
    rows.add("zoom_full", tr("&100 %"), lambda: view.zoom_to(1.0), "1", "Ctrl+1", icon="actual")
    rows.add("zoom_double", tr("&200 %"), lambda: view.zoom_to(2.0), "2", "Ctrl+2")
    rows.add("zoom_pixels", tr("Pixel &values (3200 %)"), lambda: view.zoom_to(32.0), "Ctrl+3")
    rows.add("pan_left", tr("Move left"), lambda: view.pan(0.2, 0), "Ctrl+Left", in_menu=False)
    rows.add("pan_right", tr("Move right"), lambda: view.pan(-0.2, 0), "Ctrl+Right", in_menu=False)
    rows.add("pan_up", tr("Move up"), lambda: view.pan(0, 0.2), "Ctrl+Up", "Up", in_menu=False)
    rows.add("pan_down", tr("Move down"), lambda: view.pan(0, -0.2), "Ctrl+Down", "Down", in_menu=False)
    rows.separator()
    gallery = w.gallery
    rows.add(
        "thumbnail_grid",
        tr("&Thumbnails"),
        gallery.toggle_grid,
        "Return",
        "Enter",
        icon="thumbnails",
        enabled=rows.has_document,
        checked=lambda: gallery.in_grid,
    )
    rows.add("thumbnail_strip", tr("Thumbnail &strip"), gallery.toggle_strip, "T", checked=gallery.strip_shown)
    rows.separator()
    full = w.isFullScreen
    rows.add("full_screen", tr("F&ull screen"), c.toggle_full_screen, "F11", icon="fullscreen", checked=full)
    rows.add("escape", tr("Stop, or leave full screen"), c.escape, "Esc", in_menu=False)
    rows.separator()
    _toggle(rows, w, "keep_zoom", tr("&Keep zoom and place"), "view/keep_zoom", "K")
    _toggle(rows, w, "grid", tr("Pixel &grid"), "view/grid", "G")
    _toggle(rows, w, "labels", tr("&Labels on pictures"), "view/labels", "L")
    rows.add("loupe", tr("Lou&pe"), c.toggle_loupe, "Z", icon="loupe", checked=lambda: view.loupe)
    rows.separator()
    rows.add("inspector", tr("I&nformation"), c.toggle_inspector, "I", icon="info", checked=w.inspector_visible)
    rows.add("menu_bar", tr("&Menu bar"), c.toggle_menu_bar, "Ctrl+M", checked=w.menu_bar_visible)


def _compare(rows: Rows, w: MainWindow) -> None:
    view, f, c, comparison = w.view, w.files, w.commands, w.session.comparison
    comparing, has_document = rows.comparing, rows.has_document
    can, on = c.can_compress, c.compressing
    rows.add("compress", tr("Comp&ress"), c.toggle_compress, "C", "Ctrl+E", icon="compress", enabled=can, checked=on)
    rows.add("compare_files", tr("Compare two &files…"), f.compare_files, "Ctrl+D")
    selected = w.gallery.selected_count
    rows.add(
        "compare_selected",
        tr("Compare the selected pictures"),
        f.compare_selected,
        enabled=lambda: 2 <= selected() <= MAX_PANES,
        in_menu=False,
    )

    def one() -> bool:
        return selected() == 1

    rows.add("open_selected", tr("Open the selected picture"), w.gallery.open_selected, enabled=one, in_menu=False)
    rows.add("compress_selected", tr("Compress the selected picture"), c.compress_selected, enabled=one, in_menu=False)
    rows.add("compare_folders", tr("Compare two f&olders…"), f.compare_folders, "Ctrl+Shift+D")
    rows.separator()
    for mode, text, key in (
        (Layout.SINGLE, tr("&Single"), "Shift+S"),
        (Layout.SPLIT, tr("S&plit with divider"), "S"),
        (Layout.SIDE, tr("Side &by side"), "D"),
    ):
        rows.add(
            f"layout_{mode.value}",
            text,
            partial(c.set_layout, mode),
            key,
            icon=mode.value,
            enabled=has_document,
            checked=partial(lambda mode: view.layout_mode is mode, mode),
        )
    rows.add("split_direction", tr("Turn the &divider"), c.turn_divider, "V", enabled=comparing)
    for id, text, direction, key in (
        ("divider_back", tr("Divider to the left or up"), -1, "["),
        ("divider_on", tr("Divider to the right or down"), 1, "]"),
    ):
        move = partial(c.move_divider, direction)
        rows.add(id, text, move, key, enabled=comparing, in_menu=False)
    rows.separator()
    rows.add("pane_1", tr("Show only &A"), lambda: view.show_pane(0), "A", "F6", enabled=comparing)
    rows.add("pane_2", tr("Show only B"), lambda: view.show_pane(1), "B", "F7", enabled=comparing)
    rows.add("pane_3", tr("Show only the third pane"), lambda: view.show_pane(2), "F8", enabled=comparing)
    rows.add("pane_4", tr("Show only the fourth pane"), lambda: view.show_pane(3), "F9", enabled=comparing)
    natural = partial(getattr, comparison, "natural")
    rows.add("natural", tr("Na&tural texture in SDC"), c.toggle_natural, "N", checked=natural)
    rows.add("swap", tr("S&witch between A and B"), c.swap, "X", enabled=comparing)
    rows.add("hold_original", tr("&Hold for the original"), c.hold_original, "O", enabled=rows.has_original)
    rows.separator()
    rows.add("add_pane", tr("Add a pa&ne"), c.add_pane, "Ctrl+T", enabled=c.can_add_pane)
    rows.add("remove_pane", tr("Remove the last pan&e"), c.remove_pane, "Ctrl+Shift+T", enabled=comparing)

    def is_sdc() -> bool:
        return comparison.document is not None and comparison.document.primary != ORIGINAL

    rows.add("choose_original", tr("Choose the ori&ginal…"), f.choose_original, enabled=is_sdc)
    rows.separator()
    for name, text, key, icon in (
        ("absolute", tr("Difference"), "M", ""),
        ("signed", tr("Difference with sign"), "Alt+M", ""),
        ("amplified", tr("Difference, 8 times"), "Shift+M", "difference"),
        ("heat", tr("Heat map of lost structure"), "Ctrl+H", "heat"),
    ):
        rows.add(
            f"map_{name}",
            text,
            partial(c.toggle_map, name),
            key,
            icon=icon,
            enabled=comparing,
            checked=partial(lambda name: comparison.map_name == name, name),
        )


def _help(rows: Rows, w: MainWindow) -> None:
    rows.add("welcome", tr("&Try the sample photo"), w.commands.open_sample)
    rows.separator()
    rows.add("about", tr("&About sdviewer"), w.commands.about, "F1")


def _toggle(rows: Rows, w: MainWindow, id: str, text: str, name: str, *keys: str) -> None:
    """A setting that is on or off."""
    get = w.session.settings.get
    rows.add(id, text, lambda: w.commands.toggle_setting(name), *keys, checked=lambda: bool(get(name)))
