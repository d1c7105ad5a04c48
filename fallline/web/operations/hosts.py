"""The names under which a server may be addressed, and which requests of other sites' pages it answers.

A page of another site can let a visitor's browser send requests here. If that site's name is made to resolve to this
server (DNS rebinding), the browser even shows that page the responses; the request then names the other site as Host.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from flask import Flask, request

from fallline.core import BadInput, Sentence
from fallline.view.view import EMBED
from fallline.web.i18n import say

LOCALHOST = "localhost"
HOST_HEADER = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?")
HOST_NAME = re.compile(r"(?!.*\.\.)[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")  # they change nothing
OWN_SITES = ("same-origin", "none")  # Sec-Fetch-Site of a request by the page itself, or by the user
FRAMES = ("iframe", "frame", "embed", "object")  # Sec-Fetch-Dest of a page in a page
UNKNOWN_HOST = Sentence("This server does not know the name in the address; its operator can add it with --allow-host.")
OTHER_SITE = Sentence("This server does not answer requests that a page of another site sends.")
Refusal = tuple[dict[str, str], int]


@dataclass(frozen=True)
class Hosts:
    """The hosts that requests may name: ``names``, in lower case, and IP addresses.

    They are only those of this machine itself unless ``is_public``, for a server that listens on a network.
    """

    names: frozenset[str] = frozenset({LOCALHOST})
    is_public: bool = False

    def allow(self, header: str) -> bool:
        """Return whether a Host header names this server; any port will do."""
        match = HOST_HEADER.fullmatch(header)
        if match is None:
            return False
        host = (match[1] or match[2]).lower().removesuffix(".")
        try:
            return self.is_public or ipaddress.ip_address(host).is_loopback if _is_ip(host) else host in self.names
        except ValueError:
            return False


def known_hosts(listening: str, allowed: list[str]) -> Hosts:
    """Return the hosts of a server that listens on the address ``listening``, with further ``allowed`` names.

    Raises BadInput if one of ``allowed`` is not a host name.
    """
    for name in allowed:
        if not HOST_NAME.fullmatch(name.lower()):
            raise BadInput("--allow-host {name} must be a host name, such as lab.example.org.", name=name)
    names = {LOCALHOST, listening.lower(), *map(str.lower, allowed)}
    is_public = not (listening == LOCALHOST or (_is_ip(listening) and ipaddress.ip_address(listening).is_loopback))
    if is_public:
        own_name = socket.gethostname().lower()
        names |= {own_name, f"{own_name.partition('.')[0]}.local"}
    return Hosts(frozenset(names), is_public)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def add_host_checks(server: Flask, hosts: Hosts) -> None:
    """Refuse requests of a server that name another host (status 400), or that come from other sites (status 403)."""

    @server.before_request
    def check() -> Refusal | None:
        if not hosts.allow(request.headers.get("Host", LOCALHOST)):  # without a Host, the client is no browser
            return {"problem": say(UNKNOWN_HOST)}, 400
        if not (_is_page() or _is_by_own_site()):
            return {"problem": say(OTHER_SITE)}, 403
        return None


def _is_page() -> bool:
    """Return whether the request is for the page itself, by a link, or for an embedded one."""
    is_navigation = request.headers.get("Sec-Fetch-Mode") == "navigate"
    may_be_framed = request.headers.get("Sec-Fetch-Dest") not in FRAMES or request.args.get("mode") == EMBED
    return request.path == "/" and request.method in SAFE_METHODS and is_navigation and may_be_framed


def _is_by_own_site() -> bool:
    """Return whether the request is not known to come from another site.

    Browsers name the site in Sec-Fetch-Site, but over plain HTTP only if the server is at localhost; else they name it
    in Origin, if the request changes something. Other clients send neither.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site in OWN_SITES:
        return True
    if site == "cross-site":
        return False
    if request.method in SAFE_METHODS or "Origin" not in request.headers:
        return True
    origin = request.headers["Origin"]
    if origin == "null":  # of a page that hides its origin; the browser lets none of another site send JSON
        return request.is_json
    return origin.partition("://")[2] == request.host
