"""The menu Lab: each row can be reached by a key, and says what it is for."""

from __future__ import annotations


def test_every_row_has_a_key_and_a_tool_tip_of_two_sentences(window):
    rows = [spec for spec in window.actions_.specs.values() if spec.id.startswith("lab_")]
    assert len(rows) > 10
    for spec in rows:
        assert spec.keys, spec.id
        sentences = [part for part in spec.tip.replace("? ", ". ").split(". ") if part]
        assert len(sentences) == 2, f"{spec.id}: {spec.tip}"
        assert spec.tip in window.actions_[spec.id].toolTip()
