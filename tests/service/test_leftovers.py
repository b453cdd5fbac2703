"""What killed processes leave goes after a day, by its own name alone."""

import os
import subprocess
import sys
import time

import pytest

from sdviewer.service import files, leftovers, thumbnails


@pytest.fixture(autouse=True)
def nothing_swept(monkeypatch):
    monkeypatch.setattr(leftovers, "_swept", set())


@pytest.fixture
def tomorrow(monkeypatch):
    now = time.time() + 25 * 3600
    monkeypatch.setattr(leftovers.time, "time", lambda: now)


def test_the_next_start_that_writes_there_takes_them_away(tmp_path, tomorrow):
    ours = [leftovers.temporary_name(), leftovers.temporary_name("0123456789abcdef")]
    others = [".sdviewer-notes.tmp", "a.tmp", ".sdviewer-", f"x{ours[0]}", f"{ours[0]}.sdc"]
    for name in (*ours, *others):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / leftovers.temporary_name()).mkdir()
    (tmp_path / leftovers.temporary_name()).symlink_to(tmp_path / "a.tmp")
    files.write_atomic(tmp_path / "a.sdc", b"whole")
    there = {path.name for path in tmp_path.iterdir()}
    assert not there & set(ours)
    assert there >= {"a.sdc", *others} and len(there) == len(others) + 3


def test_what_may_still_be_written_stays_whatever_date_it_has(tmp_path):
    path = tmp_path / leftovers.temporary_name()
    path.write_bytes(b"half")
    os.utime(path, (0, 0))  # as it gets its photo's date before it is moved
    leftovers.sweep(tmp_path)
    assert path.exists()


def test_a_folder_is_looked_through_once(tmp_path, tomorrow):
    leftovers.sweep(tmp_path)
    (tmp_path / leftovers.temporary_name()).touch()
    leftovers.sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_can_not_be_listed_is_no_reason_not_to_write(tmp_path):
    leftovers.sweep(tmp_path / "missing")
    leftovers.sweep(tmp_path / "a\0b")


def test_thumbnails_too(tmp_path, monkeypatch, tomorrow):
    from PIL import Image

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Image.new("RGB", (300, 200)).save(tmp_path / "a.png")
    folder = thumbnails.cache_folder() / "normal"
    folder.mkdir(parents=True)
    (folder / leftovers.temporary_name()).touch()
    assert thumbnails.thumbnail(tmp_path / "a.png", 128)
    assert [path.suffix for path in folder.iterdir()] == [".png"]


def test_a_killed_process_leaves_what_the_next_one_finds(tmp_path, tomorrow):
    code = (
        "import os, signal, sys; from pathlib import Path; from sdviewer.service import files\n"
        "files.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "files.write_atomic(Path(sys.argv[1]), b'whole')"
    )
    result = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.sdc")])
    assert result.returncode < 0
    assert len(list(tmp_path.iterdir())) == 1
    files.write_atomic(tmp_path / "b.sdc", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["b.sdc"]
