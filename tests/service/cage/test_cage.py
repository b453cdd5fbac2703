"""Pictures come out of children as they would come out of the reader; what goes wrong in there is a sentence."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from sdviewer.codec import pipeline
from sdviewer.codec.container import sections
from sdviewer.codec.errors import CancelledError, FormatError, InputError, LimitsError, PictureLimitsError
from sdviewer.codec.pictures import alpha, reader, stored_preview
from sdviewer.codec.types import Picture, StopToken
from sdviewer.paths import resource
from sdviewer.service.cage import nursery, readers
from sdviewer.service.cage.readers import Readers

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps this")


@pytest.fixture(scope="module")
def caged():
    made = Readers()
    yield made
    made.close()


@pytest.fixture
def bad(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    made = Readers("bad_decoders:read", seconds=60.0)
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path):
    """Makes a small PNG of a name."""

    def make(name: str) -> Path:
        Image.new("RGB", (20, 10), (200, 30, 60)).save(tmp_path / f"{name}.png")
        return tmp_path / f"{name}.png"

    return make


def assert_same(one, other):
    assert np.array_equal(one.pixels, other.pixels)
    assert (one.alpha is None) == (other.alpha is None) and (
        one.alpha is None or np.array_equal(one.alpha, other.alpha)
    )
    assert (one.metadata, one.format, one.notices, one.space, one.whole) == (
        other.metadata, other.format, other.notices, other.space, other.whole,
    )  # fmt: skip


class TestSame:
    @pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
    def test_as_the_reader_gives_it(self, caged, tmp_path, format):
        rgba = np.dstack([np.add.outer(np.arange(30) * 8, np.arange(40) * 6).astype(np.uint8)] * 4)
        image, exif = Image.fromarray(rgba), Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "Maker"
        path = tmp_path / "a\udcff b.x"  # of no encoding
        image.convert("RGB" if format in ("JPEG", "BMP") else "RGBA").save(
            path, format, **({"exif": exif} if format in ("PNG", "JPEG", "WEBP") else {})
        )
        assert_same(caged.read_picture(path), reader.read_picture(path))

    def test_small_too(self, caged):
        path = resource("samples/dog.jpg")
        (one, size), (other, other_size) = caged.read_reduced(path, 100), reader.read_reduced(path, 100)
        assert size == other_size
        assert_same(one, other)

    def test_a_part(self, caged, tmp_path):
        data = resource("samples/dog.jpg").read_bytes()
        (tmp_path / "a.jpg").write_bytes(data[: len(data) // 2])
        one, other = caged.read_picture(tmp_path / "a.jpg"), reader.read_picture(tmp_path / "a.jpg")
        assert not one.whole
        assert_same(one, other)

    def test_a_tiff_that_only_its_own_package_reads(self, caged, tmp_path):
        tifffile.imwrite(tmp_path / "a.tif", np.linspace(0, 1, 1800).reshape(20, 30, 3), photometric="rgb")
        assert_same(caged.read_picture(tmp_path / "a.tif"), reader.read_picture(tmp_path / "a.tif"))

    @pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, as the program itself ignores them
    @pytest.mark.parametrize("data", [b"", b"nothing", b"\x89PNG\r\n\x1a\n", b"II*\0\x08\0\0\0"])
    def test_the_same_sentences(self, caged, tmp_path, data):
        path = tmp_path / "a.png"
        path.write_bytes(data)
        with pytest.raises(InputError) as expected:
            reader.read_picture(path)
        with pytest.raises(InputError) as caught:
            caged.read_picture(path)
        assert str(caught.value) == str(expected.value)
        assert type(caught.value) is type(expected.value)

    def test_what_is_not_there_is_said_here(self, caged, tmp_path):
        with pytest.raises(InputError, match="doesn't exist"):
            caged.read_picture(tmp_path / "a.png")
        with pytest.raises(InputError, match="is a folder"):
            caged.read_picture(tmp_path)

    def test_many_threads(self, caged, photo):
        path, found = photo("a"), []
        threads = [
            threading.Thread(target=lambda: found.extend(caged.read_picture(path) for _ in range(5))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 20 and all(p.pixels[0, 0].tolist() == [200, 30, 60] for p in found)


class TestBad:
    """After each the next picture is read as if nothing had been."""

    @pytest.fixture(autouse=True)
    def next_one(self, bad, photo):
        yield
        bad._large = readers.Limits(readers.MEMORY, 60.0, 60.0)
        assert bad.read_picture(photo("good")).width == 20

    def test_a_crash(self, bad, photo):
        with pytest.raises(InputError, match=r"crash\.png made its decoder crash"):
            bad.read_picture(photo("crash"))

    @linux
    def test_one_that_eats_memory(self, bad, photo, monkeypatch):
        monkeypatch.setattr(readers, "SMALL", readers.Limits(300_000_000, 60.0, 60.0))
        with pytest.raises(LimitsError, match=r"eat\.png needs more memory"):
            bad.read_reduced(photo("eat"), 64)

    def test_one_that_never_ends(self, bad, photo):
        bad._large = readers.Limits(readers.MEMORY, 2.0, 60.0)
        with pytest.raises(LimitsError, match=r"hang\.png takes more than 2 s") as caught:
            bad.read_picture(photo("hang"))
        assert not isinstance(caught.value, PictureLimitsError)  # the system may be to blame

    @linux
    def test_one_that_keeps_the_processor_busy(self, bad, photo, monkeypatch):
        monkeypatch.setattr(readers, "SMALL", readers.Limits(300_000_000, 600.0, 0.5))
        with pytest.raises(PictureLimitsError, match=r"spin\.png takes more than"):
            bad.read_reduced(photo("spin"), 64)

    def test_one_that_is_stopped(self, bad, photo):
        stop = StopToken()
        threading.Timer(0.3, stop.stop).start()
        with pytest.raises(CancelledError):
            bad.read_picture(photo("hang"), stop)

    def test_one_that_lies(self, bad, photo):
        with pytest.raises(InputError, match="decoder crash"):
            bad.read_picture(photo("lie"))

    @linux
    def test_shared_memory_can_not_be_taken_away(self, bad, photo):
        assert (bad.read_picture(photo("shrink")).pixels == 7).all()

    def test_one_that_dies_while_it_waits(self, bad, photo):
        bad.read_picture(photo("good"))
        os.kill(bad._idle[0]._pid, signal.SIGKILL)
        time.sleep(0.1)
        assert bad.read_picture(photo("good")).width == 20

    def test_what_makes_children_dies(self, bad, photo):
        bad.read_picture(photo("good"))
        bad._source.close()
        for child in bad._idle:
            child.end()
        assert bad.read_picture(photo("good")).width == 20


class TestKept:
    @linux
    def test_a_child_may_do_nothing_else(self, bad, photo):
        assert bad.read_picture(photo("touch")).notices == ("nothing",)
        assert not Path("/tmp/caged").exists()

    def test_nothing_large_is_imported_there(self, bad, photo):
        modules = bad.read_picture(photo("modules")).notices[0].split()
        assert "PIL.Image" in modules
        assert not {"torch", "onnxruntime", "PySide6", "sdviewer.codec.pipeline", "asyncio"} & set(modules)

    def test_nothing_stays_behind(self, photo):
        made = Readers()
        made.read_picture(photo("a"))
        pids = [made._source._process.pid, *(child._pid for child in made._idle)]
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(10):
            made.read_picture(photo("a"))
        assert len(list(Path("/proc/self/fd").iterdir())) == before
        made.close()
        assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


class TestAlone:
    def test_without_processes_pictures_are_read_here_and_that_is_said_once(self, monkeypatch, photo):
        def refuse(*_):
            raise OSError("no processes")

        monkeypatch.setattr(nursery, "Nursery", refuse)
        made = Readers()
        made.prepare()
        first, second = made.read_picture(photo("a")), made.read_picture(photo("a"))
        assert first.notices == (readers.UNPROTECTED,) and second.notices == ()
        assert first.width == second.width == 20


class TestParts:
    """What a `.sdc` holds of other formats."""

    @pytest.fixture
    def elsewhere(self, monkeypatch):
        asked = []

        def pixels_in(data):
            asked.append(data)
            return caged_parts.pixels_in(data)

        def small_in(data, side):
            asked.append(data)
            return caged_parts.small_in(data, side)

        caged_parts = Readers()
        monkeypatch.setattr(alpha, "decode_elsewhere", pixels_in)
        monkeypatch.setattr(stored_preview, "decode_elsewhere", small_in)
        yield asked
        caged_parts.close()

    def test_alpha_is_the_same_from_a_child(self, elsewhere):
        noise = np.random.default_rng(2).integers(0, 256, (37, 53), np.uint8)
        data = alpha._webp(noise)
        assert np.array_equal(alpha.decode_alpha(data, (37, 53)), noise)
        assert len(elsewhere) == 1

    def test_the_suite_s_alpha_too(self, elsewhere):
        data = (resource("conformance") / "alpha-4.sdc").read_bytes()
        there = pipeline.decode(data).alpha
        alpha.decode_elsewhere = None
        assert np.array_equal(there, pipeline.decode(data).alpha) and len(elsewhere) == 1

    @pytest.mark.parametrize("damage", [b"", b"RIFF\4\0\0\0WEBP", b"RIFF\x10\0\0\0WEBPVP8L\xff\xff\xff\x7f1234"])
    def test_damaged_alpha_is_a_sentence(self, elsewhere, damage):
        with pytest.raises(FormatError, match="alpha plane"):
            alpha.decode_alpha(b"\4" + damage, (20, 20))

    def test_what_stands_beside_the_pixels_is_left_out(self):
        icc = b"ICCP" + (5).to_bytes(4, "little") + b"12345\0"
        extended = b"VP8X" + (10).to_bytes(4, "little") + bytes(10)
        plain = alpha._webp(np.zeros((4, 4), np.uint8))[1:]
        body = b"WEBP" + extended + icc + plain[12:]
        assert alpha._lossless(b"RIFF" + len(body).to_bytes(4, "little") + body) == plain

    @pytest.mark.parametrize(("format", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("WEBP", "RGB"), ("WEBP", "RGBA")])
    def test_previews_are_the_same_from_a_child_whatever_stands_beside_their_pixels(self, elsewhere, format, mode):
        image = Image.fromarray(np.random.default_rng(3).integers(0, 256, (40, 60, 4), np.uint8)).convert(mode)
        exif = Image.Exif()
        exif[0x0112] = 6
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        plain, more = BytesIO(), BytesIO()
        image.save(plain, format)
        image.save(more, format, exif=exif, icc_profile=profile)
        found = [stored_preview.read(file.getvalue(), "srgb") for file in (plain, more)]
        assert len(elsewhere) == 2
        stored_preview.decode_elsewhere = None
        found += [stored_preview.read(file.getvalue(), "srgb") for file in (plain, more)]
        assert all(one.pixels.shape == (40, 60, 3) for one in found)
        for one in found[1:]:
            assert_same(one, found[0])

    def test_bad_previews_are_none(self, elsewhere):
        large, png = BytesIO(), BytesIO()
        Image.new("RGB", (4000, 4000)).save(large, "WEBP", lossless=True, quality=0, method=0)
        Image.new("RGB", (20, 20)).save(png, "PNG")
        for data in (large.getvalue(), png.getvalue(), b"\xff\xd8", b"RIFF\4\0\0\0WEBP", b"\xff\xd8\xff\xe1\0\0"):
            assert len(data) < 65_536 and stored_preview.read(data, "srgb") is None


@pytest.mark.skipif(not nursery.FORKS, reason="a process doesn't fork here")
def test_a_program_that_ends_soon_forks_itself(tmp_path):
    """The command that file managers start for a thumbnail."""
    picture = Picture(np.full((60, 80, 3), 90, np.uint8), np.full((60, 80), 7, np.uint8))
    preview = BytesIO()
    Image.new("RGB", (30, 40), (250, 0, 0)).save(preview, "JPEG")
    plain = pipeline.encode(picture).data
    box = sections.read(plain)
    with_preview = sections.write(replace(box, sections={**box.sections, "p": preview.getvalue()}))
    (tmp_path / "a.sdc").write_bytes(with_preview)
    (tmp_path / "b.sdc").write_bytes(plain)
    script = """
import sys
from sdviewer.cli import main
from sdviewer.codec.pictures import alpha, stored_preview
alpha._decoded = stored_preview._decoded = None  # a child doesn't need them
sys.exit(main(["thumbnail", sys.argv[1], sys.argv[2], "--size", sys.argv[3]]))
"""
    for name, side in (("a", "20"), ("b", "64")):
        command = [sys.executable, "-c", script, tmp_path / f"{name}.sdc", tmp_path / f"{name}.png", side]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (15, 20) and image.getpixel((0, 0))[0] > 240
    with Image.open(tmp_path / "b.png") as image:
        assert image.size == (64, 48) and image.getpixel((0, 0))[3] == 7


def test_a_process_with_threads_does_not_fork_itself(monkeypatch):
    """A fork would take along the locks of its threads: here those of a test run, in a program those of a network."""
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    made = Readers(source=nursery.forks)
    try:
        assert made.read_picture(resource("samples/dog.jpg")).width > 0
    finally:
        made.close()
        done.set()
        thread.join()
