"""The wheel and the sdist, each installed into an empty environment."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import sdviewer

ROOT = Path(__file__).parents[2]
RESOURCES = ("models/own-1/model.safetensors", "samples/dog.jpg", "icons/sdviewer.svg", "translations/sdviewer_de.qm")

CHECK = f"""
import sys, sdviewer
from pathlib import Path
from sdviewer.paths import resource
assert Path(sdviewer.__file__).is_relative_to(sys.prefix), sdviewer.__file__
for name in {RESOURCES}:
    assert resource(name).is_relative_to(sys.prefix) and resource(name).is_file(), resource(name)
"""


def _missing() -> str:
    try:
        if int(metadata.version("setuptools").split(".")[0]) < 77:
            return "setuptools is older than 77"
        metadata.version("pip")
    except metadata.PackageNotFoundError as error:
        return f"{error.name} is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(_missing()), reason=f"builds without a network, for which {_missing()}")


def run(*command: object, cwd: Path | None = None) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SDVIEWER_"))}
    result = subprocess.run([str(c) for c in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert result.returncode == 0, f"{command}:\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Path]:
    """Both, built from a copy, so that nothing is left in the source tree."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("sdviewer", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("dist")
    build = "import sys; from setuptools.build_meta import *; to = sys.argv[1]; build_sdist(to); build_wheel(to)"
    run(sys.executable, "-c", build, out, cwd=source)
    return {"wheel": next(out.glob("*.whl")), "sdist": next(out.glob("*.tar.gz"))}


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_it_installs_and_runs(built, kind, tmp_path):
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    # What it depends on is taken from here, and comes after what is installed there.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "--python", python, "install", *quiet, built[kind])

    assert run(home / "bin" / "sdviewer", "--version", cwd=tmp_path) == f"sdviewer {sdviewer.__version__}\n"
    run(python, "-c", CHECK, cwd=tmp_path)
    assert "own" in run(home / "bin" / "sdviewer", "models", "list", cwd=tmp_path)


def test_both_hold_the_same_and_nothing_else_of_the_tree(built):
    with zipfile.ZipFile(built["wheel"]) as wheel:
        files = {name for name in wheel.namelist() if ".dist-info/" not in name}
    with tarfile.open(built["sdist"]) as sdist:
        names = {member.name.split("/", 1)[1] for member in sdist if member.isfile()}
    assert all(name.startswith("sdviewer/") for name in files)
    wanted = {name.replace("sdviewer/resources/", "resources/", 1) for name in files}
    assert wanted <= names
    others = {name for name in names - wanted if ".egg-info/" not in name}
    assert others <= {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "setup.cfg"}
