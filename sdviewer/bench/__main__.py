"""`python -m sdviewer.bench [SUBCOMMAND] ...`; without a subcommand the codecs are compared.

A subcommand is a module with `main(argv: list[str]) -> int`, imported only when it is asked for.
"""

from __future__ import annotations

import importlib
import sys

SUBCOMMANDS = {
    "codecs": "codecs",
    "archive": "archive",
    "latents": "latents",
    "autoencoder": "autoencoder",
    "gui": "window.run",
    "buehlmann2022": "buehlmann2022",
    "seed": "seed",
    "perceptual": "perceptual",
    "risk": "risk",
    "region": "region",
    "protection": "protection",
    "maps": "window.maps",
    "cage": "window.cage",
}
"""Name to module of this package."""


def main(argv: list[str]) -> int:
    """Run one benchmark; returns the exit status."""
    name, rest = (argv[0], argv[1:]) if argv and argv[0] in SUBCOMMANDS else ("codecs", argv)
    return int(importlib.import_module(f"sdviewer.bench.{SUBCOMMANDS[name]}").main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
