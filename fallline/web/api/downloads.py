"""What leaves the page at once: figures, numbers, a page that travels, scripts."""

from __future__ import annotations

import mimetypes
from dataclasses import asdict
from pathlib import Path
from threading import Lock

from flask import Flask, Response, request

from fallline.core import BadInput, settings_of
from fallline.files.scripts import lab_code, torch_code
from fallline.files.traces import check_suffix, content
from fallline.film import Drawing, Filming, drawn
from fallline.film.encode import FORMATS
from fallline.film.still import SUFFIXES
from fallline.run import race
from fallline.web.api.asked import asked_race
from fallline.web.messages import Exports, Scripts
from fallline.web.operations.limits import Limits
from fallline.web.pages.standalone import travelling

DRAWING = Lock()  # one figure at a time: each takes a core and some memory


def take_away(server: Flask, limits: Limits) -> None:
    """Adds the questions to a server."""
    server.add_url_rule("/race<suffix>", "race", lambda suffix: _race(limits, suffix))
    server.add_url_rule("/figure<suffix>", "figure", lambda suffix: _figure(limits, suffix))
    server.add_url_rule("/page", "page", lambda: _page(limits))
    server.add_url_rule("/scripts", "scripts", lambda: _scripts(limits))
    server.add_url_rule("/exports", "exports", _exports)


def _race(limits: Limits, suffix: str) -> Response:
    """Every number of a link's race as a file: /race.csv, /race.json or /race.npz."""
    check_suffix(Path(f"race{suffix}"))
    scene, view = asked_race(limits)
    return _saved(content(suffix, scene, race(scene), view.reach_of(scene.landscape)), scene.landscape.id, suffix)


def _figure(limits: Limits, suffix: str) -> Response:
    """A link's race at its step as /figure.png, /figure.svg or /figure.pdf; further words as Drawing has them."""
    words = {name: value for name, value in request.args.items() if name != "link"}
    drawing = Drawing.read(words)
    scene, view = asked_race(limits)
    with DRAWING:
        _, made = drawn(suffix, scene, view, drawing)
    return _saved(made, f"{scene.landscape.id}-{drawing.part}", suffix)


def _page(limits: Limits) -> Response:
    """A link's race as one html file."""
    scene, view = asked_race(limits)
    return _saved(travelling(scene, view, request.args.get("theme", "light")).content, scene.landscape.id, ".html")


def _scripts(limits: Limits) -> Scripts:
    """A link's race as Python; where there is no such script, why."""
    scene, _ = asked_race(limits)
    try:
        return {"lab": {"code": lab_code(scene)}, "torch": {"code": torch_code(scene)}}
    except BadInput as problem:
        return {"lab": {"code": lab_code(scene)}, "torch": {"problem": str(problem)}}


def _exports() -> Exports:
    """The settings of films and figures, and what they can end in."""
    return {
        "film": {"settings": [asdict(each) for each in settings_of(Filming)], "suffixes": FORMATS},
        "figure": {"settings": [asdict(each) for each in settings_of(Drawing)], "suffixes": SUFFIXES},
    }


def _saved(made: bytes, name: str, suffix: str) -> Response:
    answer = Response(made)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}{suffix}"
    answer.mimetype = mimetypes.types_map.get(suffix, "application/octet-stream")
    return answer
