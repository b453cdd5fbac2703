"""Every view of the lab has a key of its own, and says in two sentences what it is."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence

MAPS = ("map_detail", "map_spread", "map_rate", "map_efficiency", "lab_worst", "lab_stages", "lab_latents")


def test_no_key_does_two_things(window):
    """Qt would do neither."""
    keys = Counter(
        QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString()
        for spec in window.actions_.specs.values()
        for key in spec.keys
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_maps_have_a_key_and_a_tool_tip_of_two_sentences(window):
    for id in MAPS:
        spec = window.actions_.specs[id]
        assert spec.keys and spec.menu == "lab"
        assert spec.tip.endswith(".") and spec.tip.count(". ") + 1 >= 2
        assert spec.tip in window.actions_[id].toolTip()
