"""A race as a page that travels: one file with all it needs, which plays without a server."""

from __future__ import annotations

import base64
import gzip
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from plotly.utils import PlotlyJSONEncoder

from fallline.charts.page_policy import offline_policy, script_hash
from fallline.core import BadInput
from fallline.core.locations import ASSETS
from fallline.panels import BELOW, BOARD, VIEWS, packed, shelf
from fallline.picture import Look
from fallline.picture.notes import notes
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.words import LOOKS
from fallline.view import View, write_link
from fallline.web.pages.browser_modules import STANDALONE, modules
from fallline.web.pages.stage import stage_of
from fallline.web.pages.templates import rendered

PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
STYLES = ("style", "modes")
LARGEST = 6_000_000  # bytes of the file
LEAST_LINES = 6  # of the table
NEEDED = ("gap", "step_size", "ideal_own", "ideal_own_edge", "effective_rate", "grad", "step")  # by other panels


@dataclass(frozen=True)
class Travelling:
    """The file, and a sentence for each thing that was left out so that it is not too large."""

    content: bytes
    left_out: tuple[str, ...]


def travelling(scene: Scene, view: View, theme: str) -> Travelling:
    """The page of a race for a reader who prefers ``theme``; raises BadInput for one that is too large in any case.

    Beyond LARGEST, trails of further starts are left out first, then the table's last lines.
    """
    look = Look.of(view, theme)
    runs = race(scene)
    stage = {**stage_of(scene, runs, view, look), "link": write_link(scene, view), "looks": LOOKS, "edited": False}
    left_out: dict[str, str] = {}
    while True:
        said = [*left_out.values(), *notes(scene, runs, view)]
        content = _filled(scene, view, look, stage, said)
        if len(content) <= LARGEST:
            return Travelling(content, tuple(left_out.values()))
        if not (_fewer_trails(stage, left_out) or _shorter_table(stage, left_out)):
            raise BadInput(
                f"A page of this race would have {len(content) / 1e6:.1f} million bytes; at most {LARGEST / 1e6:g} "
                "million can be sent by e-mail everywhere, so take fewer steps or optimizers."
            )


def _fewer_trails(stage: dict[str, Any], left_out: dict[str, str]) -> bool:
    """Keeps every second trail, the chosen start's among them; False where there is only one."""
    runs = [*stage["shared"]["runs"], *stage["shared"]["before"]]
    kept = stage["shared"]["runs"][0]["paths"]["shape"][0]
    if kept < 2:
        return False
    for run in runs:
        paths = _array(run["paths"])
        run["paths"] = packed(paths[::2])
    many, kept = stage["shared"]["starts"], stage["shared"]["runs"][0]["paths"]["shape"][0]
    left_out["trails"] = f"Of the trails from {many:,} starts {kept:,} are drawn here; the results are of all."
    return True


def _shorter_table(stage: dict[str, Any], left_out: dict[str, str]) -> bool:
    """Keeps half of the table's lines; False where there are few."""
    table = stage["actors"].get("numbers", {"lines": []})
    lines = table["lines"]
    if len(lines) <= LEAST_LINES:
        return False
    table["lines"] = lines[: max(len(lines) // 2, LEAST_LINES)]
    named = {line[word] for line in table["lines"] for word in ("array", "edge") if word in line} | set(NEEDED)
    for run in stage["shared"]["runs"]:
        drawn = named | {run["momentum"], *(run["size"] or ())}
        run["arrays"] = {name: values for name, values in run["arrays"].items() if name in drawn}
    left_out["table"] = f"The table is cut to its first {len(table['lines'])} lines."
    return True


def _array(sent: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(sent["data"]), dtype=f"<{sent['kind']}").reshape(sent["shape"])


def _filled(scene: Scene, view: View, look: Look, stage: dict[str, Any], said: list[str]) -> bytes:
    shown = list(stage["actors"])
    placed = {place: [shelf.class_of(id) for id in _placed(place, shown)] for place in (VIEWS, BOARD, BELOW)}
    nonce = secrets.token_urlsafe(16)  # the modules that an allowed module imports are allowed with it
    text = rendered(
        "standalone.html",
        nonce=nonce,
        policy=offline_policy(f"'nonce-{nonce}'", _plotly_hash()),
        theme=look.theme,
        landscape=scene.landscape,
        styles=[_asset(f"{name}.css") for name in STYLES],
        hidden=view.hide,
        places={place: panels for place, panels in placed.items() if panels},
        notes=said,
        plotly=_plotly(),
        stage=_zipped(json.dumps(stage, cls=PlotlyJSONEncoder).encode()),
        import_map=Markup(modules().data_map(STANDALONE)),  # noqa: S704 - this project's own modules
        entry=STANDALONE,
    )
    return text.encode()


def _asset(name: str) -> Markup:
    """A file of this project's own, which stands in the page as it is."""
    return Markup((ASSETS / name).read_text(encoding="utf-8"))  # noqa: S704 - no visitor's words are in it


@lru_cache(maxsize=1)
def _plotly() -> str:
    return _zipped(PLOTLY.read_bytes())


@lru_cache(maxsize=1)
def _plotly_hash() -> str:
    """For the script element that the page makes of Plotly's unpacked text."""
    return script_hash(PLOTLY.read_bytes().decode())


def _zipped(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _placed(place: str, shown: list[str]) -> list[str]:
    """The panels of a place, in their order."""
    return sorted((id for id in shown if shelf.class_of(id).place == place), key=lambda id: shelf.class_of(id).order)
