"""The sidebar: the controls of a scene and its runs."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.analysis.diagnosis import diagnose
from fallline.analysis.learning_rates import actual_regime, describe_regime, get_learning_rate
from fallline.core import Box, Optimizer, setting_at_path, settings_of
from fallline.optimizers import shelf as optimizers
from fallline.picture import Look, runs_with_marks
from fallline.picture.palette import Mark
from fallline.run import Ending, Trajectory
from fallline.scene import Scene
from fallline.scene.examples import Example, examples
from fallline.view import View
from fallline.view.link import read_link
from fallline.web.i18n import say
from fallline.web.pages import landscape_controls
from fallline.web.pages.controls import aria_label, build_control, build_controls, item_title
from fallline.web.pages.formula_card import build_card, settings_not_in_formula
from fallline.web.pages.layout import HIDDEN_FROM_SCREEN_READERS, part_attributes
from fallline.web.pages.picture_notes import describe_omissions

SHAPE_SYMBOLS = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "star": "★",
    "cross": "✚",
    "pentagon": "⬟",
    "wedge": "▼",
}


def build_sidebar(scene: Scene, view: View, look: Look, runs: tuple[Trajectory, ...]) -> list[html.Section]:
    """Return all sections of the sidebar for a race."""
    run_sections = [
        _run_section(run_index, run, mark, scene, view, look) for run_index, run, mark in runs_with_marks(runs)
    ]
    sections = [
        *_example_section(scene, view),
        landscape_controls.about_section(scene, describe_omissions(scene, runs, view)),
        landscape_controls.terrain_section(scene, view),
        landscape_controls.start_section(scene, view),
    ]
    if scene.landscape.dim > 2:
        sections.append(landscape_controls.plane_section(scene, view, runs))
    sections += [_rates_section(scene, view), _comparison_section(view)]
    return [*sections, *run_sections, _add_run_section(), _race_section(scene, runs)]


def _example_section(scene: Scene, view: View) -> list[html.Section]:
    """Return a list of the section with the text of the example that the race is, [] if it is no example."""
    current = (scene, view.drawn_box(scene.landscape))
    shown = next((each for each in examples.values() if _read_example(each) == current), None)
    if shown is None:
        return []
    return [
        html.Section(
            [html.H2(say(shown.title)), html.P(say(shown.description), className="says")],
            id="example",
            **part_attributes("examples"),
        )
    ]


@lru_cache
def _read_example(example: Example) -> tuple[Scene, Box]:
    scene, view = read_link(example.link)
    return scene, view.drawn_box(scene.landscape)


def _rates_section(scene: Scene, view: View) -> html.Section:
    regime = actual_regime(scene, view.rates)
    labels = {"tuned": say("Tuned here"), "same": say("Same for all"), "defaults": say("Defaults")}
    note = say(describe_regime(scene, view.rates))
    return html.Section(
        [
            html.H2(say("Learning rates")),
            dmc.SegmentedControl(
                id="rates",
                data=[{"value": value, "label": label} for value, label in labels.items()],
                value=regime if regime in labels else "",
                size="xs",
                fullWidth=True,
                **aria_label(say("Learning rates")),
            ),
            html.P(f"{note[0].upper()}{note[1:]}", className="fact", id="regime"),
        ],
        **part_attributes("rates"),
    )


def _comparison_section(view: View) -> html.Section:
    meaning = say("What you change next is raced beside what was there before, which stays in sight, faint.")
    switch = dmc.Switch(id="comparing", checked=bool(view.before), label=say("change one thing at a time"), size="xs")
    return html.Section(
        [html.Div(switch, title=meaning), *([html.P(meaning, className="fact")] if view.before else [])],
        **part_attributes("before"),
    )


def _run_section(run_index: int, run: Trajectory, mark: Mark, scene: Scene, view: View, look: Look) -> html.Section:
    optimizer, owner = run.optimizer, f"run-{run_index}"
    lr_path = optimizer.lr_path or ""
    lr_controls = []
    if lr_path:
        setting = setting_at_path(optimizer, lr_path)
        lr_controls = [build_control(owner, setting, get_learning_rate(optimizer), lr_path)]
    other_controls = build_controls(owner, optimizer, excluded=lr_path)
    other_settings = tuple(each for each in settings_of(type(optimizer)) if each.name != lr_path)
    swatch = html.Span(
        SHAPE_SYMBOLS[mark.shape], style={"color": look.colour(mark)}, className="swatch", **HIDDEN_FROM_SCREEN_READERS
    )
    name = mark.name
    buttons = [
        _button("double", run_index, "+", say("Race {run} once more", run=name)),
        _button("remove", run_index, "×", say("Remove {run}", run=name)),
    ]
    lines = "\n\n".join(f"$${line}$$" for line in optimizer.formula_lines())
    failure_text = say("When it fails: {words}", words=say(optimizer.fails))
    rule_parts = [dcc.Markdown(lines, mathjax=True, className="formula"), *_formula_card(run_index, optimizer)]
    rule_parts += [html.P(say(optimizer.description()), className="says"), html.P(failure_text, className="says")]
    rule_parts.append(html.P(say(optimizer.source()), className="fact"))
    changed = landscape_controls.changed_settings_note(optimizer, other_settings)
    return html.Section(
        [
            html.Div([swatch, html.Strong(name), html.Span(buttons, **part_attributes("remove"))], className="head"),
            html.P(_outcome_text(run, scene, view), className="fact outcome"),
            *lr_controls,
            html.Details(
                [html.Summary([say("all settings"), changed]), *other_controls], **part_attributes("settings")
            ),
            html.Details(
                [html.Summary(say("the rule, in letters and in numbers")), *rule_parts],
                className="rule",
                **part_attributes("rules"),
            ),
        ],
        className="run",
    )


def _button(action: str, run: int, symbol: str, label: str) -> html.Button:
    return html.Button(
        symbol, id={"type": "press", "does": action, "run": run}, className="quiet", title=label, **aria_label(label)
    )


def _formula_card(run_index: int, optimizer: Optimizer) -> list:
    """Return the formula card with the numbers of the shown step, which assets/page/rules.js writes."""
    lines, slots = build_card(optimizer)
    if not lines:
        return []
    missing = ", ".join(name.replace("_", " ") for name in settings_not_in_formula(optimizer))
    note = say("Written for the usual settings; not in it: {names}.", names=missing)
    text = say("In numbers, for this step:") + (f" ({note})" if missing else "")
    data: dict[str, Any] = {"data-lines": json.dumps(lines), "data-slots": slots, "data-run": run_index}
    return [html.P(text, className="fact"), html.Div(className="card", **data)]


def _outcome_text(run: Trajectory, scene: Scene, view: View) -> str:
    """Return how a run ended: for one start a sentence with the diagnosis, else the count of each kind of end."""
    if run.rows == 1:
        end, diagnosis = say(run.outcome[0].sentence), say(diagnose(run, scene.noise, view.drawn_box(scene.landscape)))
        return f"{end[:1].upper()}{end[1:]}{': ' if diagnosis else ''}{diagnosis}."
    words = {Ending.REACHED: say("arrived"), Ending.DIVERGED: say("diverged"), Ending.STALLED: say("stalled")}
    counts = Counter(words.get(end.ending, say("still going")) for end in run.outcome)
    ends = ", ".join(f"{count} {word}" for word, count in counts.items())
    return say("Of {n} starts: {ends}.", n=run.rows, ends=ends)


def _add_run_section() -> html.Section:
    families: dict[str, list[dict[str, str]]] = {}
    for id in optimizers:
        family = say(optimizers.class_of(id).family.replace("_", " "))
        families.setdefault(family, []).append({"value": id, "label": item_title(optimizers, id)})
    data = [{"group": family, "items": items} for family, items in families.items()]
    select = dmc.Select(
        id="add",
        data=data,
        value=None,
        placeholder=say("Add an optimizer …"),
        size="xs",
        searchable=True,
        selectFirstOptionOnChange=True,  # so that Enter adds it
        filter={"function": "rankOptions"},  # of assets/bridge.js
        **aria_label(say("Add an optimizer")),
    )
    return html.Section([select], **part_attributes("add"))


def _race_section(scene: Scene, runs: tuple[Trajectory, ...]) -> html.Section:
    scene_settings = [each for each in settings_of(Scene) if each.name != "around"]  # "around" is in the start section
    seed_button = html.Button(
        say("another seed"), id={"type": "press", "does": "seed", "run": 0}, className="button small"
    )
    return html.Section(
        [
            html.H2(say("Race")),
            *(build_control("scene", each, getattr(scene, each.name)) for each in scene_settings),
            *([seed_button] if scene.noise else []),
            html.P(_computation_text(runs[0]), className="fact", id="made"),
        ],
        **part_attributes("race"),
    )


def _computation_text(run: Trajectory) -> str:
    provenance = {
        "torch": run.provenance["torch"],
        "dtype": run.provenance["dtype"],
        "device": run.provenance["device"].upper(),
    }
    return say("Computed step by step in torch {torch}, {dtype}, on the {device}.", **provenance)
