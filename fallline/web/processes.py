"""Several server processes behind one socket, by gunicorn: one that dies is replaced, and all end together."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import threading
import time
from typing import Any

from flask import Flask, Response, g, request
from gunicorn import glogging
from gunicorn.app.base import BaseApplication

from fallline.web.state.answers import warm

GRACE = 10  # seconds that answers under way are given when the server ends
LONGEST_LINE = 8190  # bytes of an address, the most that gunicorn reads
log = logging.getLogger("fallline")


class Lines(logging.Formatter):
    """One json object per line: when, how grave, what, and the facts of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        facts = {"at": round(record.created, 3), "level": record.levelname.lower(), "says": record.getMessage()}
        if record.exc_info:
            facts["trace"] = self.formatException(record.exc_info)
        return json.dumps({**facts, **getattr(record, "facts", {})}, ensure_ascii=False)


class Log(glogging.Logger):
    """What gunicorn itself has to say, in the same lines."""

    def setup(self, cfg: Any) -> None:
        """See gunicorn."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())


def run(server: Flask, listener: socket.socket, workers: int, threads: int) -> None:
    """Serves on a bound socket until the process is interrupted or asked to end."""
    _log(server)
    master = os.getpid()
    try:
        Workers(server, listener.fileno(), workers, threads).run()
    finally:
        if os.getpid() != master:
            os._exit(0)  # a worker that ends; what comes after, such as clearing up, is the master's to do


class Workers(BaseApplication):
    """gunicorn's master process, with the application in it before it forks, so that processes share its memory."""

    def __init__(self, server: Flask, descriptor: int, workers: int, threads: int) -> None:
        """``descriptor`` is the bound socket's."""
        self._server = server
        self._settings = {
            "bind": f"fd://{descriptor}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": GRACE,
            "keepalive": 15,
            "timeout": 60,
            "limit_request_line": LONGEST_LINE,
            "logger_class": Log,
            "control_socket_disable": True,
            "post_worker_init": lambda _: threading.Thread(target=warm, daemon=True).start(),
        }
        super().__init__()

    def load_config(self) -> None:
        """See gunicorn."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """See gunicorn."""
        return self._server


def _log(server: Flask) -> None:
    """Writes a line for each request that is not a class's heartbeat; addresses and links of visitors are not in it."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines())
    logging.getLogger().handlers[:] = [lines]
    log.setLevel(logging.INFO)

    @server.before_request
    def began() -> None:
        g.began = time.perf_counter()

    @server.after_request
    def ended(answer: Response) -> Response:
        facts: dict[str, Any] = {"method": request.method, "asks": request.endpoint, "status": answer.status_code}
        took = round(1000 * (time.perf_counter() - g.get("began", time.perf_counter())), 1)
        if answer.status_code != 204:
            log.info("request", extra={"facts": {**facts, "ms": took, "bytes": answer.content_length}})
        return answer
