"""A command line in this process, and files to give it."""

from pathlib import Path

import pytest
from command_line import GOLDEN, PHOTO, load

from sdviewer import cli


@pytest.fixture(autouse=True)
def tiny_model(monkeypatch):
    monkeypatch.setenv("SDVIEWER_MODELS", str(GOLDEN / "models"))


@pytest.fixture
def run(capsys):
    """Runs a command line in this process; gives status, stdout and stderr, of which the latter is lines of ours."""

    def run(*argv: object) -> tuple[int, str, str]:
        status = cli.main([str(a) for a in argv])
        out, err = capsys.readouterr()
        assert all(line.startswith("sdviewer: ") for line in err.splitlines())
        return status, out, err

    return run


@pytest.fixture
def photo(tmp_path) -> Path:
    """A small photo in a folder of its own."""
    path = tmp_path / "photo.png"
    load(PHOTO).crop((150, 100, 246, 180)).save(path)
    return path


@pytest.fixture
def sdc(tmp_path) -> Path:
    path = tmp_path / "golden.sdc"
    path.write_bytes((GOLDEN / "tiny-high.sdc").read_bytes())
    return path
