"""Security of a server: rate limits per address, a maximum size of requests, and security headers of responses."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from fallline.charts.page_policy import format_policy, script_hash
from fallline.core import Sentence
from fallline.view.view import EMBED
from fallline.web.i18n import say
from fallline.web.operations.store import redis_options

MAX_BODY_BYTES = 1_000_000  # of a request
MAX_HEADER_BYTES = 64 * 2**10  # of a request, with its address
CLASS_RATE = "30 per minute"  # of new classes per address
SMALL_PER_RACE = 10  # small computing requests, such as a live preview, that count as much as one race
WRONG_CODE_RATE = "60 per minute"  # per address
MEMORY = "memory://"  # counters of one process
RETRY_S = 10  # after which a client that sent too many requests may ask again
POLICY_HEADER = "Content-Security-Policy"
SANDBOX = "sandbox allow-scripts allow-downloads"  # isolates a report's page from this site


@dataclass(frozen=True)
class SecuritySettings:
    """Security options of an operator.

    ``per_minute`` is the rate of requests per address that need computing, 0 for no limit. ``proxies`` is the number of
    trusted proxies in front of the server. ``counter_storage`` is the URL of the rate limits' counters:
    'memory://' or that of a Redis server.
    """

    per_minute: int = 1200
    proxies: int = 0
    counter_storage: str = MEMORY


class RateLimiter:
    """The rate limits of one server."""

    def __init__(self, server: Flask, security: SecuritySettings) -> None:
        """Configure a server; requests are counted per process unless the counters are in Redis."""
        if security.proxies:
            proxied = ProxyFix(server.wsgi_app, x_for=security.proxies, x_proto=1, x_host=1)
            server.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask documents
        server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
        self._limiter = Limiter(
            get_remote_address,
            app=server,
            storage_uri=security.counter_storage,
            storage_options={} if security.counter_storage == MEMORY else redis_options(),
            default_limits=[],
            in_memory_fallback_enabled=True,  # a server whose Redis is down still answers
        )
        self._per_minute = security.per_minute
        self._count_wrong_code = self._counter(WRONG_CODE_RATE, "wrong codes")
        self._count_class = self._counter(
            CLASS_RATE, "classes", exempt_when=lambda: not security.proxies and _is_own_machine(server)
        )
        server.register_error_handler(HTTPException, _error_response)

    def count_wrong_code(self) -> None:
        """Count a request with an unknown class code; beyond the rate limit, raise the error of status 429.

        It is called for unknown codes only, so that students are not refused for others at the same address.
        """
        self._count_wrong_code()

    def count_class(self) -> None:
        """Count a new class; beyond the rate limit, raise the error of status 429.

        A presenter at the server's own machine is not counted.
        """
        self._count_class()

    def limit_computing(self, view: Callable, *, is_small: bool = False) -> Callable:
        """Return the view function with the rate limit of requests that need computing, which all of them share.

        A request that ``is_small`` counts as one SMALL_PER_RACE-th of a race.
        """
        if not self._per_minute:
            return view
        rate, cost = f"{SMALL_PER_RACE * self._per_minute} per minute", 1 if is_small else SMALL_PER_RACE
        return self._limiter.shared_limit(rate, scope="computing", cost=cost)(_with_own_name(view))

    def _counter(self, rate: str, scope: str, **options: Any) -> Callable[[], None]:
        """Return a function that counts a call for the address of the request, and raises the error of status 429."""
        return self._limiter.shared_limit(rate, scope=scope, **options)(_with_own_name(lambda: None))


def _is_own_machine(server: Flask) -> bool:
    """Return whether the request comes from the server's own machine, by its local or its network address."""
    client = get_remote_address()
    if client == urlsplit(server.config.get("ADDRESS", "")).hostname:
        return True
    try:
        return ipaddress.ip_address(client).is_loopback
    except ValueError:  # such as a socket of the file system
        return False


def _with_own_name(view: Callable) -> Callable:
    """Return the function under a unique name, since the limiter counts requests by the name of the function."""

    def renamed_view(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    renamed_view.__name__ = f"view_{id(view)}"
    return renamed_view


ERROR_TEXTS = {
    404: Sentence("There is nothing at this address."),
    405: Sentence("This address does not support the request's HTTP method."),
    413: Sentence("The request is too long; at most {n} bytes are read.", n=MAX_BODY_BYTES),
    429: Sentence("Too many requests came from this address; wait some seconds, then go on."),
    431: Sentence("The address of the request is too long; at most {n} bytes are read.", n=MAX_HEADER_BYTES),
}


def error_text(code: int) -> Sentence:
    """Return a sentence on what is wrong with a request that is answered with the HTTP status ``code``."""
    return ERROR_TEXTS.get(code) or Sentence("The server cannot answer this request (HTTP status {code}).", code=code)


def _error_response(problem: HTTPException) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Return the response to an HTTP error: a sentence on what is wrong, in the language of the request."""
    code = problem.code or 500
    return {"problem": say(error_text(code))}, code, {"Retry-After": str(RETRY_S)} if code == 429 else {}


def add_security_headers(app: Dash, page_scripts: Callable[[], Iterable[str]]) -> None:
    """Add security headers to every response, against scripts from elsewhere and framing by other sites.

    ``page_scripts`` returns the current inline scripts of the page besides Dash's own.
    """
    dash_hashes = app.csp_hashes()

    @app.server.after_request
    def add_headers(answer: Response) -> Response:
        if POLICY_HEADER not in answer.headers:
            page_hashes = map(script_hash, page_scripts() if answer.mimetype == "text/html" else ())
            may_be_framed = request.args.get("mode") == EMBED  # by any site, and by local files
            answer.headers[POLICY_HEADER] = _policy([*dash_hashes, *page_hashes], may_be_framed)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer


def _policy(hashes: list[str], may_be_framed: bool) -> str:
    """Return the content security policy of a response that allows the inline scripts with these hashes."""
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",  # controls set inline styles
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return format_policy(rules if may_be_framed else {**rules, "frame-ancestors": "'self'"})
