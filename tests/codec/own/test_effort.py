"""What is guessed and counted down of the time that refinement takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sdviewer.codec import pipeline
from sdviewer.codec.own import effort
from sdviewer.codec.own.effort import Countdown, expected_seconds, note_seconds, steps_of
from sdviewer.codec.types import EncodeOptions, Picture, Progress

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


@pytest.fixture(autouse=True)
def nothing_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "_slowness", {})


def test_more_effort_more_pixels_and_a_size_take_longer() -> None:
    assert expected_seconds(10**6, "fast", True) < expected_seconds(10**6, "balanced", False)
    assert expected_seconds(10**6, "balanced", False) < expected_seconds(10**6, "balanced", True)
    assert expected_seconds(10**6, "balanced", True) < expected_seconds(10**6, "best", True)
    assert expected_seconds(3 * 10**6, "best", True) == pytest.approx(3 * expected_seconds(10**6, "best", True))
    assert expected_seconds(10**6, "balanced", True) <= 25


def test_what_took_three_times_as_long_as_foreseen_is_foreseen_so_next_time() -> None:
    usual, best = expected_seconds(10**6, "balanced", True), expected_seconds(10**6, "best", False)
    note_seconds(2 * 10**6, "balanced", True, False, 3 * 2 * usual)
    assert expected_seconds(10**6, "balanced", True) == pytest.approx(3 * usual)
    assert expected_seconds(10**6, "best", False) == pytest.approx(3 * best)  # nothing better is known of it
    note_seconds(10**6, "balanced", True, False, usual)  # the machine has nothing else to do now
    assert expected_seconds(10**6, "balanced", True) == pytest.approx(2 * usual)
    note_seconds(10**6, "best", False, False, best)
    assert expected_seconds(10**6, "best", False) == pytest.approx(best)
    assert expected_seconds(10**6, "balanced", True) == pytest.approx(2 * usual)


def test_a_small_picture_tells_nothing_about_a_large_one() -> None:
    usual = expected_seconds(24 * 10**6, "fast", False)
    note_seconds(10_000, "fast", False, False, 4.0)
    assert expected_seconds(24 * 10**6, "fast", False) == usual


def test_it_counts_down(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(effort.time, "perf_counter", lambda: now)
    countdown = Countdown(30.0, sized=True)
    assert countdown.left(0, 0.0) == 30
    seen = []
    for before in (0, 1, 2, 3):  # one more than is typical
        for step in (0.5, 1.0):
            now += 6 if before == 0 else 2
            seen.append((countdown.done(before, step), countdown.left(before, step)))
    assert seen[1][1] == pytest.approx(8)  # 12 s for the first, so 2 x 4 s for what goes on from it
    assert [left for _, left in seen[:6]] == sorted((left for _, left in seen[:6]), reverse=True)
    assert seen[5] == pytest.approx((1, 0))
    assert all(0 <= done <= 1 and left >= 0 for done, left in seen)


def test_the_codec_reports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    photo = Picture(np.asarray(Image.open(GOLDEN / "photo.png").convert("RGB"))[:96, :128].copy())
    reports: list[Progress] = []
    pipeline.encode(photo, EncodeOptions(size=900, effort="balanced"), reports.append)
    assert effort._slowness == {}  # too quick to tell
    monkeypatch.setattr(effort, "LEAST_SECONDS", 0.0)
    encoded = pipeline.encode(photo, EncodeOptions(size=900, effort="balanced"))
    usual = effort._usual_seconds(128 * 96, "balanced", True, False)
    assert effort._slowness["balanced"] >= (encoded.seconds_encode + encoded.seconds_decode) / usual * 0.99
    refining = [report for report in reports if report.stage == "refining"]
    assert len(refining) > steps_of("balanced")
    assert refining[0].details["seconds"] > 0 and all(report.details["seconds"] >= 0 for report in refining)
    assert [report.fraction for report in reports] == sorted(report.fraction for report in reports)
