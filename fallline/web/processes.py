"""Several gunicorn processes behind one socket: a process that dies is replaced, and all end together."""

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

from fallline.web.state.answers import compute_opening_race

SHUTDOWN_S = 10  # for answers under way when the server ends
MAX_REQUEST_LINE_BYTES = 8190  # the most that gunicorn accepts
log = logging.getLogger("fallline")


class JsonFormatter(logging.Formatter):
    """Log lines as JSON objects: the time, the level, the message, and the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        fields = {"at": round(record.created, 3), "level": record.levelname.lower(), "says": record.getMessage()}
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return json.dumps({**fields, **getattr(record, "facts", {})}, ensure_ascii=False)


class GunicornLogger(glogging.Logger):
    """Gunicorn's logger, with its error log written as JSON lines by JsonFormatter."""

    def setup(self, cfg: Any) -> None:
        """Configure the handlers as gunicorn does, and set their format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


def run_processes(server: Flask, listener: socket.socket, workers: int, threads: int) -> None:
    """Serve on a bound socket, with this many worker processes and threads per process, until interrupted."""
    _add_request_log(server)
    master = os.getpid()
    try:
        GunicornServer(server, listener.fileno(), workers, threads).run()
    finally:
        if os.getpid() != master:
            os._exit(0)  # a worker ends here: cleaning up is left to the master


class GunicornServer(BaseApplication):
    """Gunicorn's master process; it loads the application before it forks, so that processes share its memory."""

    def __init__(self, server: Flask, descriptor: int, workers: int, threads: int) -> None:
        """Configure gunicorn; ``descriptor`` is the file descriptor of the bound socket."""
        self._server = server
        self._settings = {
            "bind": f"fd://{descriptor}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": SHUTDOWN_S,
            "keepalive": 15,
            "timeout": 60,
            "limit_request_line": MAX_REQUEST_LINE_BYTES,
            "logger_class": GunicornLogger,
            "control_socket_disable": True,
            "post_worker_init": lambda _: threading.Thread(target=compute_opening_race, daemon=True).start(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._server


def _add_request_log(server: Flask) -> None:
    """Log one line per request, except polls of a class without news (204); without visitors' addresses and links."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonFormatter())
    logging.getLogger().handlers[:] = [lines]
    log.setLevel(logging.INFO)

    @server.before_request
    def start_timer() -> None:
        g.started = time.perf_counter()

    @server.after_request
    def log_request(answer: Response) -> Response:
        fields: dict[str, Any] = {"method": request.method, "asks": request.endpoint, "status": answer.status_code}
        duration_ms = round(1000 * (time.perf_counter() - g.get("started", time.perf_counter())), 1)
        if answer.status_code != 204:
            log.info("request", extra={"facts": {**fields, "ms": duration_ms, "bytes": answer.content_length}})
        return answer
