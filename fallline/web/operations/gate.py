"""The gate for requests that need computing: few at a time may wait, one computes, and for a limited time only.

A process has more threads than the gate has places, so that short questions, such as those of a class, are answered
while requests compute or wait.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore, Condition
from typing import Any, TypeVar

from flask import Flask, request
from werkzeug.exceptions import ServiceUnavailable

from fallline.core import Sentence
from fallline.core.deadline import time_limit
from fallline.web.i18n import say
from fallline.web.operations.security import RateLimiter

MAX_WAIT_S = 25.0  # for other requests that compute
LOOK_S = 0.5  # between two looks whether the client of a waiting request has gone
RETRY_S = 1  # after which a refused client may ask again
DISCONNECTED = "waitress.client_disconnected"  # waitress's function in a request's environment
BUSY_TEXT = Sentence("The server has more to compute than it can; this page asks again by itself in a moment.")

Key = TypeVar("Key")
Result = TypeVar("Result")


class ServerBusy(ServiceUnavailable):
    """Too many requests compute or wait, or this one has waited too long; the client may ask again."""


class ComputeGate:
    """The gate of one server process."""

    def __init__(self, requests: int, seconds: float, rate_limiter: RateLimiter) -> None:
        """Give places to ``requests`` requests that compute or wait, and ``seconds`` of computing to each of them.

        A request that is one of many for the same result, such as a part of a map, finds only half of the places.
        """
        self._seconds, self._rate_limiter = seconds, rate_limiter
        self._places, self._part_places = BoundedSemaphore(requests), BoundedSemaphore(max(requests // 2, 1))
        self._queue: deque[object] = deque()  # the first one computes: two at once would take twice as long each
        self._queue_changed = Condition()

    def guard(self, view: Callable, *, is_small: bool = False, is_part: bool = False) -> Callable:
        """Return the view function behind the rate limit and the gate; its response must be complete when it returns.

        ``is_small`` and ``is_part`` are those of ``limit_rate`` and ``place``.
        """

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            with self.place(is_part=is_part), self.turn():
                return view(*args, **kwargs)

        return self.limit_rate(guarded, is_small=is_small)

    def limit_rate(self, view: Callable, *, is_small: bool = False) -> Callable:
        """Return the view function behind the rate limit, for a view that passes the gate only when it must compute.

        ``is_small``: a request counts as a fraction of a race.
        """
        return self._rate_limiter.limit_computing(view, is_small=is_small)

    @contextmanager
    def place(self, *, is_part: bool = False) -> Iterator[None]:
        """Hold a place, from which the request may wait for its turn. Raises ServerBusy if no place is free.

        ``is_part``: the request is one of many for the same result.
        """
        with _hold_or_refuse(self._places):
            if not is_part:
                yield
                return
            with _hold_or_refuse(self._part_places):
                yield

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until all earlier requests have computed, and limit what this block computes to the gate's seconds.

        Raises ServerBusy after MAX_WAIT_S, or once the client has gone. What is computed raises OutOfTime.
        """
        ticket, end = object(), time.monotonic() + MAX_WAIT_S
        with self._queue_changed:
            self._queue.append(ticket)
        try:
            self._wait_until_first(ticket, end)
            with time_limit(self._seconds):
                yield
        finally:
            with self._queue_changed:
                self._queue.remove(ticket)
                self._queue_changed.notify_all()

    def _wait_until_first(self, ticket: object, end: float) -> None:
        with self._queue_changed:
            while self._queue[0] is not ticket:
                if time.monotonic() > end or has_client_gone():
                    raise ServerBusy
                self._queue_changed.wait(LOOK_S)

    def compute_once(self, results: dict[Key, Result], key: Key, compute: Callable[[], Result]) -> Result:
        """Return the result of ``key`` in ``results``; if there is none, compute and store it in its turn.

        Raises ServerBusy.
        """
        if key not in results:
            with self.place(), self.turn():
                if key not in results:  # another request may have computed it while this one waited
                    results[key] = compute()
        return results[key]


@contextmanager
def _hold_or_refuse(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise ServerBusy
    try:
        yield
    finally:
        places.release()


def has_client_gone() -> bool:
    """Return whether the client of the request has closed its connection, as far as the server notices that."""
    return request.environ.get(DISCONNECTED, bool)()


def add_busy_handler(server: Flask) -> None:
    """Answer ServerBusy as ``busy_response`` does."""
    server.register_error_handler(ServerBusy, lambda _: busy_response(BUSY_TEXT))


def busy_response(text: Sentence) -> tuple[dict[str, str], int, dict[str, str]]:
    """Return a response with the status 503, a text on what the server lacks now, and when to ask again."""
    return {"problem": say(text)}, 503, {"Retry-After": str(RETRY_S)}
