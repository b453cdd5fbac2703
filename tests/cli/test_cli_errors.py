"""What the command line says when something is wrong: a sentence on stderr and an exit status."""

import re

import pytest
from command_line import GOLDEN, TINY, error_of, names

from sdviewer.codec import pipeline
from sdviewer.codec.errors import StorageError


class TestErrors:
    @pytest.mark.parametrize(
        ("argv", "sentence"),
        [
            (["compress"], "IMAGE"),
            (["compress", "a.png", "--quality", "101"], "from 0 to 100"),
            (["compress", "a.png", "--quality", "nan"], "from 0 to 100"),
            (["compress", "a.png", "--size", "five"], "is not a size"),
            (["compress", "a.png", "--size", "5kB", "--quality", "3"], "not allowed with"),
            (["compress", "a.png", "--effort", "max"], "invalid choice"),
            (["compress", "a.png", "b.png", "-o", "c.sdc"], "use -d"),
            (["compress", "a.png", "--qual", "3"], "nrecognized"),
            (["compress", "missing.png"], "missing.png doesn't exist"),
            (["compress", "."], "is a folder"),
            (["compress", "/"], "is a folder"),
            (["compare", "missing.png"], "missing.png doesn't exist"),
            (["compare", "missing.png", "--rivals", "bpg"], "no rival 'bpg'"),
            (["compare", "missing.png", "-o", "x.txt"], "suffix"),
            (["decompress", "missing.sdc"], "missing.sdc doesn't exist"),
            (["decompress", "x.sdc", "-o", "x.gif"], "suffix"),
            (["decompress", "."], "is a folder"),
            (["decompress", ""], "is a folder"),
            (["thumbnail", "x.sdc", "x.png", "--size", "0"], "from 1 to 4096"),
            (["info"], "FILE.sdc"),
            (["compress", "a\0b"], "null character"),
            (["models"], "COMMAND"),
            (["models", "bake"], "invalid choice"),
            (["--frobnicate"], "nrecognized"),
            (["--compare"], "needs a picture"),
            (["compres", "a.png"], "neither a command nor a file"),
        ],
    )
    def test_bad_input_and_usage(self, run, argv, sentence):
        status, err = error_of(run(*argv))
        assert status == 2
        assert sentence in err

    @pytest.mark.parametrize("verb", ["info", "decompress", "thumbnail"])
    @pytest.mark.parametrize("damage", ["cut", "flipped", "other", "empty", "newer"])
    def test_damaged_files(self, run, tmp_path, verb, damage):
        good = (GOLDEN / "tiny-high.sdc").read_bytes()
        flipped = bytearray(good)
        flipped[len(good) // 2] ^= 1
        newer = good[:4] + b"\x09" + good[5:]
        data = {"cut": good[:-10], "flipped": flipped, "other": b"\xff\xd8\xff", "empty": b"", "newer": newer}[damage]
        path = tmp_path / "bad.sdc"
        path.write_bytes(data)
        output = (tmp_path / "out.png",) if verb == "thumbnail" else ()
        status, out, err = run(verb, path, *output)
        assert status == 3
        assert len(err.splitlines()) == 1
        assert str(path) in err
        if verb == "info" and damage in ("cut", "flipped"):
            assert "DAMAGED" in out
        else:
            assert out == ""
        assert names(tmp_path) == ["bad.sdc"]

    def test_model_that_is_not_here(self, run, photo, sdc, monkeypatch):
        status, err = error_of(run("compress", photo, photo, "--model", "nonesuch"))
        assert status == 4
        assert "nonesuch" in err
        monkeypatch.delenv("SDVIEWER_MODELS")
        for verb, *more in (["decompress"], ["thumbnail", sdc.with_suffix(".png")]):
            status, err = error_of(run(verb, sdc, *more))
            assert status == 4
            assert pipeline.inspect(sdc.read_bytes()).model_id in err
        status, out, _ = run("info", sdc)
        assert status == 0
        assert "not on this machine" in out

    def test_smallest_size_is_named(self, run, photo):
        status, err = error_of(run("compress", photo, "--size", "60B", *TINY))
        assert status == 2
        assert str(photo) in err
        smallest = int(re.search(r"([\d,]+) bytes\.$", err.strip())[1].replace(",", ""))
        assert run("compress", photo, "--size", smallest, *TINY)[0] == 0
        assert photo.with_suffix(".sdc").stat().st_size == smallest

    @pytest.mark.parametrize("place", ["file/x.sdc", "missing/x.sdc", "/proc/x.sdc"])
    def test_impossible_places(self, run, photo, tmp_path, place):
        (tmp_path / "file").touch()
        status, err = error_of(run("compress", photo, "-o", tmp_path / place, *TINY))
        assert status == 5
        assert str(tmp_path / place) in err

    def test_impossible_folder(self, run, photo, tmp_path):
        (tmp_path / "file").touch()
        assert error_of(run("compress", photo, "-d", tmp_path / "file", *TINY))[0] == 2
        assert error_of(run("compress", photo, "-d", tmp_path / "file" / "below", *TINY))[0] == 5

    def test_one_line_whatever_the_name_is(self, run, tmp_path):
        path = tmp_path / "two\nlines\x1b[31m.sdc"
        path.write_bytes(b"no sdc")
        status, err = error_of(run("info", path))
        assert status == 3
        assert r"two\nlines\x1b[31m.sdc" in err

    @pytest.mark.parametrize(
        ("error", "status", "sentence"),
        [
            (MemoryError(), 5, "not enough memory"),
            (KeyboardInterrupt(), 130, "Interrupted"),
            (RuntimeError("a\nb"), 1, "fault in the program"),
            (StorageError("No room."), 5, "No room."),
        ],
    )
    def test_nothing_escapes(self, run, sdc, monkeypatch, error, status, sentence):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(pipeline, "decode", fail)
        got, err = error_of(run("decompress", sdc))
        assert got == status
        assert sentence in err
