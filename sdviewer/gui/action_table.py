"""The table of all actions: id, text, handler, shortcuts, menu, section, icon, when enabled, when checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import Spec
from .compare_view import Layout
from .texts import tr
from .variants import ORIGINAL, SDC

if TYPE_CHECKING:
    from .main_window import MainWindow

MENUS = ("file", "edit", "go", "view", "compare", "help")


def menu_titles() -> dict[str, str]:
    """Menus in their order, with their titles."""
    titles = (tr("&File"), tr("&Edit"), tr("&Go"), tr("&View"), tr("&Compare"), tr("&Help"))
    return dict(zip(MENUS, titles, strict=True))


TOOLBAR = (
    "open", "save", None, "previous", "next", None, "compress", "layout_single", "layout_split", "layout_side", None,
    "map_amplified", "map_heat", "loupe", None, "zoom_fit", "zoom_full", None, "inspector", "full_screen", "palette",
)  # fmt: skip
"""Ids of the tool bar's actions; None is a separator."""

CONTEXT_MENU = (
    "compress", None, "copy", "copy_path", "show_in_folder", None, "rename", "trash", None, "zoom_fit", "zoom_full",
    "full_screen", None, "inspector",
)  # fmt: skip


def table(window: MainWindow) -> list[Spec]:
    """All actions of a window."""
    return [
        *_file(window),
        *_edit(window),
        *_go(window),
        *_view(window),
        *_compare(window),
        *_help(window),
    ]


def _file(w: MainWindow) -> list[Spec]:
    f, c = w.files, w.session.comparison

    def has_sdc() -> bool:
        variant = c.variant(SDC)
        return variant is not None and variant.data is not None

    def has_file() -> bool:
        return c.document is not None and c.document.path is not None

    def has_picture() -> bool:
        return c.primary is not None and c.primary.picture is not None

    return [
        Spec("open", tr("&Open…"), f.open_files, ("Ctrl+O",), "file", 0, "open"),
        Spec("open_folder", tr("Open &folder…"), f.open_folder, ("Ctrl+Shift+O",), "file", 0),
        Spec("save", tr("&Save as SDC…"), f.save_sdc, ("Ctrl+S",), "file", 1, "save", has_sdc),
        Spec("save_as", tr("Save &picture as…"), f.save_picture, ("Ctrl+Shift+S",), "file", 1, "", has_picture),
        Spec("rename", tr("&Rename…"), f.rename, ("F2",), "file", 2, "", has_file),
        Spec("trash", tr("Move to &trash"), f.trash, ("Del",), "file", 2, "trash", has_file),
        Spec("restore", tr("Restore from trash"), f.restore, ("Ctrl+Z",), "file", 2, "", lambda: f.can_restore),
        Spec(
            "show_in_folder", tr("Show in file &manager"), f.show_in_folder, ("Ctrl+Shift+E",), "file", 3, "", has_file
        ),
        Spec(
            "close_picture", tr("&Close picture"), f.close_picture, ("Ctrl+W",), "file", 4, "", lambda: bool(c.document)
        ),
        Spec("quit", tr("&Quit"), w.close, ("Ctrl+Q",), "file", 5),
    ]


def _edit(w: MainWindow) -> list[Spec]:
    f, c, v = w.files, w.session.comparison, w.commands

    def has_file() -> bool:
        return c.document is not None and c.document.path is not None

    def has_picture() -> bool:
        return c.primary is not None and c.primary.picture is not None

    return [
        Spec("copy", tr("&Copy picture"), f.copy_picture, ("Ctrl+C",), "edit", 0, "", has_picture),
        Spec("copy_path", tr("Copy &path"), f.copy_path, ("Ctrl+Shift+C",), "edit", 0, "", has_file),
        Spec("paste", tr("&Paste"), f.paste, ("Ctrl+V",), "edit", 0),
        Spec(
            "rotate_right",
            tr("Rotate to the &right"),
            lambda: v.rotate(1),
            ("R",),
            "edit",
            1,
            "rotate-right",
            has_picture,
        ),
        Spec(
            "rotate_left",
            tr("Rotate to the &left"),
            lambda: v.rotate(-1),
            ("Shift+R",),
            "edit",
            1,
            "rotate-left",
            has_picture,
        ),
        Spec("flip_horizontal", tr("&Mirror"), lambda: v.flip(True), ("H",), "edit", 1, "", has_picture),
        Spec("flip_vertical", tr("&Upside down"), lambda: v.flip(False), ("Shift+H",), "edit", 1, "", has_picture),
        Spec("palette", tr("Find a comma&nd…"), v.show_palette, ("Ctrl+Shift+P", "Ctrl+K"), "edit", 2, "search"),
        Spec("shortcuts", tr("&Keyboard shortcuts…"), v.edit_shortcuts, (), "edit", 2),
        Spec("settings", tr("&Settings…"), v.edit_settings, ("Ctrl+,",), "edit", 2),
    ]


