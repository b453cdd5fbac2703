"""The package as a library: what goes in and out, and from where it may be called."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

import sdviewer
from sdviewer.codec import decoding, pipeline
from sdviewer.codec.pictures import reader
from sdviewer.codec.pictures.colour import spaces
from sdviewer.codec.types import EncodeOptions

DATA = Path(__file__).parents[1] / "data"
PHOTO = DATA / "golden" / "photo.png"


@pytest.fixture(scope="module")
def data() -> bytes:
    return sdviewer.encode(PHOTO)


def test_import_takes_neither_numpy_nor_pillow_nor_anything_heavier():
    script = (
        "import sys, sdviewer; assert 'encode' in dir(sdviewer)\n"
        "sys.exit(str({'numpy', 'PIL', 'torch', 'PySide6', 'onnxruntime', 'sdviewer.api'} & set(sys.modules) or ''))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.stderr.strip() == ""


def test_encode_takes_files_images_and_arrays_alike(data):
    image = Image.open(PHOTO).convert("RGB")
    given = (str(PHOTO), PHOTO.read_bytes(), io.BytesIO(PHOTO.read_bytes()), image, np.asarray(image))
    files = [sdviewer.encode(photo, metadata="strip") for photo in given]
    assert len(set(files)) == 1
    assert data == pipeline.encode(reader.read_picture(PHOTO), EncodeOptions()).data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "HSV", "I;16", "F", "PA", "La"])
def test_images_of_any_mode_are_taken(mode):
    image = Image.linear_gradient("L").resize((32, 32))
    image = image.convert("RGB").convert("HSV") if mode == "HSV" else _in_mode(image, mode)
    decoded = sdviewer.decode(sdviewer.encode(image))
    assert decoded.size == (32, 32)
    assert decoded.mode in ("RGB", "RGBA")


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    if mode in ("PA", "La"):
        return image.convert("LA").convert(mode)
    return image.convert("RGB").convert(mode) if mode in ("CMYK", "YCbCr") else image.convert(mode)


def test_an_image_is_turned_as_its_exif_says():
    image = Image.new("RGB", (48, 32), "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    image.info["exif"] = exif.tobytes()
    decoded = sdviewer.decode(sdviewer.encode(image))
    assert decoded.size == (32, 48)
    assert decoded.getexif().get(0x010F) == "a camera" and decoded.getexif().get(0x0112, 1) == 1


def test_wishes():
    small, large = (sdviewer.encode(PHOTO, quality=q) for q in (5, 90))
    assert len(small) < len(large)
    assert len(sdviewer.encode(PHOTO, size=900)) <= 900
    for target in (("psnr", 26.0), ("ssimulacra2", 30.0)):
        reached = getattr(sdviewer.compare(PHOTO, sdviewer.encode(PHOTO, target=target)), target[0])
        assert target[1] <= reached < target[1] + 3
    with pytest.raises(sdviewer.InputError, match="can't be reached"):
        sdviewer.encode(PHOTO, target=("psnr", 90.0))
    with pytest.raises(sdviewer.InputError, match="not several"):
        sdviewer.encode(PHOTO, quality=60, size=5000)


def test_decode_gives_all_a_region_or_less(data, tmp_path):
    (tmp_path / "a.sdc").write_bytes(data)
    image = sdviewer.decode(tmp_path / "a.sdc")
    assert np.array_equal(np.asarray(image), decoding.decode(data).pixels)
    assert sdviewer.decode(data, region=(16, 8, 80, 40)).size == (64, 32)
    assert max(sdviewer.decode(data, max_size=40).size) == 40
    assert sdviewer.decode(data, look="natural").size == image.size


def test_info_and_compare(data):
    info = sdviewer.info(data)
    assert (info.width, info.height, info.nbytes, info.problem) == (160, 112, len(data), "")
    scores = sdviewer.compare(PHOTO, data)
    assert scores.psnr > 25 and 0.9 < scores.ms_ssim < 1
    assert sdviewer.compare(PHOTO, PHOTO).psnr == float("inf")


@pytest.mark.parametrize(
    "call",
    [
        lambda: sdviewer.decode(b"no file of ours"),
        lambda: sdviewer.decode("/no/such/file.sdc"),
        lambda: sdviewer.decode(3),
        lambda: sdviewer.decode(io.StringIO("text")),
        lambda: sdviewer.info(b""),
        lambda: sdviewer.encode(b"no photo"),
        lambda: sdviewer.encode(np.zeros((4, 4, 2), np.uint8)),
        lambda: sdviewer.encode(np.zeros((4, 4, 3), np.float32)),
        lambda: sdviewer.encode(np.zeros((0, 4, 3), np.uint8)),
        lambda: sdviewer.encode(PHOTO, model="nobody's"),
        lambda: sdviewer.encode(PHOTO, quality=101),
        lambda: sdviewer.encode(PHOTO, target=("beauty", 1.0)),
        lambda: sdviewer.compare(PHOTO, np.zeros((4, 4, 3), np.uint8)),
    ],
)
def test_errors_are_ours(call):
    with pytest.raises(sdviewer.SdcError):
        call()


def test_from_many_threads_at_once(data):
    with ThreadPoolExecutor(4) as threads:
        encoded = list(threads.map(lambda _: sdviewer.encode(PHOTO), range(8)))
        images = list(threads.map(lambda _: sdviewer.decode(data).tobytes(), range(8)))
    assert set(encoded) == {data}
    assert len(set(images)) == 1


FORK = """
import os, sys, sdviewer
data = sdviewer.encode(sys.argv[1])
sdviewer.decode(data)  # the networks are loaded, and their threads run
child = os.fork()
if not child:
    image = sdviewer.decode(data)
    os._exit(0 if sdviewer.encode(sys.argv[1]) == data and image.width == 160 else 3)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
SPAWN = """
import multiprocessing, sys, sdviewer
if __name__ == "__main__":
    data = sdviewer.encode(sys.argv[1])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        sys.exit(pool.apply(sdviewer.encode, (sys.argv[1],)) != data)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("script", [FORK, SPAWN], ids=["fork", "spawn"])
def test_after_a_fork_and_in_a_new_process(script, tmp_path):
    (tmp_path / "script.py").write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(Path(sdviewer.__file__).parents[1])}
    command = [sys.executable, str(tmp_path / "script.py"), str(PHOTO)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_wide_gamut_comes_in_and_goes_out(tmp_path):
    """By a file, by an image of Pillow's, and through Pillow's plugin; measured where both are the same colours."""
    import sdviewer.pillow

    wide = Image.open(PHOTO).convert("RGB")
    profile = wide.info["icc_profile"] = spaces.profile("display-p3")
    wide.save(tmp_path / "p3.png")
    data = sdviewer.encode(wide, quality=90)
    assert data == sdviewer.encode(tmp_path / "p3.png", quality=90)
    assert sdviewer.info(data).space == "display-p3"
    decoded = sdviewer.decode(data)
    assert decoded.info["icc_profile"] == profile
    wide.save(tmp_path / "p3.sdc", quality=90)
    with Image.open(tmp_path / "p3.sdc") as image:
        assert image.info["icc_profile"] == profile and np.array_equal(np.asarray(image), np.asarray(decoded))
    in_srgb = ImageCms.profileToProfile(wide, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    assert sdviewer.compare(in_srgb, tmp_path / "p3.png").psnr > 45
    assert sdviewer.compare(np.asarray(wide), tmp_path / "p3.png").psnr < 40
