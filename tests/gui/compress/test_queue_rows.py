"""The rows of the queue as photos come and go."""

from __future__ import annotations

import pytest
from queue_hands import states

pytestmark = pytest.mark.usefixtures("at_once")


def test_photos_that_are_added_to_a_long_queue_are_in_sight(window, photos, tmp_path, codec, photo, until):
    many = [tmp_path / f"more {n:02}.png" for n in range(40)]
    for path in many:
        codec.add(path, photo)
    codec.hold("compress")
    window.queue.add(many)
    until(lambda: len(states(window)) == 40)
    view = window.queue_panel.view
    until(lambda: view.isVisible() and 0 in view.rows_in_sight())
    window.queue.add(photos[:1])
    until(lambda: len(states(window)) == 41)
    seen = view.visualRect(view.model().index(40, 0))
    assert view.viewport().rect().contains(seen.center())
