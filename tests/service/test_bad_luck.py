"""Disks that fail, files that change meanwhile, two at one target: the old file or the new one, and a sentence."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bad_disk import BadDisk, BadFile
from PIL import Image

from sdviewer.codec import opening, pipeline
from sdviewer.codec.errors import InputError, SdcError, StorageError
from sdviewer.codec.pictures import reader
from sdviewer.codec.types import EncodeOptions, Picture
from sdviewer.service import files, leftovers, thumbnails
from sdviewer.service.archive.task import Task, perform

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.ESTALE, errno.ENOENT, errno.EDQUOT)


@pytest.fixture(scope="module")
def coded():
    pixels = np.add.outer(np.arange(32) * 3, np.arange(48) * 2).astype(np.uint8)
    return pipeline.encode(Picture(np.dstack([pixels] * 3))).data


@pytest.fixture(autouse=True)
def nothing_swept(monkeypatch):
    monkeypatch.setattr(leftovers, "_swept", set())


def faults(folder, prepare, work, check, errors=ERRORS) -> int:
    """Let each call of the system fail in turn, with each error; returns how often one did."""
    injected = 0
    for error in errors:
        failing = 0
        while True:
            disk = BadDisk(failing, error, folder)
            leftovers._swept.clear()
            prepare()
            with disk.inserted():
                try:
                    work()
                    raised = None
                except SdcError as caught:
                    raised = caught
            if not disk.failed:
                break
            check(raised, disk.failed)
            failing, injected = failing + 1, injected + 1
    return injected


class TestWriting:
    @pytest.mark.parametrize("overwrite", [True, False])
    def test_each_call_fails_in_turn(self, tmp_path, coded, overwrite):
        path, photo = tmp_path / "a.sdc", tmp_path / "photo.png"
        photo.write_bytes(b"dated")

        def prepare() -> None:
            path.unlink(missing_ok=True)
            if overwrite:
                path.write_bytes(b"old")

        def checked(raised: SdcError | None, failed: str) -> None:
            there = path.read_bytes() if path.exists() else None
            if raised is None:
                assert there == coded
            else:
                assert there in ((b"old",) if overwrite else (None, coded))
                assert str(raised).startswith(str(path)) or str(path) in str(raised)
            left = {p.name for p in tmp_path.iterdir()} - {"a.sdc", "photo.png"}
            assert not left or failed == "unlink", (left, failed)
            for name in left:
                (tmp_path / name).unlink()

        def work() -> None:
            files.write_sdc(path, coded, overwrite, dated_as=photo)

        assert faults(tmp_path, prepare, work, checked) > 90

    def test_a_photo_from_file_to_file(self, tmp_path, coded):
        source, output = tmp_path / "photo.png", tmp_path / "out" / "photo.sdc"
        Image.new("RGB", (20, 12), (9, 99, 199)).save(source)
        before = source.read_bytes()
        task = Task(str(source), str(output), EncodeOptions())
        perform(task)
        whole = output.read_bytes()

        def work() -> None:
            perform(Task(str(source), str(output), EncodeOptions(), replace=True))

        def checked(raised: SdcError | None, failed: str) -> None:
            assert source.read_bytes() == before
            assert output.read_bytes() == whole
            for path in output.parent.iterdir():
                if path != output:
                    assert failed == "unlink"
                    path.unlink()

        assert faults(tmp_path, lambda: None, work, checked, (errno.ENOSPC, errno.EIO, errno.EACCES)) > 40

    def test_a_folder_in_the_way(self, tmp_path, coded):
        (tmp_path / "a.sdc").mkdir()
        for overwrite in (True, False):
            with pytest.raises(InputError):
                files.write_sdc(tmp_path / "a.sdc", coded, overwrite)
        assert [p.name for p in tmp_path.iterdir()] == ["a.sdc"]

    def test_the_folder_vanishes(self, tmp_path, coded):
        folder = tmp_path / "mount"
        folder.mkdir()

        def vanish(_: Path) -> None:
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()

        with pytest.raises(StorageError, match="folder doesn't exist"):
            files.write_atomic(folder / "a.sdc", coded, check=vanish)

    def test_the_clock_jumps(self, tmp_path, coded, monkeypatch):
        path = tmp_path / "a.sdc"
        for now in (0.0, 4e9, -1.0):
            monkeypatch.setattr(leftovers.time, "time", lambda now=now: now)
            leftovers._swept.clear()
            files.write_sdc(path, coded, True)
            assert path.read_bytes() == coded

    def test_a_real_disk_that_is_full(self, tmp_path, coded):
        """As far as a limit of file sizes is one: the system's own error, not ours."""
        code = (
            "import resource, signal, sys; from pathlib import Path\n"
            "from sdviewer.service import files\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
            "files.write_atomic(Path(sys.argv[1]), bytes(5000), True)"
        )
        path = tmp_path / "a.sdc"
        path.write_bytes(b"old")
        result = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
        assert "StorageError" in result.stderr and "larger than the system allows" in result.stderr
        assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


