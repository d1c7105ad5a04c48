"""Notes on how to reproduce a race: every setting and the link, as readable text."""

from __future__ import annotations

from fallline.analysis.learning_rates import describe_regime
from fallline.analysis.plot_plane import find_plane
from fallline.core import Item, settings_of, write_item
from fallline.core.number_text import format_count, format_short
from fallline.landscapes import write_landscape
from fallline.picture.look import Runs, runs_with_marks
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view import View, write_link

MAX_COORDINATES = 6  # of a start that are written out


def write_race_notes(scene: Scene, runs: Runs, view: View) -> list[str]:
    """Return lines that describe a race: the scene, each run with all its settings, the machine, and last the link."""
    settings = [f"{mark.name}: {_describe_settings(run.optimizer)}" for _, run, mark in runs_with_marks(runs)]
    made = f"learning rates: {describe_regime(scene, view.rates).rstrip('.')}; {_describe_machine(runs[0])}"
    return [", ".join(_describe_scene(scene, runs, view)), *settings, made, f"Fall Line  /?{write_link(scene, view)}"]


def _describe_scene(scene: Scene, runs: Runs, view: View) -> list[str]:
    start = scene.starts[0]
    coordinates = ", ".join(format_short(each, 6) for each in start[:MAX_COORDINATES])
    coordinates += ", …" if len(start) > MAX_COORDINATES else ""
    more = f" and {format_count(len(scene.rows) - 1)} more" if len(scene.rows) > 1 else ""
    tolerances = {end.tol for end in runs[0].outcome}
    plane = find_plane(scene, runs, view.plane, view.box)
    facts = [
        f"f: {write_landscape(scene.landscape)}",
        f"start ({coordinates}){more}",
        f"{format_count(scene.steps)} steps",
        f"target: f − f* ≤ {format_short(min(tolerances)) if len(tolerances) == 1 else '0.001 of each start’s'}",
        f"{view.height_scale(scene.landscape)} heights",
    ]
    facts += [f"noise {format_short(scene.noise)}, seed {scene.seed}"] if scene.noise else []
    facts += [plane.description] if plane.description else []
    return facts + ([f"drawn faintly: the race with {view.before}"] if view.before else [])


def _describe_machine(run: Trajectory) -> str:
    made = run.provenance
    return f"{made['dtype']} on {made['device']}, torch {made['torch']}, {made['machine']}"


def _describe_settings(item: Item) -> str:
    parts = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if value is not None:
            parts.append(f"{setting.name} {write_item(value) if isinstance(value, Item) else setting.write(value)}")
    return ", ".join(parts)
