"""Security of a server: rate limits per address, a maximum size of requests, and security headers of responses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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

MAX_BODY_BYTES = 1_000_000  # of a request
CLASS_CREATION_RATE = "30 per hour"  # per address
WRONG_CODE_RATE = "60 per minute"  # per address
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
    counter_storage: str = "memory://"


class RateLimiter:
    """The rate limits of one server."""

    def __init__(self, server: Flask, security: SecuritySettings) -> None:
        """Configure a server; requests are counted per process unless the counters are in Redis."""
        if security.proxies:
            proxied = ProxyFix(server.wsgi_app, x_for=security.proxies, x_proto=1, x_host=1)
            server.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask documents
        server.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
        self._limiter = Limiter(get_remote_address, app=server, storage_uri=security.counter_storage, default_limits=[])
        self._per_minute = security.per_minute
        server.register_error_handler(HTTPException, _error_response)

    def limit_class_creation(self, view: Callable) -> Callable:
        """Return the view function with the rate limit of creating classes."""
        return self._limiter.limit(CLASS_CREATION_RATE)(_with_own_name(view))

    def limit_wrong_codes(self, view: Callable) -> Callable:
        """Return the view function with a rate limit of wrong class codes (status 404), against guessing codes."""
        return self._limiter.limit(WRONG_CODE_RATE, deduct_when=lambda answer: answer.status_code == 404)(
            _with_own_name(view)
        )

    def limit_computing(self, view: Callable) -> Callable:
        """Return the view function with the rate limit of requests that need computing."""
        return self._limiter.limit(f"{self._per_minute} per minute")(view) if self._per_minute else view


def _with_own_name(view: Callable) -> Callable:
    """Return the function under a unique name, since the limiter counts requests by the name of the function."""

    def renamed_view(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    renamed_view.__name__ = f"view_{id(view)}"
    return renamed_view


ERROR_TEXTS = {
    404: Sentence("There is nothing at this address."),
    405: Sentence("This address does not support the request's HTTP method."),
    413: Sentence("The request is too long; at most {n} bytes are read.", n=f"{MAX_BODY_BYTES:,}"),
    429: Sentence("Too many requests came from this address; wait some seconds, then go on."),
}


def _error_response(problem: HTTPException) -> tuple[dict[str, Any], int]:
    """Return the response to an HTTP error: a sentence on what is wrong, in the language of the request."""
    code = problem.code or 500
    text = ERROR_TEXTS.get(code) or Sentence("The server cannot answer this request (HTTP status {code}).", code=code)
    return {"problem": say(text)}, code


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
