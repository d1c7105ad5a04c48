"""The ES modules of the page: their names, their URLs, and the import map through which a browser finds them.

A module imports another by a bare name, ``fallline/<path under assets>``. The page's map gives each name a URL with a
digest of the module's content, so that browsers may cache modules for good. The standalone page's map gives each name
the module itself, as a ``data:`` URL.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

from fallline.core.locations import ASSETS
from fallline.web.i18n import language
from fallline.web.operations.compression import CACHE_FOREVER

PREFIX = "fallline/"
ASSETS_PATH = "/assets/"
MAIN_MODULE, STANDALONE_MODULE = f"{PREFIX}main.js", f"{PREFIX}standalone.js"
WORDS_MODULE = f"{PREFIX}words.js"  # written by the server in the reader's language
BRIDGE = "bridge.js"  # the only classic script, which Dash loads
NOT_FOR_DASH = rf"^(?!{re.escape(BRIDGE)}$).*js$"  # pattern of files that Dash must not load as classic scripts
DIGEST_PARAMETER = "m"  # the URL parameter of the digest
OUTDATED_TEXT = "The lab was updated since this page was opened; reload it."
MIME_TYPE = "text/javascript"
IMPORT_PATTERN = re.compile(r"^(?:import|export)\s+(?:[\w*{][^\"';=()]*\sfrom\s+)?\"([^\"]+)\"", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A module's text, its digest, and the names of its static imports."""

    text: str
    digest: str
    imports: tuple[str, ...]


@dataclass(frozen=True)
class Modules:
    """All modules by name, sorted, and the URL of the words module of a language."""

    by_name: dict[str, Module]
    words_address: str

    def address(self, name: str) -> str:
        """Return the URL path of a module."""
        if name == WORDS_MODULE:
            return self.words_address
        return f"{ASSETS_PATH}{name.removeprefix(PREFIX)}?{DIGEST_PARAMETER}={self.by_name[name].digest}"

    def import_map(self) -> str:
        """Return the page's import map, as JSON that is safe in a script element."""
        return _import_map_json({name: self.address(name) for name in self.by_name})

    def reachable(self, entry: str) -> list[str]:
        """Return ``entry`` and all modules that it imports, directly or indirectly, ``entry`` first.

        Raises FileNotFoundError if one of them imports a module that does not exist.
        """
        found, queue = [entry], [entry]
        while queue:
            importer = queue.pop(0)
            for name in self.by_name[importer].imports:
                if name not in self.by_name:
                    raise FileNotFoundError(f"{importer} imports {name}, which does not exist.")
                if name not in found:
                    found.append(name)
                    queue.append(name)
        return found

    def data_map(self, entry: str) -> str:
        """Return the import map, as JSON, of ``entry`` and all that it imports, with each module as a ``data:`` URL."""
        return _import_map_json({name: _data_url(self.by_name[name].text) for name in sorted(self.reachable(entry))})


def read_modules() -> Modules:
    """Return the modules for the language of the request; edited files are read again."""
    return Modules(_read_modules(ASSETS, tuple(sorted(_list_scripts(str(ASSETS))))), language().address)


def add_module_headers(server: Flask) -> None:
    """Set the MIME type of a server's modules, and let browsers cache modules that are requested with their digest.

    A request with an outdated digest gets the status 410.
    """
    mimetypes.add_type(MIME_TYPE, ".js")  # browsers require it for modules; Windows may have another type for .js

    @server.after_request
    def set_cache_header(response: Response) -> Response:
        requested_digest, name = request.args.get(DIGEST_PARAMETER), request.path.removeprefix(ASSETS_PATH)
        is_module = request.path.startswith(ASSETS_PATH) and name != BRIDGE and response.mimetype == MIME_TYPE
        if not (requested_digest and is_module and response.status_code in (200, 304)):
            return response
        path = ASSETS / name
        if requested_digest != _read_module(path, path.stat().st_mtime_ns).digest:
            response.close()
            return Response(OUTDATED_TEXT, 410, mimetype="text/plain")  # a new module would not fit the old page
        response.headers["Cache-Control"] = CACHE_FOREVER
        return response


def _list_scripts(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the path and the modification time in ns of each script in a folder and its subfolders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _list_scripts(entry.path)
            elif entry.name.endswith(".js"):
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=4)
def _read_modules(folder: Path, files: tuple[tuple[str, int], ...]) -> dict[str, Module]:
    module_by_path = {
        Path(path).relative_to(folder).as_posix(): _read_module(Path(path), modified_ns) for path, modified_ns in files
    }
    return {f"{PREFIX}{path}": module for path, module in sorted(module_by_path.items()) if path != BRIDGE}


@lru_cache(maxsize=1024)
def _read_module(path: Path, _modified_ns: int) -> Module:
    """Return the module of a file; the modification time is part of the cache's key."""
    content = path.read_bytes()
    text = content.decode()
    return Module(text, hashlib.sha256(content).hexdigest()[:16], tuple(IMPORT_PATTERN.findall(text)))


def _data_url(text: str) -> str:
    return f"data:{MIME_TYPE};base64,{base64.b64encode(text.encode()).decode()}"


def _import_map_json(imports: dict[str, str]) -> str:
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")
