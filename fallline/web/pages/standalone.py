"""A race as a standalone HTML page: one file with all it needs, which plays without a server."""

from __future__ import annotations

import base64
import gzip
import json
import math
import re
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from plotly.utils import PlotlyJSONEncoder

from fallline.charts.page_policy import offline_policy, script_hash
from fallline.core import BadInput
from fallline.core.deadline import check_time
from fallline.core.locations import ASSETS
from fallline.panels import BELOW_PLACE, BOARD_PLACE, VIEWS_PLACE, pack_array, shelf
from fallline.picture import Look, Runs
from fallline.picture.notes import write_race_notes
from fallline.run import race, settle_minima
from fallline.scene import Scene
from fallline.scene.link_words import VIEW_WORDS
from fallline.view import View, write_link
from fallline.web.pages.browser_modules import STANDALONE_MODULE, read_modules
from fallline.web.pages.stage import build_race_drawing
from fallline.web.pages.templates import render_template

PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
STYLES = ("base", "inspector", "plane", "stage", "surface", "modes")
FONT_URL = re.compile(r'url\("(fonts/[^"]+\.woff2)"\)')  # in a style sheet
MAX_PAGE_BYTES = 6_000_000
MIN_TABLE_LINES = 6
# A race with at most so many steps of all its runs is computed before its page is measured; of a longer one, a page of
# its first steps is measured first. A page has about 110 bytes for each step of a run, and 2.6 million besides.
UNCHECKED_RUN_STEPS = 32_000
# A stage that is compressed as a whole has at least this share of what its parts have that are compressed apart.
LEAST_SHARE_OF_ESTIMATE = 0.95
REST = "rest"  # of a stage, without its large arrays
# The arrays of a run that panels other than the table use.
ARRAYS_OF_OTHER_PANELS = ("gap", "step_size", "ideal_own", "ideal_own_edge", "effective_rate", "grad", "step")


@dataclass(frozen=True)
class StandalonePage:
    """A standalone HTML file, and a sentence for each part that was left out because of its size."""

    content: bytes
    left_out: tuple[str, ...]


def build_standalone_page(scene: Scene, view: View, theme: str) -> StandalonePage:
    """Return the page of a race; ``theme`` is used if the view has no theme of its own.

    Beyond MAX_PAGE_BYTES, trails of further starts are left out first, then the table's last lines. Raises BadInput if
    the page is too large even so; of a long race, only the steps that are too many for a page are computed first.
    """
    look = Look.from_view(view, theme)
    _refuse_long_race(scene, view, look)
    scene = settle_minima(scene)
    runs = race(scene)
    stage = _build_stage(scene, runs, view, look)
    left_out: dict[str, str] = {}
    empty, sizes = len(_render(scene, view, look, {"painterData": {}}, [])), dict[str, int]()
    while True:
        check_time()
        may_fit = empty + LEAST_SHARE_OF_ESTIMATE * _estimate_size(stage, sizes) <= MAX_PAGE_BYTES
        if not may_fit and _shrink(stage, left_out):
            continue
        notes = [*left_out.values(), *write_race_notes(scene, runs, view)]
        content = _render(scene, view, look, stage, notes)
        if len(content) <= MAX_PAGE_BYTES:
            return StandalonePage(content, tuple(left_out.values()))
        if not _shrink(stage, left_out):
            raise _too_large(scene, len(content), scene.steps)


def _estimate_size(stage: dict[str, Any], sizes: dict[str, int]) -> int:
    """Return about how many bytes a stage has in a page: its arrays and the rest are compressed apart, each once.

    ``sizes`` are those of the parts that were compressed for earlier estimates, by their text.
    """
    packed = [each for run in _runs_of(stage) for each in (run["paths"], *run.get("arrays", {}).values())]
    texts = {each["data"] for each in packed}
    for text in texts - sizes.keys():
        check_time()
        sizes[text] = len(_compress_base64(text.encode()))
    if REST not in sizes:  # which is hardly changed by what is left out
        runs = [{**run, "paths": None, "arrays": None} for run in _runs_of(stage)]
        rest = {**stage, "shared": {**stage["shared"], "runs": runs, "ghosts": None}}
        sizes[REST] = len(_compress_base64(json.dumps(rest, cls=PlotlyJSONEncoder).encode()))
    return sizes[REST] + sum(sizes[text] for text in texts)


def _runs_of(stage: dict[str, Any]) -> list[dict[str, Any]]:
    return [*stage["shared"]["runs"], *stage["shared"]["ghosts"]]


def _shrink(stage: dict[str, Any], left_out: dict[str, str]) -> bool:
    """Leave out what a page can best do without, and return True; False if there is no more of it."""
    return _drop_trails(stage, left_out) or _shorten_table(stage, left_out)


def _build_stage(scene: Scene, runs: Runs, view: View, look: Look) -> dict[str, Any]:
    drawing = build_race_drawing(scene, runs, view, look)
    return {**drawing, "link": write_link(scene, view), "viewKeys": VIEW_WORDS, "edited": False}


