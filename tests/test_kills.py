"""A short run of `tests.kills`; the long one is by hand."""

from kills import kill


def test_whenever_it_is_killed_there_is_the_old_file_or_the_new_one():
    assert kill(times=3, photos=8, seed=7, say=False) == 0
