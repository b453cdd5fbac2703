"""A sample of `tests.damage`; every byte and every bit is by hand."""

import pytest
from damage import FILES, GOLDEN, try_file


@pytest.mark.parametrize("name", FILES)
def test_what_is_cut_or_flipped_is_refused_or_marked(name):
    found = try_file((GOLDEN / name).read_bytes(), every=23)
    assert not [kind for kind in found if "WRONG" in kind], found
    assert sum(found.values()) > 60
