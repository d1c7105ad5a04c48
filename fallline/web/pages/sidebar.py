"""The rail: the scene as controls."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.analysis.diagnosis import diagnosis
from fallline.analysis.learning_rates import rate_of, regime_in_force, regime_words
from fallline.core import Box, Optimizer, setting_at, settings_of
from fallline.optimizers import shelf as optimizers
from fallline.picture import Look, marked
from fallline.picture.palette import Mark
from fallline.run import Ending, Trajectory
from fallline.scene import Scene
from fallline.scene.examples import Example, examples
from fallline.view import View
from fallline.view.link import read_link
from fallline.web.i18n import say
from fallline.web.pages import landscape_controls as ground
from fallline.web.pages.controls import control, controls, named, title_of
from fallline.web.pages.formula_card import card, unshown
from fallline.web.pages.layout import UNSAID, part

SHAPES = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "star": "★",
    "cross": "✚",
    "pentagon": "⬟",
    "wedge": "▼",
}


def rail(scene: Scene, view: View, look: Look, runs: tuple[Trajectory, ...]) -> list[html.Section]:
    """Everything the rail holds for a scene and its race."""
    each = [_run(which, run, mark, scene, view, look) for which, run, mark in marked(runs)]
    where = [*_example(scene, view), ground.about(scene), ground.terrain(scene, view), ground.start(scene, view)]
    if scene.landscape.dim > 2:
        where.append(ground.drawn(scene, view, runs))
    return [*where, _rates(scene, view), _comparing(view), *each, _adder(), _race(scene, runs)]


def _example(scene: Scene, view: View) -> list[html.Section]:
    """What an example shows, while it is the race on show."""
    shown = next(
        (each for each in examples.values() if _race_of(each) == (scene, view.reach_of(scene.landscape))), None
    )
    if shown is None:
        return []
    return [
        html.Section(
            [html.H2(say(shown.title)), html.P(say(shown.says), className="says")], id="example", **part("examples")
        )
    ]


@lru_cache
def _race_of(example: Example) -> tuple[Scene, Box]:
    scene, view = read_link(example.link)
    return scene, view.reach_of(scene.landscape)


def _rates(scene: Scene, view: View) -> html.Section:
    regime = regime_in_force(scene, view.rates)
    words = {"tuned": say("Tuned here"), "same": say("Same for all"), "defaults": say("Defaults")}
    note = say(regime_words(scene, view.rates))
    return html.Section(
        [
            html.H2(say("Learning rates")),
            dmc.SegmentedControl(
                id="rates",
                data=[{"value": value, "label": label} for value, label in words.items()],
                value=regime if regime in words else "",
                size="xs",
                fullWidth=True,
                **named(say("Learning rates")),
            ),
            html.P(f"{note[0].upper()}{note[1:]}", className="fact", id="regime"),
        ],
        **part("rates"),
    )


def _comparing(view: View) -> html.Section:
    meaning = say("What you change next is raced beside what was there before, which stays in sight, faint.")
    switch = dmc.Switch(id="comparing", checked=bool(view.before), label=say("change one thing at a time"), size="xs")
    return html.Section(
        [html.Div(switch, title=meaning), *([html.P(meaning, className="fact")] if view.before else [])],
        **part("before"),
    )


def _run(which: int, run: Trajectory, mark: Mark, scene: Scene, view: View, look: Look) -> html.Section:
    optimizer, of = run.optimizer, f"run-{which}"
    rate = optimizer.rate_path or ""
    first = [control(of, setting_at(optimizer, rate), rate_of(optimizer), rate)] if rate else []
    rest = controls(of, optimizer, but=rate)
    others = tuple(each for each in settings_of(type(optimizer)) if each.name != rate)
    swatch = html.Span(SHAPES[mark.shape], style={"color": look.colour(mark)}, className="swatch", **UNSAID)
    name = mark.name
    buttons = [
        _press("double", which, "+", say("Race {run} once more", run=name)),
        _press("remove", which, "×", say("Remove {run}", run=name)),
    ]
    lines = "\n\n".join(f"$${line}$$" for line in optimizer.lines())
    fails = say("When it fails: {words}", words=say(optimizer.fails))
    rule = [dcc.Markdown(lines, mathjax=True, className="formula"), *_card(which, optimizer)]
    rule += [html.P(say(optimizer.says()), className="says"), html.P(fails, className="says")]
    rule.append(html.P(say(optimizer.source()), className="fact"))
    changed = ground.changed_from_default(optimizer, others)
    return html.Section(
        [
            html.Div([swatch, html.Strong(name), html.Span(buttons, **part("remove"))], className="head"),
            html.P(_ended(run, scene, view), className="fact outcome"),
            *first,
            html.Details([html.Summary([say("all settings"), changed]), *rest], **part("settings")),
            html.Details(
                [html.Summary(say("the rule, in letters and in numbers")), *rule], className="rule", **part("rules")
            ),
        ],
        className="run",
    )


def _press(does: str, run: int, sign: str, words: str) -> html.Button:
    return html.Button(
        sign, id={"type": "press", "does": does, "run": run}, className="quiet", title=words, **named(words)
    )


def _card(which: int, optimizer: Optimizer) -> list:
    """The rule with this step's numbers, per axis; assets/page/rules.js fills it."""
    lines, slots = card(optimizer)
    if not lines:
        return []
    left_out = ", ".join(name.replace("_", " ") for name in unshown(optimizer))
    note = say("Written for the usual settings; not in it: {names}.", names=left_out)
    says = say("In numbers, for this step:") + (f" ({note})" if left_out else "")
    data: dict[str, Any] = {"data-lines": json.dumps(lines), "data-slots": slots, "data-run": which}
    return [html.P(says, className="fact"), html.Div(className="card", **data)]


