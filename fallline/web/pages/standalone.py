"""A race as a page that travels: one file with all it needs, which plays without a server."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from plotly.utils import PlotlyJSONEncoder

from fallline.core import BadInput
from fallline.core.locations import ASSETS
from fallline.panels import BELOW, BOARD, VIEWS, packed, shelf
from fallline.picture import Look
from fallline.picture.notes import notes
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.words import LOOKS
from fallline.view import View, write_link
from fallline.web.pages.stage import stage_of

PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
SCRIPTS: tuple[str, ...] = (
    "_say",
    "player",
    "canvas",
    "trails",
    "arrows",
    "plane",
    "space",
    "curves",
    "numbers",
    "says",
    "scoreboard",
    "stage",
)
SCRIPTS += ("transport", "spoken", "travel")
STYLES = ("style", "modes")
LARGEST = 6_000_000  # bytes of the file
LEAST_LINES = 6  # of the table
NEEDED = ("gap", "step_size", "ideal_own", "ideal_own_edge", "effective_rate", "grad", "step")  # by other panels

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}" data-mode="travel">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Fall Line</title>
<style>{styles}</style>
</head>
<body>
<div class="lab" id="lab">
<header><h1 class="brand"><span class="logo" aria-hidden="true">◣</span>{title}</h1><p>{says}</p></header>
<p id="notice" role="alert"></p>
<main class="stage" id="race">{places}</main>
<div id="transport" class="transport" role="region" aria-label="Playback"></div>
<div id="spoken" class="unseen" aria-live="polite"></div>
<footer>{notes}</footer>
</div>
<script type="text/plain" id="plotly">{plotly}</script>
<script type="text/plain" id="stage">{stage}</script>
<script>{scripts}</script>
<script>window.fallline.travel();</script>
</body>
</html>
"""


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
    styles = [(ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    styles += [f'[data-part~="{part}"] {{ display: none !important; }}' for part in view.hide]
    text = PAGE.format(
        theme=look.theme,
        title=escape(scene.landscape.title),
        says=escape(scene.landscape.says()),
        styles="\n".join(styles),
        places="".join(_place(place, shown) for place in (VIEWS, BOARD, BELOW)),
        notes="".join(f"<p>{escape(each)}</p>" for each in said),
        plotly=_plotly(),
        stage=_zipped(json.dumps(stage, cls=PlotlyJSONEncoder).encode()),
        scripts="\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS),
    )
    return text.encode()


@lru_cache(maxsize=1)
def _plotly() -> str:
    return _zipped(PLOTLY.read_bytes())


def _zipped(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _place(place: str, shown: list[str]) -> str:
    here = [id for id in shown if shelf.class_of(id).place == place]
    panels = "".join(_panel(id) for id in sorted(here, key=lambda id: shelf.class_of(id).order))
    return f'<section class="{place}" id="place-{place}">{panels}</section>' if panels else ""


def _panel(id: str) -> str:
    cls = shelf.class_of(id)
    inside = '<div class="plot"></div><canvas class="overlay"></canvas>' if cls.has_stage else ""
    title = escape(cls.title)
    reached = "" if cls.has_stage else f' tabindex="0" role="region" aria-label="{title}"'
    return (
        f'<figure id="panel-{id}" class="panel {cls.overlay}" data-panel="{id}" data-overlay="{cls.overlay}" '
        f'data-part="{id}" aria-label="{title}"><figcaption><span title="{escape(cls.says())}">{title}</span>'
        f'<span class="tools" id="tools-{id}"></span></figcaption><div class="frame"{reached}>{inside}</div></figure>'
    )
