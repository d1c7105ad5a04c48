"""The ES modules of the page: their names, their addresses, and the import map by which a browser finds them.

A module imports another by a bare name, ``fallline/<path under assets>``. The page's map gives each name an address
with a digest of the module's content, so that a browser may keep what it fetched for good. The standalone page's map
gives each name the module itself, as a ``data:`` URL.
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
FOLDER = "/assets/"
MAIN, STANDALONE = f"{PREFIX}main.js", f"{PREFIX}standalone.js"
WORDS = f"{PREFIX}words.js"  # the server writes this one in the reader's language
BRIDGE = "bridge.js"  # the one classic script, which Dash loads
NOT_FOR_DASH = rf"^(?!{re.escape(BRIDGE)}$).*js$"  # names of files that Dash would otherwise load as classic scripts
DIGEST_PARAMETER = "m"  # the parameter of an address that holds the digest
OUTDATED = "The lab was updated since this page was opened; reload it."
MIME_TYPE = "text/javascript"
IMPORT = re.compile(r"^(?:import|export)\s+(?:[\w*{][^\"';=()]*\sfrom\s+)?\"([^\"]+)\"", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """A module's text, a digest of it, and the names that it imports before it runs."""

    text: str
    digest: str
    imports: tuple[str, ...]


@dataclass(frozen=True)
class Modules:
    """All modules as they were at one moment, sorted by their names, and where the words of a language are."""

    by_name: dict[str, Module]
    words_address: str

    def address(self, name: str) -> str:
        """Where a browser fetches a module."""
        if name == WORDS:
            return self.words_address
        return f"{FOLDER}{name.removeprefix(PREFIX)}?{DIGEST_PARAMETER}={self.by_name[name].digest}"

    def import_map(self) -> str:
        """The page's import map, as JSON that may stand in a script element."""
        return _json({name: self.address(name) for name in self.by_name})

    def reachable(self, entry: str) -> list[str]:
        """The modules that run with ``entry``: itself first, then all that it imports, directly or through others.

        Raises FileNotFoundError where one of them imports a module that does not exist.
        """
        found, left = [entry], [entry]
        while left:
            importer = left.pop(0)
            for name in self.by_name[importer].imports:
                if name not in self.by_name:
                    raise FileNotFoundError(f"{importer} imports {name}, which does not exist.")
                if name not in found:
                    found.append(name)
                    left.append(name)
        return found

    def data_map(self, entry: str) -> str:
        """An import map with ``entry`` and all that it imports, each module in it as a whole."""
        return _json({name: _data_url(self.by_name[name].text) for name in sorted(self.reachable(entry))})


def modules() -> Modules:
    """The modules as they are now, for the language of the request: a file that was edited is read again."""
    return Modules(_read_all(ASSETS, tuple(sorted(_files(str(ASSETS))))), language().address)


def serve_modules(server: Flask) -> None:
    """Makes a server send modules as JavaScript, and lets browsers keep those that are asked for by their digest."""
    mimetypes.add_type(MIME_TYPE, ".js")  # a browser runs a module of no other kind; Windows may have another for .js

    @server.after_request
    def kept(answer: Response) -> Response:
        asked, name = request.args.get(DIGEST_PARAMETER), request.path.removeprefix(FOLDER)
        is_module = request.path.startswith(FOLDER) and name != BRIDGE and answer.mimetype == MIME_TYPE
        if not (asked and is_module and answer.status_code in (200, 304)):
            return answer
        path = ASSETS / name
        if asked != _read(path, path.stat().st_mtime_ns).digest:
            answer.close()
            return Response(OUTDATED, 410, mimetype="text/plain")  # new code would not fit the rest of an old page
        answer.headers["Cache-Control"] = CACHE_FOREVER
        return answer


def _files(folder: str) -> Iterator[tuple[str, int]]:
    """The scripts in a folder, each with the time when it was last modified."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.name.endswith(".js"):
                yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=4)
def _read_all(folder: Path, files: tuple[tuple[str, int], ...]) -> dict[str, Module]:
    named = {Path(path).relative_to(folder).as_posix(): _read(Path(path), modified) for path, modified in files}
    return {f"{PREFIX}{path}": module for path, module in sorted(named.items()) if path != BRIDGE}


@lru_cache(maxsize=1024)
def _read(path: Path, _modified: int) -> Module:
    """A file as it was when it was last modified."""
    content = path.read_bytes()
    text = content.decode()
    return Module(text, hashlib.sha256(content).hexdigest()[:16], tuple(IMPORT.findall(text)))


def _data_url(text: str) -> str:
    return f"data:{MIME_TYPE};base64,{base64.b64encode(text.encode()).decode()}"


def _json(imports: dict[str, str]) -> str:
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")
