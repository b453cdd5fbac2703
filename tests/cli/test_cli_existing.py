"""What the command line does where a file of the name exists."""

import os
from pathlib import Path

import pytest
from command_line import TINY, error_of


class TestExistingFiles:
    def commands(self, photo: Path, sdc: Path, folder: Path) -> dict[str, tuple]:
        return {
            "compress": (photo, "-o", folder / "there.png", *TINY),
            "decompress": (sdc, "-o", folder / "there.png"),
            "compare": (photo, "-o", folder / "there.png", "--rivals", ""),
            "thumbnail": (sdc, folder / "there.png"),
        }

    @pytest.mark.parametrize("verb", ["compress", "decompress", "compare", "thumbnail"])
    def test_only_replaced_when_asked(self, run, photo, sdc, tmp_path, verb):
        there = tmp_path / "there.png"
        there.write_bytes(b"precious")
        arguments = self.commands(photo, sdc, tmp_path)[verb]
        status, err = error_of(run(verb, *arguments))
        assert status == 2
        assert "exists already" in err
        assert "--overwrite" in err
        assert there.read_bytes() == b"precious"
        assert run(verb, *arguments, "--overwrite")[0] == 0
        assert there.read_bytes() != b"precious"

    @pytest.mark.parametrize("verb", ["compress", "decompress", "compare", "thumbnail"])
    def test_never_lost_when_the_disk_is_full(self, run, photo, sdc, tmp_path, monkeypatch, verb):
        there = tmp_path / "there.png"
        there.write_bytes(b"precious")

        def full(descriptor):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", full)
            status, err = error_of(run(verb, *self.commands(photo, sdc, tmp_path)[verb], "--overwrite"))
        assert status == 5
        assert "disk is full" in err
        assert there.read_bytes() == b"precious"
        assert not list(tmp_path.glob(".sdviewer*"))

    def test_the_source_is_never_replaced(self, run, photo, sdc):
        before = photo.read_bytes(), sdc.read_bytes()
        png = sdc.with_suffix(".png")
        sdc.rename(png)
        for verb, arguments in (("compress", (photo, "-o", photo, *TINY)), ("decompress", (png, "-o", png))):
            status, err = error_of(run(verb, *arguments, "--overwrite"))
            assert status == 2
            assert "source itself" in err
        assert (photo.read_bytes(), png.read_bytes()) == before
