"""Thumbnails of a folder that changes: files that come, go, are renamed or replaced by others."""

from __future__ import annotations

import os

from PIL import Image
from thumbnail_hands import (
    centre_colour,
    current,
    near,
    shown,
)

from sdviewer.codec.types import Picture


def test_files_that_come_go_and_are_renamed_by_others_are_followed(grid, opened, codec, folder, photo, until):
    def names() -> list[str]:
        return [path.name for path in opened.session.browser.paths]

    codec.add(folder / "new.png", Picture(photo.pixels, format="PNG"))
    until(lambda: "new.png" in names() and grid.model().rowCount() == 6)
    assert shown(opened) == "blue.png"
    (folder / "grey.png").unlink()
    until(lambda: "grey.png" not in names() and grid.model().rowCount() == 5)
    codec.files[folder / "azure.png"] = codec.files[folder / "blue.png"]
    (folder / "blue.png").rename(folder / "azure.png")
    until(lambda: names()[0] == "azure.png")
    assert current(grid) == opened.session.browser.current.name == "azure.png"


def test_a_current_picture_that_others_remove_gives_way_to_the_next(opened, folder, until):
    (folder / "blue.png").unlink()
    until(lambda: len(opened.session.browser.paths) == 4 and opened.session.browser.current.name == "broken.png")
    until(lambda: shown(opened) == "broken.png")


def test_a_thumbnail_follows_a_file_that_others_replace(grid, folder, until):
    Image.new("RGB", (400, 300), (10, 200, 200)).save(folder / "red.tmp", "PNG")
    os.utime(folder / "red.tmp", (1_000_000, 1_000_000))
    (folder / "red.tmp").rename(folder / "red.png")
    until(lambda: near(centre_colour(grid, 4), (10, 200, 200)))
