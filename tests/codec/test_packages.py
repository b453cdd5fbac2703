"""Without torch and its kin: sentences with a command, wherever they are asked for."""

from __future__ import annotations

import pickle
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sdviewer.codec import errors, packages

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
WITHOUT = """
import sys
for name in ("torch", "diffusers", "huggingface_hub", "transformers", "onnx", "distributed"):
    sys.modules[name] = None
from sdviewer.__main__ import main
sys.exit(main())
"""


def run(*argv: object, **environment: str) -> tuple[int, str]:
    command = [sys.executable, "-c", WITHOUT, *map(str, argv)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.stdout == ""
    return result.returncode, result.stderr


def is_sentence(outcome: tuple[int, str], what: str, *names: str) -> None:
    status, said = outcome
    assert status == 4
    assert len(said.splitlines()) == 1
    assert f": {what} needs the package" in said
    command = shlex.join(packages.command(names))
    assert command in said


def test_adding_a_model(tmp_path):
    outcome = run("models", "add", DATA / "models" / "small-autoencoder", "--name", "small")
    is_sentence(outcome, "A model of Stable Diffusion", *packages.DIFFUSION)


def test_getting_a_model():
    is_sentence(run("models", "get", "madebyollin/taesd"), "Getting models", *packages.DIFFUSION)


def test_effort(tmp_path):
    photo = DATA / "golden" / "photo.png"
    output = tmp_path / "a.sdc"
    is_sentence(run("compress", photo, "-o", output, "--effort", "balanced"), "Effort 'balanced'", "torch")
    assert not output.exists()


def test_training():
    script = WITHOUT.replace("sdviewer.__main__", "sdviewer.training.__main__")
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    is_sentence((result.returncode, result.stderr), "Training", "torch", "onnx")


def test_a_package_that_is_there_and_broken():
    with pytest.raises(errors.PackageError, match="can't be loaded") as caught, packages.needing("This", ["json"]):
        raise ImportError("no such symbol")
    assert caught.value.packages == ("json",)


def test_what_pip_is_asked_for_is_what_the_project_asks_for():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    wanted = {re.split("[><=]", entry)[0]: entry for entries in extras.values() for entry in entries}
    for name, requirement in packages._REQUIREMENTS.items():
        if name != "torch":
            assert requirement == wanted[name]
    assert packages._REQUIREMENTS["torch"].startswith(wanted["torch"].replace(">=", "==") + ".")


def test_errors_go_between_processes_whole():
    def kinds(kind: type) -> list[type]:
        return [kind, *(found for sub in kind.__subclasses__() for found in kinds(sub))]

    made = {
        errors.BudgetError: errors.BudgetError("too small", 7),
        errors.ScoreError: errors.ScoreError("too high", 71.5),
        errors.MissingModelError: errors.MissingModelError("not here", "01234567", "name", 9),
        errors.PackageError: errors.PackageError("no torch", ("torch",)),
    }
    for kind in kinds(errors.SdcError):
        if not kind.__module__.startswith("sdviewer.codec.errors"):
            continue
        error = made.get(kind) or kind("a sentence")
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), copy.__dict__) == (kind, str(error), error.__dict__)
