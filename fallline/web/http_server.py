"""The HTTP server of one process: waitress, with limits on what slow, idle and large clients may hold.

Waitress reads requests and sends responses in one thread, without blocking. A client that sends or reads slowly thus
holds a connection, but none of the threads that answer requests.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from werkzeug.http import HTTP_STATUS_CODES

from fallline.web.operations.security import MAX_BODY_BYTES, MAX_HEADER_BYTES, error_text

MAX_PENDING_CONNECTIONS = 512  # that the system accepts before this process does
MAX_CONNECTIONS = 500  # of a process; beyond, the one that has been idle longest is closed
MAX_RESPONSE_BYTES = 2**28  # that wait for a slow reader; beyond 2**20, in a temporary file
MAX_IDLE_S = 60.0  # of a connection without a request, or of a client that does not read its response
MAX_RECEIVING_S = 30.0  # of a request
MAX_SENDING_S = 600.0  # of a response
TURN_S = 1.0  # at most, between two looks at idle connections
FILES_PER_CONNECTION, OTHER_FILES = 3, 128  # file descriptors: at most, and for everything else
WANTED_FILES = FILES_PER_CONNECTION * MAX_CONNECTIONS + OTHER_FILES


@dataclass(frozen=True)
class HttpSettings:
    """``threads`` answer requests; ``trusts_proxy`` keeps the X-Forwarded headers, else they are removed."""

    threads: int
    trusts_proxy: bool = False


class HttpServer:
    """Waitress on a bound socket; the caller repeats ``turn`` in one thread."""

    def __init__(self, application: object, listener: socket.socket, settings: HttpSettings) -> None:
        """Listen on ``listener`` for requests to a WSGI application, and start the threads."""
        self._objects: dict[int, object] = {}  # waitress's sockets by file descriptor
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits for a thread is no fault
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(settings.threads)
        self._connection_limit = _raise_connection_limit()
        self._looked_at = 0.0  # at idle connections, in s since the epoch
        adjustments = Adjustments(
            threads=settings.threads,
            backlog=MAX_PENDING_CONNECTIONS,
            connection_limit=self._connection_limit,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES + 1,  # the first size that is refused
            inbuf_overflow=2 * MAX_BODY_BYTES,  # so that no body is written to a file
            outbuf_high_watermark=MAX_RESPONSE_BYTES,  # so that no thread waits for a slow reader
            clear_untrusted_proxy_headers=not settings.trusts_proxy,
            channel_request_lookahead=1,  # notices clients that have gone
            ident="fall-line",
        )
        address = (listener.family, listener.type, listener.proto, listener.getsockname())
        self._acceptor = Acceptor(
            application,
            self._objects,
            _sock=listener,
            dispatcher=self._dispatcher,
            adj=adjustments,
            sockinfo=address,
            bind_socket=False,
        )

    def turn(self, seconds: float = TURN_S) -> None:
        """Receive and send what can be received and sent now, or wait for it for at most ``seconds``."""
        self._close_late_connections()
        wasyncore.loop(seconds, use_poll=True, map=self._objects, count=1)

    def wake(self) -> None:
        """Let ``turn`` return at once; may be called by another thread or a signal handler."""
        self._acceptor.pull_trigger()

    def finish(self, seconds: float) -> None:
        """Accept no more connections, complete the requests under way, for at most ``seconds``, and end the threads."""
        wasyncore.dispatcher.close(self._acceptor)
        end = time.monotonic() + seconds
        self.turn(0.1)  # for what has arrived already
        while time.monotonic() < end and any(each.is_busy for each in self._connections()):
            self.turn(0.1)
        self._dispatcher.shutdown(timeout=0.5)
        for each in self._connections():
            each.handle_close()
        wasyncore.close_all(self._objects)

    def _connections(self) -> Iterator[Connection]:
        return (each for each in tuple(self._objects.values()) if isinstance(each, Connection))

    def _close_late_connections(self) -> None:
        now = time.time()
        if abs(now - self._looked_at) >= TURN_S:  # the clock may be set back
            self._looked_at = now
            for each in self._connections():
                if each.is_late(now):
                    each.handle_close()
        if len(self._objects) >= self._connection_limit:
            idle = [each for each in self._connections() if not each.requests]
            if idle:
                min(idle, key=lambda each: each.last_activity).handle_close()


class SentenceTask(ErrorTask):
    """Answers a request that waitress refuses as the application answers errors: with a sentence, as JSON."""

    def execute(self) -> None:
        """Send the response and close the connection."""
        code = self.request.error.code
        body = json.dumps({"problem": error_text(code)}).encode()
        self.status = f"{code} {HTTP_STATUS_CODES.get(code, 'Error')}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Connection(HTTPChannel):
    """A client's connection, which knows since when its client sends a request or reads a response."""

    error_task_class = SentenceTask
    receiving_since = sending_since = 0.0

    def received(self, data: bytes) -> bool:
        """Process received bytes."""
        earlier = self.request
        is_received = super().received(data)
        if self.request is not earlier:
            self.receiving_since = time.time()
        return is_received

    def send_continue(self) -> None:
        """Ask for the body that the client announced, unless it is refused."""
        if not self.request.error:
            super().send_continue()

    def write_soon(self, data: object) -> int:
        """Send bytes of a response, or keep them until the client reads."""
        if not self.total_outbufs_len:
            self.sending_since = time.time()
        return super().write_soon(data)

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered or a response is being sent."""
        return bool(self.requests or self.total_outbufs_len)

    def is_late(self, now: float) -> bool:
        """Return whether the client has been idle, sending or reading for too long; ``now`` is in s since the epoch."""
        waits_for_client = self.total_outbufs_len or not self.requests
        return bool(
            (waits_for_client and now - self.last_activity > MAX_IDLE_S)
            or (self.request is not None and now - self.receiving_since > MAX_RECEIVING_S)
            or (self.total_outbufs_len and now - self.sending_since > MAX_SENDING_S)
        )


class Acceptor(TcpWSGIServer):
    """Accepts connections."""

    channel_class = Connection

    def maintenance(self, now: float) -> None:
        """Do nothing: HttpServer closes late connections, also those whose clients do not read."""


def _raise_connection_limit() -> int:
    """Let this process open as many files as MAX_CONNECTIONS need, and return for how many connections they suffice."""
    if sys.platform == "win32":
        return 400  # select() takes 512 sockets there
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < WANTED_FILES:
        soft = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    files = WANTED_FILES if soft == resource.RLIM_INFINITY else min(soft, WANTED_FILES)
    return max((files - OTHER_FILES) // FILES_PER_CONNECTION, 16)
