"""What can be done is on, what can't is off; of exclusive choices one is marked, as menus show by a round mark."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hands import press
from PySide6.QtCore import Qt

ZOOMS = ("zoom_in", "zoom_out", "zoom_fit", "zoom_fill", "zoom_full", "zoom_double", "zoom_pixels", "loupe")


def test_without_a_picture_nothing_can_be_zoomed(window):
    assert not any(window.actions_[id].isEnabled() for id in ZOOMS)


def test_a_picture_can_be_zoomed_and_turned_but_not_behind_the_grid(opened, qtbot):
    ids = (*ZOOMS, "rotate_right", "flip_horizontal")
    assert all(opened.actions_[id].isEnabled() for id in ids)
    press(qtbot, opened, Qt.Key.Key_Return)
    assert opened.gallery.in_grid and not any(opened.actions_[id].isEnabled() for id in ids)


@pytest.mark.parametrize(
    ("ids", "start"),
    [(("sort_name", "sort_date", "sort_size"), "sort_name"),
     (("layout_single", "layout_split", "layout_side"), "layout_single"),
     (("map_absolute", "map_signed", "map_amplified", "map_heat"), "")],
)  # fmt: skip
def test_exclusive_choices_look_so(compressed, ids, start):
    actions = [compressed.actions_[id] for id in ids]
    if start == "layout_single":
        compressed.actions_["layout_single"].trigger()
    assert all(action.actionGroup() is actions[0].actionGroup() is not None for action in actions)
    assert all(action.actionGroup().isExclusive() for action in actions)
    assert [action.objectName() for action in actions if action.isChecked()] == ([start] if start else [])
    for chosen in actions[1:]:
        chosen.trigger()
        assert [action for action in actions if action.isChecked()] == [chosen]


def test_a_map_that_is_chosen_again_is_off(compressed):
    for _ in range(2):
        compressed.actions_["map_heat"].trigger()
    assert not compressed.actions_["map_heat"].isChecked() and compressed.session.comparison.map_name == ""


def test_a_layout_that_is_chosen_again_stays(compressed):
    for _ in range(2):
        compressed.actions_["layout_side"].trigger()
    assert compressed.actions_["layout_side"].isChecked()


def test_a_step_asks_what_can_be_done_once_in_a_turn_of_the_event_loop(opened, until):
    """Each look asks some 130 actions; a step to the next picture has nine reasons to look."""
    until(lambda: len(opened.session.browser.paths) == 3)
    actions, asked, turns = opened.actions_, [], []
    actions.specs["copy"] = replace(actions.specs["copy"], enabled=lambda: bool(asked.append(len(turns)) or True))
    for _ in range(9):
        actions.refresh_soon()
    assert not asked
    actions["copy"]
    actions["copy"]
    assert len(asked) == 1, "who looks sees the state as it is, and asks once"
    asked.clear()
    document, seen = opened.session.comparison.document, []
    opened.session.comparison.changed.connect(lambda: seen.append("changed"))
    opened.session.tasks.changed.connect(lambda: seen.append("tasks"))
    opened.session.browser.step(1)
    until(lambda: opened.session.comparison.document is not document)
    assert 0 < len(asked) < len(seen)


def test_a_key_meets_actions_as_they_are(opened, qtbot):
    """Also in the very turn in which something has changed."""
    opened.session.comparison.close_document()
    assert opened.actions_._soon.isActive()
    press(qtbot, opened, Qt.Key.Key_Return)
    assert not opened.actions_._soon.isActive()
