"""How a race can be made again: every setting and the link, in sentences for the eye."""

from __future__ import annotations

from fallline.analysis.learning_rates import regime_words
from fallline.analysis.plot_plane import plane_of
from fallline.core import Item, settings_of, write_item
from fallline.landscapes import write_landscape
from fallline.picture.look import Runs, marked
from fallline.run.trajectory import Trajectory
from fallline.scene import Scene
from fallline.view import View, write_link

FEW = 6  # coordinates of a start that are written out


def notes(scene: Scene, runs: Runs, view: View) -> list[str]:
    """What was raced, a line for each run with all its settings, what it was made by; the last is the link."""
    settings = [f"{mark.name}: {_all_settings(run.optimizer)}" for _, run, mark in marked(runs)]
    made = f"rates {regime_words(scene, view.rates).rstrip('.')}; {_made(runs[0])}"
    return [", ".join(_facts(scene, runs, view)), *settings, made, f"Fall Line  /?{write_link(scene, view)}"]


def _facts(scene: Scene, runs: Runs, view: View) -> list[str]:
    start = scene.starts[0]
    more = f" and {len(scene.rows) - 1:,} more" if len(scene.rows) > 1 else ""
    limits = {end.tol for end in runs[0].outcome}
    plane = plane_of(scene, runs, view.plane, view.box)
    facts = [
        f"f: {write_landscape(scene.landscape)}",
        f"start ({', '.join(f'{each:g}' for each in start[:FEW])}{', …' if len(start) > FEW else ''}){more}",
        f"{scene.steps} steps",
        f"arrived: f − f* ≤ {f'{min(limits):.3g}' if len(limits) == 1 else '0.001 of each start’s'}",
        f"{view.height_of(scene.landscape)} heights",
    ]
    facts += [f"noise {scene.noise:g}, seed {scene.seed}"] if scene.noise else []
    facts += [plane.says] if plane.says else []
    return facts + ([f"drawn faintly: the race with {view.before}"] if view.before else [])


def _made(run: Trajectory) -> str:
    made = run.made
    return f"{made['dtype']} on {made['device']}, torch {made['torch']}, {made['machine']}"


def _all_settings(item: Item) -> str:
    parts = []
    for setting in settings_of(type(item)):
        value = getattr(item, setting.name)
        if value is not None:
            parts.append(f"{setting.name} {write_item(value) if isinstance(value, Item) else setting.write(value)}")
    return ", ".join(parts)
