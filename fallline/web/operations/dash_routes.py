"""Dash's own routes of a server: the one that the page does not use is closed, unknown addresses get the status 404."""

from __future__ import annotations

from typing import Any, NoReturn

from dash.exceptions import DependencyException
from flask import Flask, abort

CALLBACK_ROUTE = "/_dash-update-component"
PACKAGE_FILE_ROUTE = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"


def restrict_dash_routes(server: Flask) -> None:
    """Close the route of callbacks on the server, since all of the page run in the browser; 404 for unknown packages.

    Raises KeyError if Dash has no such routes.
    """
    send_package_file = server.view_functions[PACKAGE_FILE_ROUTE]

    def send_known_package_file(**names: str) -> Any:
        try:
            return send_package_file(**names)
        except DependencyException:
            abort(404)

    server.view_functions[PACKAGE_FILE_ROUTE] = send_known_package_file
    server.view_functions[CALLBACK_ROUTE] = _refuse


def _refuse() -> NoReturn:
    abort(404)
