"""What server processes share: small values under names, and tables of them, all of which expire."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from diskcache import Cache

REDIS = "REDIS_URL"  # names a Redis server that several processes or machines share
LARGEST = 512 * 2**20  # bytes that are kept on disk; beyond, what was not asked for longest goes


class Store(Protocol):
    """Bytes under a key, and tables: bytes under a key and a field. ``seconds`` is how long they stay."""

    def get(self, key: str) -> bytes | None:
        """What is kept, if it is still there."""

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Keeps a value."""

    def drop(self, *keys: str) -> None:
        """Forgets values and tables."""

    def put(self, key: str, field: str, value: bytes, seconds: float, most: int) -> bool:
        """Keeps one field of a table; False where the table has ``most`` fields and this would be another."""

    def table(self, key: str) -> dict[str, bytes]:
        """All fields of a table."""


class DiskStore:
    """In a folder of this machine, for all processes on it."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made where it is not there."""
        self.cache = Cache(str(folder), size_limit=LARGEST, eviction_policy="least-recently-used")

    def get(self, key: str) -> bytes | None:
        """See Store."""
        return self.cache.get(key)

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """See Store."""
        self.cache.set(key, value, expire=seconds)

    def drop(self, *keys: str) -> None:
        """See Store."""
        for key in keys:
            self.cache.delete(key)

    def put(self, key: str, field: str, value: bytes, seconds: float, most: int) -> bool:
        """See Store."""
        with self.cache.transact():
            table = self.cache.get(key, {})
            if field not in table and len(table) >= most:
                return False
            self.cache.set(key, {**table, field: value}, expire=seconds)
        return True

    def table(self, key: str) -> dict[str, bytes]:
        """See Store."""
        return self.cache.get(key, {})


class RedisStore:
    """In a Redis server, for processes on several machines."""

    def __init__(self, url: str) -> None:
        """``url`` such as redis://localhost:6379/0."""
        import redis

        self.redis = redis.Redis.from_url(url)
        self.redis.ping()

    def get(self, key: str) -> bytes | None:
        """See Store."""
        return cast("bytes | None", self.redis.get(_named(key)))  # bytes, since no decoding was asked for

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """See Store."""
        self.redis.set(_named(key), value, px=round(1000 * seconds))

    def drop(self, *keys: str) -> None:
        """See Store."""
        self.redis.delete(*map(_named, keys))

    def put(self, key: str, field: str, value: bytes, seconds: float, most: int) -> bool:
        """See Store; of two that come at one moment to the last free field, both may stay."""
        name = _named(key)
        if self.redis.hlen(name) >= most and not self.redis.hexists(name, field):
            return False
        with self.redis.pipeline() as together:
            together.hset(name, field, value)
            together.pexpire(name, round(1000 * seconds))
            together.execute()
        return True

    def table(self, key: str) -> dict[str, bytes]:
        """See Store."""
        found = cast("dict[bytes, bytes]", self.redis.hgetall(_named(key)))  # as in ``get``
        return {field.decode(): value for field, value in found.items()}


def _named(key: str) -> str:
    """Keys of this lab among others' in one Redis."""
    return f"fallline:{key}"
