"""Stores that server processes share: values and tables of values by key, all of which expire."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from fallline.web.operations.private_cache import CACHE_ERRORS, open_private_cache

REDIS_VARIABLE = "REDIS_URL"  # environment variable with the URL of the Redis server that processes or machines share
MAX_STORE_BYTES = 512 * 2**20  # on disk; beyond it, the least recently used values are deleted
REDIS_TIMEOUT_S = 2.0  # for a connection, and for an answer of Redis


class StoreError(Exception):
    """The store cannot be reached, read or written."""


class Store(Protocol):
    """A store of values (bytes by key) and tables (bytes by key and field).

    Values and tables expire ``seconds`` after they were last set. All methods raise StoreError if the store cannot be
    reached or written.
    """

    def now(self) -> float:
        """Return the time in seconds since the epoch, by a clock that all users of the store share."""

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

    def delete_fields(self, key: str, *fields: str) -> None:
        """Delete these fields of a table; fields that do not exist are ignored."""

    def get_fields(self, key: str) -> dict[str, bytes]:
        """Return all fields of a table, {} if there are none or the table has expired."""


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise StoreError in place of the errors of files and of SQLite."""
    try:
        yield
    except CACHE_ERRORS as problem:
        raise StoreError(f"The store on disk failed: {problem or 'it is locked'}") from problem


class DiskStore:
    """A store in a folder, shared by all processes of this user on this machine; nothing in it is pickled.

    Beyond MAX_STORE_BYTES, the least recently used values and tables are deleted. A table is stored as a JSON object.
    """

    @_disk_errors()
    def __init__(self, folder: Path) -> None:
        """Open the store, and create ``folder`` if it does not exist. Raises StoreError if others can enter it."""
        self.cache = open_private_cache(folder, MAX_STORE_BYTES, eviction_policy="least-recently-used")

    def now(self) -> float:
        """Implement ``Store.now``: this machine's clock."""
        return time.time()

    @_disk_errors()
    def get(self, key: str) -> bytes | None:
        """Implement ``Store.get``."""
        return self.cache.get(key)

    @_disk_errors()
    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Implement ``Store.set``."""
        self.cache.set(key, value, expire=seconds)

    @_disk_errors()
    def delete(self, *keys: str) -> None:
        """Implement ``Store.delete``."""
        for key in keys:
            self.cache.delete(key)

    @_disk_errors()
    def set_field(self, key: str, field: str, value: bytes, seconds: float, max_fields: int) -> bool:
        """Implement ``Store.set_field``."""
        with self.cache.transact():
            table = self._read_table(key)
            if field not in table and len(table) >= max_fields:
                return False
            self.cache.set(key, _write_table({**table, field: value}), expire=seconds)
        return True

    @_disk_errors()
    def delete_fields(self, key: str, *fields: str) -> None:
        """Implement ``Store.delete_fields``."""
        with self.cache.transact():
            stored, expiry = self.cache.get(key, expire_time=True)
            if stored is not None:
                table = {name: value for name, value in _parse_table(stored).items() if name not in fields}
                self.cache.set(key, _write_table(table), expire=expiry - time.time())

    @_disk_errors()
    def get_fields(self, key: str) -> dict[str, bytes]:
        """Implement ``Store.get_fields``."""
        return self._read_table(key)

    def _read_table(self, key: str) -> dict[str, bytes]:
        stored = self.cache.get(key)
        return {} if stored is None else _parse_table(stored)


def _write_table(table: dict[str, bytes]) -> str:
    """Return a table as JSON, in which each byte of a value is a character."""
    return json.dumps({field: value.decode("latin-1") for field, value in table.items()})


def _parse_table(text: str) -> dict[str, bytes]:
    return {field: value.encode("latin-1") for field, value in json.loads(text).items()}


@contextmanager
def store_errors(what: str = "Redis failed") -> Iterator[None]:
    """Raise StoreError, whose text begins with ``what``, in place of errors of Redis, of files and of the network."""
    from redis.exceptions import RedisError

    try:
        yield
    except (OSError, RedisError) as problem:
        raise StoreError(f"{what}: {problem}") from problem


def redis_options() -> dict[str, Any]:
    """Return the options of a Redis client that gives up soon: whatever waits for it holds up an answer."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # One retry, since a connection that was kept is closed when Redis is restarted.
    timeouts = {"socket_timeout": REDIS_TIMEOUT_S, "socket_connect_timeout": REDIS_TIMEOUT_S}
    return {"retry": Retry(NoBackoff(), 1), **timeouts}


class RedisStore:
    """A store in a Redis server, for processes on several machines."""

    @store_errors()
    def __init__(self, url: str) -> None:
        """Connect to ``url``, such as redis://localhost:6379/0.

        Raises StoreError if that fails, and ValueError if the URL is malformed.
        """
        import redis

        self.redis = redis.Redis.from_url(url, **redis_options())
        self.redis.ping()

    @store_errors()
    def now(self) -> float:
        """Implement ``Store.now``: the clock of the Redis server."""
        seconds, microseconds = self.redis.time()
        return seconds + microseconds / 1e6

    @store_errors()
    def get(self, key: str) -> bytes | None:
        """Implement ``Store.get``."""
        return cast("bytes | None", self.redis.get(_prefixed_key(key)))  # bytes, since the client does not decode

    @store_errors()
    def set(self, key: str, value: bytes, seconds: float) -> None:
        """Implement ``Store.set``."""
        self.redis.set(_prefixed_key(key), value, px=round(1000 * seconds))

    @store_errors()
    def delete(self, *keys: str) -> None:
        """Implement ``Store.delete``."""
        self.redis.delete(*map(_prefixed_key, keys))

    @store_errors()
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

    @store_errors()
    def delete_fields(self, key: str, *fields: str) -> None:
        """Implement ``Store.delete_fields``."""
        if fields:
            self.redis.hdel(_prefixed_key(key), *fields)

    @store_errors()
    def get_fields(self, key: str) -> dict[str, bytes]:
        """Implement ``Store.get_fields``."""
        found = cast("dict[bytes, bytes]", self.redis.hgetall(_prefixed_key(key)))  # as in ``get``
        return {field.decode(): value for field, value in found.items()}


def _prefixed_key(key: str) -> str:
    """Return the key with the prefix of this lab, since Redis may hold keys of others."""
    return f"fallline:{key}"