def _ended(run: Trajectory, scene: Scene, view: View) -> str:
    """How every start ended and why: the sentence of the only one, or a count of each kind of end."""
    if run.rows == 1:
        end, why = say(run.outcome[0].sentence), say(diagnosis(run, scene.noise, view.reach_of(scene.landscape)))
        return f"{end[:1].upper()}{end[1:]}{': ' if why else ''}{why}."
    words = {Ending.REACHED: say("arrived"), Ending.DIVERGED: say("diverged"), Ending.STALLED: say("stalled")}
    counts = Counter(words.get(end.ending, say("still going")) for end in run.outcome)
    ends = ", ".join(f"{count} {word}" for word, count in counts.items())
    return say("Of {n} starts: {ends}.", n=run.rows, ends=ends)


def _adder() -> html.Section:
    families: dict[str, list[dict[str, str]]] = {}
    for id in optimizers:
        family = say(optimizers.class_of(id).family.replace("_", " "))
        families.setdefault(family, []).append({"value": id, "label": title_of(optimizers, id)})
    data = [{"group": family, "items": items} for family, items in families.items()]
    adder = dmc.Select(
        id="add",
        data=data,
        value=None,
        placeholder=say("Add an optimizer …"),
        size="xs",
        searchable=True,
        **named(say("Add an optimizer")),
    )
    return html.Section([adder], **part("add"))


def _race(scene: Scene, runs: tuple[Trajectory, ...]) -> html.Section:
    own = [each for each in settings_of(Scene) if each.name != "around"]  # that stands at the start
    fresh = html.Button(say("another seed"), id={"type": "press", "does": "seed", "run": 0}, className="button small")
    return html.Section(
        [
            html.H2(say("Race")),
            *(control("scene", each, getattr(scene, each.name)) for each in own),
            *([fresh] if scene.noise else []),
            html.P(_made(runs[0]), className="fact", id="made"),
        ],
        **part("race"),
    )


def _made(run: Trajectory) -> str:
    made = {"torch": run.made["torch"], "dtype": run.made["dtype"], "device": run.made["device"].upper()}
    return say("Computed step by step in torch {torch}, {dtype}, on the {device}.", **made)
