"""The menu Lab: each row can be reached by a key of its own, and says what it is for."""

from __future__ import annotations

from collections import Counter

import pytest


def test_no_two_actions_have_the_same_key(window):
    keys = Counter(key for spec in window.actions_.specs.values() for key in spec.keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("room", ["lab"])
def test_every_row_has_a_key_and_a_tool_tip_of_two_sentences(window, room):
    rows = [spec for spec in window.actions_.specs.values() if spec.id.startswith(f"{room}_")]
    assert len(rows) > 4
    for spec in rows:
        assert spec.keys, spec.id
        sentences = [part for part in spec.tip.replace("? ", ". ").split(". ") if part]
        assert len(sentences) == 2, f"{spec.id}: {spec.tip}"
        assert spec.tip.split(". ")[0] in window.actions_[spec.id].toolTip()
