"""The seconds that are left are said for a large photo at the fast effort too."""

from __future__ import annotations

from sdviewer.codec.types import EncodeOptions, Progress
from sdviewer.gui.toolkit import countdown
from sdviewer.gui.toolkit.countdown import counted_down, foreseen
from sdviewer.gui.toolkit.texts import progress_text
from sdviewer.service.threads.waiting import WAITING


def test_what_is_left_is_added_where_it_is_not_said():
    reported = []
    report = counted_down(reported.append, 1000)
    report(Progress(0.2, "analysing"))
    report(Progress(0.6, "refining", {"seconds": 7.0}))
    assert 900 < reported[0].details["seconds"] <= 1000 and reported[0].stage == "analysing"
    assert reported[1] == Progress(0.6, "refining", {"seconds": 7.0})
    assert "left" in progress_text(reported[0].stage, reported[0].details["seconds"])


def test_where_next_to_nothing_is_left_or_it_takes_longer_nothing_is_claimed():
    reported = []
    for expected in (0.9, 0.0, -5.0):
        counted_down(reported.append, expected)(Progress(0.2, "coding"))
    assert reported == [Progress(0.2, "coding")] * 3


def test_while_it_waits_nothing_is_claimed_and_no_time_goes_by(monkeypatch):
    now, reported = [100.0], []
    monkeypatch.setattr(countdown.time, "perf_counter", lambda: now[0])
    report = counted_down(reported.append, 16)
    for seconds, stage in ((0, WAITING), (60, WAITING), (60, "encoding"), (4, "coding")):
        now[0] += seconds
        report(Progress(0.0, stage))
    assert [progress.details.get("seconds") for progress in reported] == [None, None, 16, 12]


def test_it_is_said_of_24_megapixels_at_the_fast_effort(monkeypatch):
    monkeypatch.setattr("sdviewer.codec.own.effort._slowness", {})
    heard = []
    sized = type("Large", (), {"width": 4000, "height": 6000})
    foreseen(heard.append, sized, EncodeOptions())(Progress(0.0, "encoding"))
    assert 20 < heard[0].details["seconds"] <= 24
