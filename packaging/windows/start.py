"""What the frozen program begins with, on every system."""

import sys

from sdviewer.__main__ import main

sys.exit(main())