class TestThumbnails:
    def test_without_a_disk_there_is_a_thumbnail_or_none(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        Image.new("RGB", (300, 200), (9, 99, 199)).save(tmp_path / "a.png")
        os.utime(tmp_path / "a.png", (1_000_000, 1_000_000))
        monkeypatch.setattr(thumbnails, "_reduced", lambda path, side, stop: reader.read_reduced(path, side))

        def prepare() -> None:
            for path in (tmp_path / "cache").rglob("*.png"):
                path.unlink()

        def work() -> None:
            found = thumbnails.thumbnail(tmp_path / "a.png", 128)
            assert found is None or found.pixels.shape == (85, 128, 3)

        def checked(raised: SdcError | None, failed: str) -> None:
            assert raised is None
            for path in (tmp_path / "cache").rglob(f"{leftovers.TEMPORARY}*"):
                assert failed == "unlink"
                path.unlink()

        assert faults(tmp_path, prepare, work, checked, (errno.ENOSPC, errno.EIO)) > 20


class TestReading:
    """What happens to a file while it is read."""

    @pytest.fixture
    def while_read(self, monkeypatch):
        """Do something at the n-th read of the next file."""

        def prepare(after: int, act) -> None:
            def opened(descriptor, mode):
                return io.BufferedReader(BadFile(io.FileIO(descriptor, "rb"), after, act), 512)

            monkeypatch.setattr(opening.os, "fdopen", opened)

        return prepare

    @pytest.fixture(params=["PNG", "JPEG", "WEBP", "TIFF", "GIF"])
    def path(self, request, tmp_path):
        path = tmp_path / "photo.x"
        Image.effect_noise((120, 90), 60).convert("RGB").save(path, request.param)
        return path

    @pytest.mark.parametrize("after", [1, 2, 3, 5, 8, 20])
    @pytest.mark.parametrize("what", ["emptied", "cut", "overwritten", "deleted", "replaced"])
    def test_a_picture_or_a_sentence(self, path, while_read, after, what):
        def act() -> None:
            if what in ("emptied", "cut"):
                os.truncate(path, 0 if what == "emptied" else path.stat().st_size // 2)
            elif what == "overwritten":
                path.write_bytes(os.urandom(path.stat().st_size))
            else:
                path.unlink()
                if what == "replaced":
                    Image.new("RGB", (5, 5)).save(path, "PNG")

        whole = reader.read_picture(path)
        while_read(after, act)
        try:
            found = reader.read_picture(path)
        except SdcError as error:
            assert str(path) in str(error)
        else:
            assert found.pixels.shape == whole.pixels.shape
            if what in ("deleted", "replaced"):  # what was opened stays whole
                assert np.array_equal(found.pixels, whole.pixels)

    @pytest.mark.parametrize("after", [1, 2, 4, 9])
    @pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
    def test_a_disk_that_can_not_be_read_is_not_a_damaged_picture(self, path, while_read, after, number):
        def fail() -> None:
            raise OSError(number, os.strerror(number))

        whole = reader.read_picture(path)
        while_read(after, fail)
        try:
            assert np.array_equal(reader.read_picture(path).pixels, whole.pixels)  # it was read by then
        except StorageError as error:
            assert str(error) == f"{path} can't be read: {os.strerror(number)}."

    def test_a_sdc_that_is_cut_meanwhile(self, tmp_path, while_read, coded):
        path = tmp_path / "a.sdc"
        for after in range(1, 6):
            path.write_bytes(coded)
            while_read(after, lambda: os.truncate(path, len(coded) // 2))
            try:
                data = files.read_sdc(path)
            except SdcError:
                continue
            assert data == coded or pipeline.inspect(data).problem


class TestNames:
    @pytest.mark.parametrize("length", [1000, 4000, 4060, 4090, 4095, 4096, 5000])
    def test_long_paths(self, tmp_path, coded, length):
        folder, part = tmp_path, "d" * 200
        while len(str(folder / part / "a.sdc")) < length:
            folder = folder / part
        name = "n" * max(1, min(240, length - len(str(folder)) - 5)) + ".sdc"
        with_folders = folder / name
        try:
            folder.mkdir(parents=True)
        except OSError:
            pytest.skip("the system has no such paths")
        try:
            files.write_sdc(with_folders, coded, False)
        except SdcError as error:
            assert "too long" in str(error) or "longer" in str(error)
            assert list(folder.iterdir()) == []
        else:
            assert files.read_sdc(with_folders) == coded

    @pytest.mark.parametrize("length", [250, 251, 252, 255, 256])
    def test_long_names(self, tmp_path, coded, length):
        path = tmp_path / ("n" * (length - 4) + ".sdc")
        if length > 255:
            with pytest.raises(SdcError, match="too long"):
                files.write_sdc(path, coded, False)
        else:
            files.write_sdc(path, coded, False)
            assert files.read_sdc(path) == coded

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "latin-1", "cp1251", "shift_jis", "euc_kr", "gb18030", "utf-16-le", "koi8-r", "big5"]
    )
    def test_names_of_every_encoding(self, tmp_path, encoding):
        texts = {
            "cp1251": "фото",
            "koi8-r": "фото",
            "shift_jis": "写真",
            "euc_kr": "사진",
            "gb18030": "照片",
            "big5": "照片",
        }
        name = texts.get(encoding, "Gemälde").encode(encoding).replace(b"\0", b"\xff").replace(b"/", b"_")
        source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".png"))
        Image.new("RGB", (20, 12), (9, 99, 199)).save(source)
        output = source.with_suffix(".sdc")
        result = subprocess.run(
            [sys.executable, "-m", "sdviewer", "compress", os.fsencode(source), "--json"], capture_output=True
        )
        assert result.returncode == 0, result.stderr
        assert not pipeline.inspect(files.read_sdc(output)).problem


