"""Thumbnails before they are seen: what is loaded, remembered and dropped, and the rows that views ask for."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from thumbnail_hands import (
    COLOURS,
    paths,
)

from sdviewer.gui.pictures.thumbnail_loader import ThumbnailLoader


def test_what_is_wanted_now_drops_what_was_wanted_before(loader, codec, folder, until):
    names = sorted(COLOURS)
    loader.want([folder / name for name in names[:2]], 64)
    loader.want([folder / name for name in names[2:]], 64)
    until(lambda: all(folder / name in loader.cache for name in names[2:]))
    assert not any(folder / name in loader.cache for name in names[:2])
    assert len(codec.asked_for("thumbnail")) == 2


def test_what_is_here_is_not_asked_for_again_until_it_may_be_out_of_date(loader, codec, folder, until):
    path = folder / "red.png"

    def red() -> int:
        cell = loader.cache.get(path)
        return cell.image.pixelColor(5, 5).red() if cell else -1

    loader.want([path], 64)
    until(lambda: red() == 220)
    loader.want([path], 64)
    assert len(codec.asked_for("thumbnail")) == 1

    Image.new("RGB", (40, 30), (90, 0, 0)).save(path)
    os.utime(path, (1_000_000, 1_000_000))
    loader.expire()
    assert red() == 220  # shown until the new one is there
    loader.want([path], 64)
    until(lambda: red() == 90)


def test_another_size_is_made_and_the_picture_s_own_size_told(loader, folder, until):
    path = folder / "red.png"
    loader.want([path], 64)
    until(lambda: path in loader.cache)
    assert loader.cache.get(path).image.size().toTuple() == (64, 48)
    loader.want([path], 100)
    until(lambda: loader.cache.get(path).image.size().toTuple() == (100, 75))
    assert (loader.cache.get(path).width, loader.cache.get(path).height) == (400, 300)


def test_memory_stays_within_its_bounds_and_what_is_in_view_first(codec, tasks, folder, until):
    side = 64
    loader = ThumbnailLoader(codec, tasks, 2 * (4 * side * side + 500))
    names = ["red.png", "green.png", "blue.png", "grey.png"]
    loader.want([folder / name for name in names], side)
    until(lambda: not tasks.running(""))
    assert [folder / name in loader.cache for name in names] == [True, True, False, False]
    assert loader.cache.nbytes <= loader.cache.capacity


def test_files_that_come_and_go_leave_the_selection_alone(model, qtmodeltester):
    model.set_paths(paths("a", "b", "c", "d", "e"))
    selection = QItemSelectionModel(model)
    for row in (1, 3):
        selection.select(model.index(row), QItemSelectionModel.SelectionFlag.Select)
    model.set_paths(paths("0", "b", "bb", "c", "d", "f", "g"))
    assert [index.data() for index in selection.selectedIndexes()] == ["b", "d"]
    assert [model.index(row).data() for row in range(model.rowCount())] == ["0", "b", "bb", "c", "d", "f", "g"]
    model.set_paths(paths("g", "d", "c", "b", "0"))
    assert sorted(index.data() for index in selection.selectedIndexes()) == ["b", "d"]
    assert [model.index(row).data() for row in range(model.rowCount())] == ["g", "d", "c", "b", "0"]
    qtmodeltester.check(model)


def test_a_list_that_shares_nothing_is_a_new_one(model, qtbot):
    model.set_paths(paths("a", "b"))
    with qtbot.waitSignal(model.modelReset, timeout=1000):
        model.set_paths(paths("c", "d", "e"))
    same = model.paths
    model.set_paths([])
    assert model.rowCount() == 0 and len(same) == 3


def test_scattered_changes_are_told_at_once(model, qtbot):
    model.set_paths(paths(*(f"{k:04}" for k in range(1000))))
    with qtbot.waitSignal(model.modelReset, timeout=1000):
        model.set_paths(paths(*(f"{k:04}" for k in range(0, 1000, 2))))
    assert model.rowCount() == 500


def test_typing_finds_the_next_name_and_goes_around(model):
    model.set_paths(paths("Anna", "bert", "berta", "Chris"))

    def found(text: str, start: int) -> list[str]:
        return [i.data() for i in model.match(model.index(start), Qt.ItemDataRole.DisplayRole, text)]

    assert found("BERT", 0) == ["bert"]
    assert found("b", 2) == ["berta"]
    assert found("a", 1) == ["Anna"]
    assert found("x", 0) == []


def test_files_are_dragged_out_as_urls(model):
    model.set_paths(paths("a b.png", "c.sdc"))
    data = model.mimeData([model.index(1), model.index(0)])
    assert [url.toLocalFile() for url in data.urls()] == ["/pictures/a b.png", "/pictures/c.sdc"]
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_names_that_are_no_text_can_be_shown(model):
    model.set_paths([Path(os.fsdecode(b"/pictures/\xff.png"))])
    assert model.index(0).data() == "?.png"