def _go(w: MainWindow) -> list[Spec]:
    b, s, v = w.session.browser, w.session.settings, w.commands

    def several() -> bool:
        return len(b.paths) > 1

    def sorted_by(order: str, text: str) -> Spec:
        return Spec(
            f"sort_{order}", text, lambda: s.set("browse/sort", order), (), "go", 2,
            checked=lambda: s.get("browse/sort") == order,
        )  # fmt: skip

    return [
        Spec("next", tr("&Next picture"), lambda: b.step(1), ("Right", "PgDown", "Space"), "go", 0, "next", several),
        Spec("previous", tr("&Previous picture"), lambda: b.step(-1), ("Left", "PgUp", "Backspace"), "go", 0, "previous", several),
        Spec("first", tr("&First picture"), lambda: b.go(0), ("Home",), "go", 0, "first", several),
        Spec("last", tr("&Last picture"), lambda: b.go(len(b.paths) - 1), ("End",), "go", 0, "last", several),
        Spec("slideshow", tr("&Slideshow"), v.toggle_slideshow, ("F5",), "go", 1, "slideshow", several, lambda: v.in_slideshow),
        sorted_by("name", tr("Sort by n&ame")),
        sorted_by("date", tr("Sort by &date")),
        sorted_by("size", tr("Sort by si&ze")),
        Spec(
            "sort_descending", tr("&Descending"), lambda: v.toggle_setting("browse/descending"), (), "go", 3,
            checked=lambda: s.get("browse/descending"),
        ),
    ]  # fmt: skip


def _view(w: MainWindow) -> list[Spec]:
    view, s, v = w.view, w.session.settings, w.commands

    def toggle(id: str, text: str, name: str, keys: tuple[str, ...] = ()) -> Spec:
        return Spec(id, text, lambda: v.toggle_setting(name), keys, "view", 2, checked=lambda: s.get(name))

    return [
        Spec("zoom_in", tr("Zoom &in"), lambda: view.zoom_step(1), ("+", "Ctrl++", "Ctrl+="), "view", 0, "zoom-in"),
        Spec("zoom_out", tr("Zoom &out"), lambda: view.zoom_step(-1), ("-", "Ctrl+-"), "view", 0, "zoom-out"),
        Spec("zoom_fit", tr("&Fit to window"), view.fit, ("F", "Ctrl+0"), "view", 0, "fit"),
        Spec("zoom_full", tr("&100 %"), lambda: view.zoom_to(1.0), ("1", "Ctrl+1"), "view", 0, "actual"),
        Spec("zoom_double", tr("&200 %"), lambda: view.zoom_to(2.0), ("2", "Ctrl+2"), "view", 0),
        Spec("zoom_pixels", tr("Pixel &values (3200 %)"), lambda: view.zoom_to(32.0), ("Ctrl+3",), "view", 0),
        Spec("pan_left", tr("Move left"), lambda: view.pan(0.2, 0), ("Ctrl+Left",), "", 1),
        Spec("pan_right", tr("Move right"), lambda: view.pan(-0.2, 0), ("Ctrl+Right",), "", 1),
        Spec("pan_up", tr("Move up"), lambda: view.pan(0, 0.2), ("Ctrl+Up", "Up"), "", 1),
        Spec("pan_down", tr("Move down"), lambda: view.pan(0, -0.2), ("Ctrl+Down", "Down"), "", 1),
        Spec(
            "full_screen",
            tr("F&ull screen"),
            v.toggle_full_screen,
            ("F11",),
            "view",
            1,
            "fullscreen",
            checked=w.isFullScreen,
        ),
        Spec("escape", tr("Stop, or leave full screen"), v.escape, ("Esc",), "", 1),
        toggle("keep_zoom", tr("&Keep zoom and place"), "view/keep_zoom", ("K",)),
        toggle("grid", tr("Pixel &grid"), "view/grid", ("G",)),
        toggle("labels", tr("&Labels on pictures"), "view/labels", ("L",)),
        Spec("loupe", tr("Lou&pe"), v.toggle_loupe, ("Z",), "view", 2, "loupe", checked=lambda: view.loupe),
        Spec(
            "inspector", tr("I&nformation"), v.toggle_inspector, ("I",), "view", 3, "info", checked=w.inspector_visible
        ),
        Spec("menu_bar", tr("&Menu bar"), v.toggle_menu_bar, ("Ctrl+M",), "view", 3, checked=w.menu_bar_visible),
    ]


