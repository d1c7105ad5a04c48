"""A cache in memory whose size in bytes can be changed, since a server divides the memory among its processes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class ByteCache(Generic[Value]):
    """The values that were used last, by key, for all threads of a process."""

    def __init__(self, max_bytes: int, measure: Callable[[Value], int]) -> None:
        """Keep at most ``max_bytes``; ``measure`` returns the size of a value in bytes."""
        self._measure, self._lock = measure, Lock()
        self._values: LRUCache = LRUCache(max_bytes, getsizeof=measure)

    @property
    def max_bytes(self) -> int:
        """The size of all values together beyond which the least recently used ones are dropped."""
        return int(self._values.maxsize)

    def get(self, key: Hashable) -> Value | None:
        """Return a value, None if it is not kept."""
        with self._lock:
            return self._values.get(key)

    def add(self, key: Hashable, value: Value) -> None:
        """Keep a value, unless it alone is larger than the cache."""
        with self._lock:
            if self._measure(value) <= self._values.maxsize:
                self._values[key] = value

    def resize(self, max_bytes: int) -> None:
        """Drop all values, and keep at most ``max_bytes`` from now on."""
        with self._lock:
            self._values = LRUCache(max_bytes, getsizeof=self._measure)
