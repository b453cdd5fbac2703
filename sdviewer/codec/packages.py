"""Packages that the first install leaves out, and the sentence that says how to get them.

torch and what goes with it takes ten times the room of everything else, and most people never need it: so it is asked
for where it is needed, by `needing`, and nowhere is a missing package a fault of the program.
"""

from __future__ import annotations

import importlib.util
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .errors import PackageError

TORCH = ("torch",)
"""What refinement of the own model's files takes."""
DIFFUSION = ("torch", "diffusers", "huggingface_hub")
"""What Stable Diffusion's models take."""
CLEANUP = (*DIFFUSION, "transformers")
"""What the natural look of a Stable Diffusion model takes."""

_CPU_TORCH = "torch==2.13.0+cpu"
_REQUIREMENTS = {
    # A Linux wheel of another name comes with CUDA, whose libraries take gigabytes.
    "torch": _CPU_TORCH if sys.platform.startswith("linux") else "torch>=2.13",
    "diffusers": "diffusers>=0.35",
    "huggingface_hub": "huggingface_hub>=0.30",
    "transformers": "transformers>=4.46",
    "distributed": "distributed>=2025",
    "fsspec": "fsspec>=2024",
}
"""What to give pip for a package, the same as in pyproject.toml but for the build of torch."""


def missing(packages: Sequence[str]) -> list[str]:
    """Those of some packages that aren't installed; looks for them, imports none."""
    return [name for name in packages if importlib.util.find_spec(name) is None]


def command(packages: Sequence[str]) -> list[str]:
    """The command, as a list of arguments, that installs packages into the environment that this program runs in."""
    return [sys.executable, "-m", "pip", "install", *(_REQUIREMENTS.get(name, name) for name in packages)]


def can_install() -> bool:
    """Whether `command` can be run: there is pip, and the program isn't frozen into one file."""
    return not getattr(sys, "frozen", False) and importlib.util.find_spec("pip") is not None


@contextmanager
def needing(what: str, packages: Sequence[str]) -> Iterator[None]:
    """An ImportError inside becomes PackageError, which says what needs which packages, and how to install them."""
    try:
        yield
    except ImportError as error:
        absent = missing(packages)
        names = " and ".join(absent)
        if not absent:  # it is there and can't be loaded
            text = f"{what} needs packages that can't be loaded ({error}). Install them again: {advice(packages)}"
        elif len(absent) == 1:
            text = f"{what} needs the package {names}, which isn't installed. {advice(absent)}"
        else:
            text = f"{what} needs the packages {names}, which aren't installed. {advice(absent)}"
        raise PackageError(text, tuple(absent or packages)) from error


def require(what: str, packages: Sequence[str]) -> None:
    """Raise PackageError where some aren't installed; imports none."""
    with needing(what, packages):
        if missing(packages):
            raise ImportError


def advice(packages: Sequence[str]) -> str:
    """How to install packages by hand."""
    line = shlex.join(command(packages))
    if not can_install():
        wanted = shlex.join(_REQUIREMENTS.get(name, name) for name in packages)
        return f"This installation has no pip: install sdviewer by pip instead, and with it {wanted}"
    if _CPU_TORCH in line:
        return f"Run: {line} (if pip finds no such build, set PIP_EXTRA_INDEX_URL to PyTorch's own index for the CPU)"
    return f"Run: {line}"