def _compare(w: MainWindow) -> list[Spec]:
    view, c, v = w.view, w.session.comparison, w.commands

    def comparing() -> bool:
        return c.comparing

    def layout(id: str, text: str, mode: Layout, key: str, icon: str) -> Spec:
        return Spec(
            id, text, lambda: v.set_layout(mode), (key,), "compare", 1, icon, lambda: bool(c.document),
            lambda: view.layout_mode is mode,
        )  # fmt: skip

    def pane(index: int, text: str, keys: tuple[str, ...]) -> Spec:
        return Spec(f"pane_{index + 1}", text, lambda: view.show_pane(index), keys, "compare", 2, "", comparing)

    def shown_map(name: str, text: str, keys: tuple[str, ...], icon: str = "") -> Spec:
        return Spec(
            f"map_{name}", text, lambda: v.toggle_map(name), keys, "compare", 4, icon, comparing,
            lambda: c.map_name == name,
        )  # fmt: skip

    return [
        Spec("compress", tr("Comp&ress"), v.toggle_compress, ("C",), "compare", 0, "compress", v.can_compress, v.compressing),
        Spec("compare_files", tr("Compare two &files…"), w.files.compare_files, ("Ctrl+D",), "compare", 0),
        Spec("compare_folders", tr("Compare two f&olders…"), w.files.compare_folders, ("Ctrl+Shift+D",), "compare", 0),
        layout("layout_single", tr("&Single"), Layout.SINGLE, "Shift+S", "single"),
        layout("layout_split", tr("S&plit with divider"), Layout.SPLIT, "S", "split"),
        layout("layout_side", tr("Side &by side"), Layout.SIDE, "D", "side"),
        Spec("split_direction", tr("Turn the &divider"), v.turn_divider, ("V",), "compare", 1, "", comparing),
        Spec("divider_back", tr("Divider to the left or up"), lambda: view.set_split(view.split - 0.02), ("[",), "", 1, "", comparing),
        Spec("divider_on", tr("Divider to the right or down"), lambda: view.set_split(view.split + 0.02), ("]",), "", 1, "", comparing),
        pane(0, tr("Show only &A"), ("A", "F6")),
        pane(1, tr("Show only B"), ("B", "F7")),
        pane(2, tr("Show only the third pane"), ("F8",)),
        pane(3, tr("Show only the fourth pane"), ("F9",)),
        Spec("swap", tr("S&witch between A and B"), v.swap, ("X",), "compare", 2, "", comparing),
        Spec("hold_original", tr("&Hold for the original"), v.hold_original, ("O",), "compare", 2, "", lambda: c.original is not None),
        Spec("add_pane", tr("Add a pa&ne"), v.add_pane, ("Ctrl+T",), "compare", 3, "", v.can_add_pane),
        Spec("remove_pane", tr("Remove the last pan&e"), v.remove_pane, ("Ctrl+Shift+T",), "compare", 3, "", comparing),
        Spec("choose_original", tr("Choose the ori&ginal…"), w.files.choose_original, (), "compare", 3, "", lambda: bool(c.document) and c.document.primary != ORIGINAL),
        shown_map("absolute", tr("Difference"), ("M",)),
        shown_map("signed", tr("Difference with sign"), ("Alt+M",)),
        shown_map("amplified", tr("Difference, 8 times"), ("Shift+M",), "difference"),
        shown_map("heat", tr("Heat map of lost structure"), ("Ctrl+H",), "heat"),
    ]  # fmt: skip


def _help(w: MainWindow) -> list[Spec]:
    v = w.commands
    return [
        Spec("welcome", tr("&Try the sample photo"), v.open_sample, (), "help", 0),
        Spec("about", tr("&About sdviewer"), v.about, ("F1",), "help", 1),
    ]
