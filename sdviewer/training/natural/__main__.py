"""Entry point: `python -m sdviewer.training.natural`."""

import sys

from .run import main

if __name__ == "__main__":
    sys.exit(main())
