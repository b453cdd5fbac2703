"""What the rows of the compress queue say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdviewer.codec.types import EncodeOptions
from sdviewer.gui.compress.queue_model import detail, ratio_text
from sdviewer.gui.toolkit import error_texts
from sdviewer.gui.toolkit.texts import duration_text
from sdviewer.service.archive.task import OutputExistsError
from sdviewer.service.batch import Order
from sdviewer.service.queue import Job
from sdviewer.service.queue import State as JobState

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.84, "0.8 s"), (12, "12 s"), (170, "3 min"), (7500, "2 h 5 min"), (59.9, "60 s")]
)
def test_durations_as_a_person_says_them(seconds, text):
    assert duration_text(seconds) == text


def test_what_grew_is_told_in_times_its_size():
    assert [ratio_text(ratio) for ratio in (38.2, 3.14, 13.1 / 41, 1 / 38.2, 0.0)] == [
        "1/38", "1/3.1", "3.1 times", "38 times", "",
    ]  # fmt: skip


def test_why_a_photo_failed_is_said_in_the_user_s_language():
    error_texts.use("de")
    job = Job(Path("/in/a.png"), 10, Order(EncodeOptions()), JobState.ASKING, output=Path("/in/a.sdc"))
    job.message = str(OutputExistsError(job.output))
    assert detail(job) == "a.sdc gibt es schon."
    job.state, job.message = JobState.FAILED, "/in/a.png doesn't exist."
    assert detail(job) == "a.png gibt es nicht."
    error_texts.use("")


def test_a_result_in_another_folder_is_shown_with_its_path():
    job = Job(Path("/in/a.png"), 10, Order(EncodeOptions()), JobState.DONE, output=Path("/out/a.sdc"))
    assert detail(job) == "→ /out/a.sdc"
    job.output = Path("/in/a (2).sdc")
    assert detail(job) == "→ a (2).sdc"
