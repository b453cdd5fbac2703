"""What the frozen program begins with, on Windows and on macOS."""

import sys

from sdviewer.__main__ import main

sys.exit(main())