def _refuse_long_race(scene: Scene, view: View, look: Look) -> None:
    """Raise BadInput if a page of the first steps from the first start alone is too large, tried with ever more steps.

    Such a page, with the shortest table, has less in it than any page of the whole race. The last one tried has at most
    about twice the steps that fit, so the time until a refusal is that of the largest pages, however long the race is.
    """
    steps = UNCHECKED_RUN_STEPS // len(scene.optimizers)
    first_view = replace(view, t=View.t, before=View.before)
    while steps < scene.steps:
        check_time()
        first = replace(scene, starts=scene.starts[:1], around=None, steps=steps)
        stage, left_out = _build_stage(first, race(first), first_view, look), dict[str, str]()
        while _shorten_table(stage, left_out):
            pass
        if (size := len(_render(first, first_view, look, stage, []))) > MAX_PAGE_BYTES:
            raise _too_large(scene, size, steps)
        steps *= 2


def _too_large(scene: Scene, size: int, steps: int) -> BadInput:
    """Return the error for a race whose page has at least ``size`` bytes; that many are needed for ``steps`` steps."""
    empty = len(_compressed_plotly())
    fitting = steps * (MAX_PAGE_BYTES - empty) / max(size - empty, 1)
    rounding = 10 ** max(math.floor(math.log10(max(fitting, 1))) - 1, 0)
    return BadInput(
        "A page of this race would have {more}{size} million bytes; at most {most} million can be sent by e-mail "
        "everywhere, so take fewer steps, such as {fewer}, or fewer optimizers.",
        more="" if steps == scene.steps else "over ",
        size=f"{size / 1e6:.1f}",
        most=f"{MAX_PAGE_BYTES / 1e6:g}",
        fewer=max(math.floor(0.9 * fitting / rounding) * rounding, 1),
    )


def _drop_trails(stage: dict[str, Any], left_out: dict[str, str]) -> bool:
    """Drop every second trail, but not that of the chosen start, and return True; False if there is only one trail."""
    runs = _runs_of(stage)
    trail_count = stage["shared"]["runs"][0]["paths"]["shape"][0]
    if trail_count < 2:
        return False
    for run in runs:
        paths = _unpack_array(run["paths"])
        run["paths"] = pack_array(paths[::2])
    start_count, trail_count = stage["shared"]["starts"], stage["shared"]["runs"][0]["paths"]["shape"][0]
    left_out["trails"] = (
        f"Of the trails from {start_count:,} starts {trail_count:,} are drawn here; the results are of all."
    )
    return True


def _shorten_table(stage: dict[str, Any], left_out: dict[str, str]) -> bool:
    """Drop the second half of the table's lines, and return True; False if it has no more than MIN_TABLE_LINES."""
    table = stage["painterData"].get("numbers", {"lines": []})
    lines = table["lines"]
    if len(lines) <= MIN_TABLE_LINES:
        return False
    table["lines"] = lines[: max(len(lines) // 2, MIN_TABLE_LINES)]
    needed = {line[key] for line in table["lines"] for key in ("array", "edge") if key in line} | set(
        ARRAYS_OF_OTHER_PANELS
    )
    for run in stage["shared"]["runs"]:
        used = needed | {run["momentum"], *(run["gradientSize"] or ())}
        run["arrays"] = {name: values for name, values in run["arrays"].items() if name in used}
    left_out["table"] = f"The table is cut to its first {len(table['lines'])} lines."
    return True


def _unpack_array(packed: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=f"<{packed['kind']}").reshape(packed["shape"])


def _render(scene: Scene, view: View, look: Look, stage: dict[str, Any], notes: list[str]) -> bytes:
    shown_panels = list(stage["painterData"])
    panels_by_place = {
        place: [shelf.class_of(id) for id in _panels_of(place, shown_panels)]
        for place in (VIEWS_PLACE, BOARD_PLACE, BELOW_PLACE)
    }
    nonce = secrets.token_urlsafe(16)  # which allows the imports of an allowed module, too
    text = render_template(
        "standalone.html",
        nonce=nonce,
        policy=offline_policy(f"'nonce-{nonce}'", _plotly_hash()),
        theme=look.theme,
        landscape=scene.landscape,
        styles=[_read_style(name) for name in STYLES],
        hidden=view.hide,
        places={place: panels for place, panels in panels_by_place.items() if panels},
        notes=notes,
        plotly=_compressed_plotly(),
        stage=_compress_base64(json.dumps(stage, cls=PlotlyJSONEncoder).encode()),
        import_map=Markup(read_modules().data_map(STANDALONE_MODULE)),  # noqa: S704 - this project's own modules
        entry=STANDALONE_MODULE,
    )
    return text.encode()


def _read_style(name: str) -> Markup:
    """Return a style sheet for the page, without escaping, with its fonts in it."""
    text = (ASSETS / f"{name}.css").read_text(encoding="utf-8")
    return Markup(FONT_URL.sub(_embed_font, text))  # noqa: S704 - no visitor's words are in it


def _embed_font(match: re.Match[str]) -> str:
    return f'url("data:font/woff2;base64,{base64.b64encode((ASSETS / match[1]).read_bytes()).decode()}")'


@lru_cache(maxsize=1)
def _compressed_plotly() -> str:
    return _compress_base64(PLOTLY.read_bytes())


@lru_cache(maxsize=1)
def _plotly_hash() -> str:
    """Return the hash of the script element that the page creates from Plotly's unpacked text, for its policy."""
    return script_hash(PLOTLY.read_bytes().decode())


def _compress_base64(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _panels_of(place: str, shown_panels: list[str]) -> list[str]:
    """Return the ids of the shown panels of a place, in their order."""
    return sorted(
        (id for id in shown_panels if shelf.class_of(id).place == place), key=lambda id: shelf.class_of(id).order
    )
