"""Stores that server processes share: values and tables of values by key, all of which expire."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from diskcache import Cache

REDIS_VARIABLE = "REDIS_URL"  # environment variable with the URL of the Redis server that processes or machines share
MAX_STORE_BYTES = 512 * 2**20  # on disk; beyond it, the least recently used values are deleted


class Store(Protocol):
    """A store of values (bytes by key) and tables (bytes by key and field).

    Values and tables expire ``seconds`` after they were last set.
    """

    def get(self, key: str) -> bytes | None:
        """Return the value, None if there is none or it has expired."""

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Store a value for ``seconds``."""

    def delete(self, *keys: str) -> None:
        """Delete the values and tables of these keys; keys that do not exist are ignored."""

    def set_field(self, key: str, field: str, value: bytes, seconds: float, max_fields: int) -> bool:
        """Store one field of a table for ``seconds``, and return True.

        Return False and store nothing if the field is new and the table has ``max_fields`` fields already.
        """

    def get_fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a table, {} if there are none or the table has expired."""


class DiskStore:
    """A store in a folder, shared by all processes of this machine.

    Beyond MAX_STORE_BYTES, the least recently used values and tables are deleted.
    """

    def __init__(self, folder: Path) -> None:
        """Open the store, and create ``folder`` if it does not exist."""
        self.cache = Cache(str(folder), size_limit=MAX_STORE_BYTES, eviction_policy="least-recently-used")

    def get(self, key: str) -> bytes | None:
        """Implement ``Store.get``."""
        return self.cache.get(key)

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Implement ``Store.set``."""
        self.cache.set(key, value, expire=seconds)

    def delete(self, *keys: str) -> None:
        """Implement ``Store.delete``."""
        for key in keys:
            self.cache.delete(key)

    def set_field(self, key: str, field: str, value: bytes, seconds: float, max_fields: int) -> bool:
        """Implement ``Store.set_field``."""
        with self.cache.transact():
            table = self.cache.get(key, {})
            if field not in table and len(table) >= max_fields:
                return False
            self.cache.set(key, {**table, field: value}, expire=seconds)
        return True

    def get_fields(self, key: str) -> dict[str, bytes]:
        """Implement ``Store.get_fields``."""
        return self.cache.get(key, {})


class RedisStore:
    """A store in a Redis server, for processes on several machines."""

    def __init__(self, url: str) -> None:
        """Connect to ``url``, such as redis://localhost:6379/0. Raises RedisError or ValueError if that fails."""
        import redis

        self.redis = redis.Redis.from_url(url)
        self.redis.ping()

    def get(self, key: str) -> bytes | None:
        """Implement ``Store.get``."""
        return cast("bytes | None", self.redis.get(_prefixed_key(key)))  # bytes, since the client does not decode

    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Implement ``Store.set``."""
        self.redis.set(_prefixed_key(key), value, px=round(1000 * seconds))

    def delete(self, *keys: str) -> None:
        """Implement ``Store.delete``."""
        self.redis.delete(*map(_prefixed_key, keys))

    def set_field(self, key: str, field: str, value: bytes, seconds: float, max_fields: int) -> bool:
        """Implement ``Store.set_field``; two simultaneous new fields may both be stored although only one has room."""
        name = _prefixed_key(key)
        if self.redis.hlen(name) >= max_fields and not self.redis.hexists(name, field):
            return False
        with self.redis.pipeline() as transaction:
            transaction.hset(name, field, value)
            transaction.pexpire(name, round(1000 * seconds))
            transaction.execute()
        return True

    def get_fields(self, key: str) -> dict[str, bytes]:
        """Implement ``Store.get_fields``."""
        found = cast("dict[bytes, bytes]", self.redis.hgetall(_prefixed_key(key)))  # as in ``get``
        return {field.decode(): value for field, value in found.items()}


def _prefixed_key(key: str) -> str:
    """Return the key with the prefix of this lab, since Redis may hold keys of others."""
    return f"fallline:{key}"
