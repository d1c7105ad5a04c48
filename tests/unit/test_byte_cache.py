"""Caches in memory, and how they are divided among the processes of a server."""

from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fallline.web.operations.memory
from fallline.core.byte_cache import ByteCache
from fallline.web.operations.memory import CACHE_SHARE, divide_caches, machine_memory

GIGABYTE = 2**30
SIZES = (512 * 2**20, 128 * 2**20)


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(max_size=30))), st.integers(0, 60), st.integers(0, 60))
def test_a_cache_never_holds_more_than_its_size_nor_anything_but_what_was_added(additions, before, after):
    cache, added = ByteCache(before, len), {}
    for size in (before, after):
        cache.resize(size)
        assert cache.max_bytes == size
        for key, value in additions:
            cache.add(key, value)
            added[key] = value
            assert cache.get(key) == value or len(value) > size
            kept = {key: found for key in added if (found := cache.get(key)) is not None}
            assert sum(map(len, kept.values())) <= size
            assert all(len(value) <= size for value in kept.values())


def test_the_value_that_was_not_used_for_longest_is_dropped_first():
    cache = ByteCache(3, len)
    for key in "abc":
        cache.add(key, b"x")
    cache.get("a")
    cache.add("d", b"x")
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


@given(st.integers(1, 256), st.integers(2**28, 2**42))
def test_the_caches_of_all_processes_fit_into_their_share_of_the_memory(processes, memory):
    caches = [ByteCache(size, len) for size in SIZES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fallline.web.operations.memory, "machine_memory", lambda: memory)
        divide_caches(processes, caches)
    sizes = [cache.max_bytes for cache in caches]
    assert processes * sum(sizes) <= CACHE_SHARE * memory
    assert all(0 < size <= largest for size, largest in zip(sizes, SIZES, strict=True))
    assert sizes[0] == pytest.approx(4 * sizes[1], abs=8)
    assert sizes == list(SIZES) or processes * sum(sizes) > CACHE_SHARE * memory - 2 * processes


@pytest.mark.parametrize(
    ("text", "expected"), [("max\n", 8), ("2147483648\n", 2), ("9223372036854771712\n", 8), (None, 8)]
)
def test_the_limit_of_a_container_counts_as_its_memory(tmp_path, monkeypatch, text, expected):
    file = tmp_path / "memory.max"
    if text:
        file.write_text(text)
    monkeypatch.setattr(fallline.web.operations.memory, "CONTAINER_LIMITS", (str(tmp_path / "no"), str(file)))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=8 * GIGABYTE))
    assert machine_memory() == expected * GIGABYTE