class TestTwo:
    def test_two_processes_on_one_target(self, tmp_path):
        """Whoever reads meanwhile finds one of the two files, whole."""
        path = tmp_path / "a.bin"
        files.write_atomic(path, b"0" * 5000)
        context = multiprocessing.get_context("spawn")
        writers = [context.Process(target=_write_often, args=(path, letter)) for letter in (b"1", b"2")]
        for writer in writers:
            writer.start()
        seen = set()
        while any(writer.is_alive() for writer in writers):
            data = path.read_bytes()
            assert len(data) == 5000 and len(set(data)) == 1
            seen.add(data[:1])
        assert [writer.exitcode for writer in writers] == [0, 0]
        assert seen & {b"1", b"2"}
        assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]

    def test_only_one_of_two_gets_a_name_that_was_free(self, tmp_path):
        context = multiprocessing.get_context("spawn")
        writers = [context.Process(target=_take_names, args=(tmp_path, letter)) for letter in (b"1", b"2")]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        taken = sum(writer.exitcode or 0 for writer in writers)
        assert taken == len(list(tmp_path.iterdir())) == 50


def _write_often(path: Path, letter: bytes) -> None:
    for _ in range(60):
        files.write_atomic(path, letter * 5000, overwrite=True)


def _take_names(folder: Path, letter: bytes) -> None:
    taken = 0
    for number in range(50):
        try:
            files.write_atomic(folder / str(number), letter * 100)
            taken += 1
        except InputError:
            pass
    sys.exit(taken)
