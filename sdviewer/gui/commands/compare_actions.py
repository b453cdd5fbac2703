"""What stands in the menu Compare."""

from __future__ import annotations

from functools import partial

from ..browse.gallery import Gallery
from ..compare.comparison import Comparison
from ..compare.looks import faithful_only
from ..compare.variants import MAX_PANES
from ..toolkit.texts import tr
from ..view.compare_view import CompareView
from ..view.pane import Layout
from .action_rows import Rows
from .compare_commands import CompareCommands
from .open_commands import OpenCommands


def compare_menu(
    rows: Rows,
    comparison: Comparison,
    view: CompareView,
    gallery: Gallery,
    commands: CompareCommands,
    opening: OpenCommands,
) -> None:
    c, comparing, has_document = commands, rows.comparing, rows.has_document
    rows.add(
        "compress",
        tr("Comp&ress"),
        c.toggle_compress,
        "C",
        "Ctrl+E",
        icon="compress",
        enabled=c.can_compress,
        checked=c.shows_panel,
        reason=c.why_not,
    )
    rows.add("compare_files", tr("Compare two &files…"), opening.compare_files, "Ctrl+D")
    selected = gallery.selected_count
    rows.add(
        "compare_selected",
        tr("Compare the selected pictures"),
        opening.compare_selected,
        enabled=lambda: 2 <= selected() <= MAX_PANES,
        in_menu=False,
    )

    def one() -> bool:
        return selected() == 1

    rows.add("open_selected", tr("Open the selected picture"), gallery.open_selected, enabled=one, in_menu=False)
    rows.add("compress_selected", tr("Compress the selected picture"), c.compress_selected, enabled=one, in_menu=False)
    rows.add("compare_folders", tr("Compare two f&olders…"), opening.compare_folders, "Ctrl+Shift+D")
    rows.separator()

    def is_seen(layout: Layout) -> bool:
        """The view keeps its layout for the next pictures, and one alone has no divider."""
        return layout is (view.layout_mode if comparing() else Layout.SINGLE)

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
            checked=partial(is_seen, mode),
            exclusive="layout",
        )
    rows.add("split_direction", tr("Turn the &divider"), c.turn_divider, "V", enabled=comparing)
    rows.add(
        "align_corner",
        tr("Align unequal pictures at the corner"),
        c.turn_alignment,
        enabled=comparing,
        checked=c.aligns_corner,
    )
    rows.add_toggle("overlap", tr("Measure unequal pictures where they overlap"), "compare/overlap")
    for id, text, direction, key in (
        ("divider_back", tr("Divider to the left or up"), -1, "["),
        ("divider_on", tr("Divider to the right or down"), 1, "]"),
    ):
        move = partial(c.move_divider, direction)
        rows.add(id, text, move, key, enabled=comparing, in_menu=False)
    rows.separator()
    rows.add("pane_1", tr("Show only &A"), lambda: view.show_pane(0), "A", "F6", enabled=comparing)
    rows.add("pane_2", tr("Show only B"), lambda: view.show_pane(1), "B", "F7", enabled=comparing)
    for pane, text, key in (
        (3, tr("Show only the third pane"), "F8"),
        (4, tr("Show only the fourth pane"), "F9"),
    ):
        there = partial(lambda pane: len(comparison.sources) >= pane, pane)
        rows.add(f"pane_{pane}", text, partial(view.show_pane, pane - 1), key, enabled=there)
    natural = partial(getattr, comparison, "shows_natural")
    rows.add(
        "natural",
        tr("Na&tural texture in SDC"),
        c.toggle_natural,
        "N",
        enabled=lambda: comparison.has_natural,
        checked=natural,
        reason=faithful_only,
    )
    for id, text, key, by in (
        ("texture_more", tr("More texture"), "Shift+N", 0.25),
        ("texture_less", tr("Less texture"), "Alt+N", -0.25),
    ):
        rows.add(id, text, partial(c.change_texture, by), key, enabled=c.shows_texture)
    rows.add("swap", tr("S&witch between A and B"), c.swap, "X", enabled=comparing)
    rows.add("hold_original", tr("&Hold for the original"), c.hold_original, "O", enabled=rows.has_original)
    rows.separator()
    rows.add_toggle("slow_rivals", tr("Slow rivals, at their best"), "compare/slow_rivals")
    rows.add("add_pane", tr("Add a pa&ne"), c.add_pane, "Ctrl+T", enabled=c.can_add_pane)
    rows.add("remove_pane", tr("Remove the last pan&e"), c.remove_pane, "Ctrl+Shift+T", enabled=comparing)
    rows.add("choose_original", tr("Choose the ori&ginal…"), opening.choose_original, enabled=rows.is_sdc)
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
            exclusive="map",
        )
