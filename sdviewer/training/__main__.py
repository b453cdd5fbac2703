"""Entry point: `python -m sdviewer.training`."""

import sys

from .own.run import main

if __name__ == "__main__":
    sys.exit(main())
