"""Pictures of which only a part is there, and the dates of files, on the command line."""

import os

from command_line import PHOTO, TINY, error_of, load, pixels

LONG_AGO = 1_000_000_000_123_456_789


class TestDamaged:
    def test_what_is_left_of_a_picture_is_only_compressed_when_asked(self, run, tmp_path):
        photo, sdc = tmp_path / "photo.png", tmp_path / "photo.sdc"
        load(PHOTO).save(tmp_path / "whole.png")
        data = (tmp_path / "whole.png").read_bytes()
        photo.write_bytes(data[: len(data) * 6 // 10])
        status, _, err = run("compress", photo, *TINY)
        assert status == 2 and not sdc.exists()
        assert "% of the picture is there" in err and "--damaged" in err
        assert run("compress", photo, "--damaged", *TINY)[0] == 0
        assert run("decompress", sdc, "-o", tmp_path / "back.png")[0] == 0
        assert pixels(tmp_path / "back.png").shape == pixels(PHOTO).shape

    def test_a_header_alone_is_an_error_whatever_is_asked(self, run, tmp_path):
        (tmp_path / "photo.png").write_bytes(PHOTO.read_bytes()[:30])
        status, err = error_of(run("compress", tmp_path / "photo.png", "--damaged", *TINY))
        assert status == 2 and "photo.png" in err


class TestDates:
    def test_dates_go_with_the_picture(self, run, photo, tmp_path):
        os.utime(photo, ns=(LONG_AGO, LONG_AGO))
        sdc, back = tmp_path / "a.sdc", tmp_path / "back.png"
        run("compress", photo, "-o", sdc, *TINY)
        run("decompress", sdc, "-o", back)
        assert sdc.stat().st_mtime_ns == back.stat().st_mtime_ns == photo.stat().st_mtime_ns

    def test_unless_they_shall_not(self, run, photo, tmp_path):
        os.utime(photo, ns=(LONG_AGO, LONG_AGO))
        sdc, back = tmp_path / "a.sdc", tmp_path / "back.png"
        run("compress", photo, "-o", sdc, "--date", "now", *TINY)
        run("decompress", sdc, "-o", back, "--date", "now")
        assert min(sdc.stat().st_mtime_ns, back.stat().st_mtime_ns) > LONG_AGO + 10**17
