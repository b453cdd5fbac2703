"""`python -m sdviewer`, and what the command `sdviewer` runs."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process; returns the exit status."""
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if stream is not None:  # a windowed program on Windows has neither
            stream.reconfigure(errors=errors)  # type: ignore[union-attr]  # file names may be no text
    from .cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
