"""A picture whose colours tell where they are from."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def colours() -> np.ndarray:
    """(16, 24, 3) uint8, smooth, all colours different enough to tell corners apart."""
    y, x = np.mgrid[0:16, 0:24]
    return np.stack([x * 10, y * 15, 255 - x * 5 - y * 5], -1).astype(np.uint8)
