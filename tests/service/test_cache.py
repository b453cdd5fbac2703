"""The memory of decoded pictures is counted in bytes, and what was used longest ago goes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sdviewer.service.cache import DecodedCache


def test_the_least_recently_used_goes_first():
    cache = DecodedCache(100)
    cache.put("a", 1, 40)
    cache.put("b", 2, 40)
    assert cache.get("a") == 1  # now b is the oldest
    cache.put("c", 3, 40)
    assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
    assert cache.nbytes == 80


def test_what_is_larger_than_the_cache_is_not_kept_and_drives_nothing_out():
    cache = DecodedCache(100)
    cache.put("a", 1, 60)
    cache.put("huge", 2, 101)
    assert "huge" not in cache and cache.get("a") == 1


def test_a_newer_value_replaces_the_older_one():
    cache = DecodedCache(100)
    cache.put("a", 1, 60)
    cache.put("a", 2, 30)
    assert cache.get("a") == 2 and cache.nbytes == 30


def test_a_smaller_capacity_takes_effect_at_once():
    cache = DecodedCache(100)
    for name in "abc":
        cache.put(name, name, 30)
    cache.capacity = 30
    assert "c" in cache and cache.nbytes == 30


@given(st.integers(0, 50), st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60))))
def test_it_never_holds_more_than_its_capacity_and_counts_right(capacity, puts):
    cache = DecodedCache(capacity)
    sizes = {}
    for name, nbytes in puts:
        cache.put(name, name, nbytes)
        sizes[name] = nbytes
        assert cache.nbytes == sum(sizes[n] for n in sizes if n in cache) <= capacity
    for name in sizes:
        cache.drop(name)
    assert cache.nbytes == 0
