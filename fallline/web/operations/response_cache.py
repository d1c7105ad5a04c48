"""A cache of responses that are the same for all visitors, shared by all server processes.

The link is the state and the server keeps no session, so an answer depends on its request alone. If equal requests
arrive together, one computes the answer and the others wait for it. Where the store or a lock fails, answers are
computed without them.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout
from flask import Response, request

from fallline.core.sources import NUMERICAL_PACKAGES, source_digest
from fallline.web.operations.gate import MAX_WAIT_S, ComputeGate, ServerBusy, has_client_gone
from fallline.web.operations.store import Store, StoreError

EXPIRY_S = 3600.0  # after it is cached
GZIP_LEVEL = 4
CODE_FOLDERS = (*NUMERICAL_PACKAGES, "view", "lessons", "picture", "panels", "web")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JsonAnswer:
    """An answer as JSON text, and whether it may be cached."""

    content: bytes
    is_cacheable: bool


class ResponseCache:
    """The cache of one server process, in a store that it shares with the others."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Use ``store`` for answers and ``folder`` for the file locks of this machine's processes.

        A lock is released when the process that holds it ends.
        """
        self._store, self._locks = store, folder
        self._locks.mkdir(exist_ok=True)

    def respond(self, request_key: str, compute: Callable[[], JsonAnswer], gate: ComputeGate) -> Response:
        """Return the cached response of a request, else compute it through the gate.

        ``request_key`` is equal for requests with equal answers. Raises ServerBusy.
        """
        key = f"answer:{_code_digest()}:{hashlib.sha256(request_key.encode()).hexdigest()}"
        try:
            content = self._store.get(key) or self._compute_once(key, compute, gate)
        except StoreError as problem:
            log.warning("An answer is computed without the cache: %s", problem)
            with gate.place(), gate.turn():
                content = _compress(compute())
        return _cached_response(content)

    def _compute_once(self, key: str, compute: Callable[[], JsonAnswer], gate: ComputeGate) -> bytes:
        """Return what another request stores meanwhile, else compute it. Raises StoreError if nothing can be read."""
        with gate.place(), self._lock(key):
            if (stored := self._store.get(key)) is not None:
                return stored
            with gate.turn():
                answer = compute()
                content = _compress(answer)
            if answer.is_cacheable:
                self._keep(key, content)
            return content

    def _keep(self, key: str, content: bytes) -> None:
        try:
            self._store.set(key, content, EXPIRY_S)
        except StoreError as problem:
            log.warning("An answer is not cached: %s", problem)

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        """Hold the lock of a key, among all processes of this machine, or none if files cannot be locked here.

        Raises ServerBusy after MAX_WAIT_S, or once the client has gone.
        """
        lock = FileLock(self._locks / f"{key[-3:]}.lock")
        try:
            lock.acquire(timeout=MAX_WAIT_S, cancel_check=has_client_gone)
        except Timeout:
            raise ServerBusy from None
        except (OSError, NotImplementedError) as problem:
            log.warning("An answer is computed without a lock: %s", problem)
        try:
            yield
        finally:
            lock.release()  # does nothing without a lock


def _compress(answer: JsonAnswer) -> bytes:
    return gzip.compress(answer.content, GZIP_LEVEL, mtime=0)


def _cached_response(content: bytes) -> Response:
    """Return the response of gzipped content, unpacked if the client does not accept gzip."""
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(content), headers=headers, mimetype="application/json")
    return Response(content, headers=headers | {"Content-Encoding": "gzip"}, mimetype="application/json")


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Return a digest of the files on which answers depend: code, translations and lessons."""
    digest = (
        source_digest(*CODE_FOLDERS)
        + source_digest("locales", suffixes=(".po",))
        + source_digest("lessons", suffixes=(".md",))
    )
    return hashlib.sha256(digest.encode()).hexdigest()[:12]
