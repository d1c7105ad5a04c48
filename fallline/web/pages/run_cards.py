"""The cards of the runs: each has the run's rank, its learning rate, and behind a button its other settings."""

from __future__ import annotations

from collections import Counter
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.analysis.diagnosis import diagnose
from fallline.analysis.learning_rates import get_learning_rate
from fallline.core import Optimizer, setting_at_path, settings_of
from fallline.optimizers import shelf as optimizers
from fallline.picture import runs_with_marks
from fallline.run import Ending, Trajectory
from fallline.scene import Scene
from fallline.scene.scene import MAX_RUNS
from fallline.view import View
from fallline.web.i18n import say
from fallline.web.pages.controls import (
    HIDDEN_FROM_SCREEN_READERS,
    aria_label,
    build_controls,
    build_number_field,
    build_slider,
    describe_changes,
    item_title,
    part_attributes,
    setting_help,
)
from fallline.web.pages.setting_labels import setting_label

# The first group of the list of optimizers.
POPULAR = ("adabelief", "adam", "adamw", "sgd_momentum", "gradient_descent", "rmsprop", "adagrad", "nadam", "lion")
CARD_PARTS = {"settings", "rules", "remove"}  # the parts of the page behind a card's button


def cards_section(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> html.Section:
    """Return the section with a card for each run. assets/page/cards.js writes ranks and arrivals at each step."""
    cards = [_card(run_index, run, mark.name, scene, view) for run_index, run, mark in runs_with_marks(runs)]
    return html.Section(cards, className="cards", **aria_label(say("Optimizers")))


def add_section(scene: Scene) -> html.Section:
    """Return the section with the list of optimizers to add; it says so when no more can be added."""
    is_full = len(scene.optimizers) >= MAX_RUNS
    full_text = say("At most {n} optimizers; remove one first.", n=MAX_RUNS)
    select = dmc.Select(
        id="add",
        data=_optimizer_groups(),
        value=None,
        placeholder=full_text if is_full else say("+ Add optimizer"),
        disabled=is_full,
        size="xs",
        searchable=True,
        openOnFocus=False,  # so that it stays closed when it has the focus again after an optimizer was added
        selectFirstOptionOnChange=True,  # so that Enter adds it
        maxDropdownHeight=360,
        filter={"function": "rankOptions"},  # of assets/bridge.js
        **aria_label(say("Add optimizer")),
    )
    return html.Section([select], className="add-run", **part_attributes("add"))


def _optimizer_groups() -> list[dict[str, Any]]:
    """Return the groups of the list of optimizers: the popular ones, then the others by family."""
    groups: dict[str, list[dict[str, str]]] = {say("Popular"): [_option(id) for id in POPULAR]}
    for id in optimizers:
        if id not in POPULAR:
            family = say(optimizers.class_of(id).family.replace("_", " "))
            groups.setdefault(family[:1].upper() + family[1:], []).append(_option(id))
    return [{"group": group, "items": items} for group, items in groups.items()]


def _option(id: str) -> dict[str, str]:
    return {"value": id, "label": item_title(optimizers, id)}


def _card(run_index: int, run: Trajectory, name: str, scene: Scene, view: View) -> html.Article:
    """Return the card of a run: a row of two lines, and below it what the row's button opens."""
    rank: dict[str, Any] = part_attributes("scoreboard")
    row = [
        html.Span(className="card-rank", **rank),
        html.Span(className="card-mark", **HIDDEN_FROM_SCREEN_READERS),  # assets/page/cards.js draws the run's ball
        html.Button(name, className="card-name", title=name),
        html.Span(className="card-arrival", **rank),
        *_learning_rate_controls(run_index, run.optimizer),
        *([] if set(view.hide) >= CARD_PARTS else [_menu_button(name, run.optimizer)]),
    ]
    children = [
        html.Div(row, className="card-row"),
        html.Div(_card_details(run_index, run, name, scene, view), className="card-details"),
    ]
    data: dict[str, Any] = {"data-run": run_index}
    return html.Article(children, className="run-card", **data, **aria_label(name))


def _learning_rate_controls(run_index: int, optimizer: Optimizer) -> list:
    """Return the slider and the field of an optimizer's learning rate, or a note that it has none."""
    path = optimizer.lr_path
    if path is None:
        return [html.Span(say("Needs no learning rate"), className="card-note fact")]
    setting, value = setting_at_path(optimizer, path), get_learning_rate(optimizer)
    id, label = {"type": "setting", "of": f"run-{run_index}", "name": path}, say(setting_label(setting))
    slider = html.Div(build_slider(id, setting, value, label), className="card-slider", title=setting_help(setting))
    return [slider, build_number_field(id, setting, value, label)]


def _menu_button(name: str, optimizer: Optimizer) -> html.Button:
    """Return the button that opens a card; settings that are changed but not in sight are named in its title."""
    others = tuple(each for each in settings_of(type(optimizer)) if each.name != optimizer.lr_path)
    changes = describe_changes(optimizer, others)
    label = say("Settings and update rule of {run}", run=name)
    title = f"{label} ({say('changed: {words}', words=changes)})" if changes else label
    class_name = "card-menu quiet" + (" has-changes" if changes else "")
    return html.Button("⋯", className=class_name, title=title, **aria_label(label))


def _card_details(run_index: int, run: Trajectory, name: str, scene: Scene, view: View) -> list:
    optimizer = run.optimizer
    settings = build_controls(f"run-{run_index}", optimizer, excluded=optimizer.lr_path or "")
    is_last, is_full = len(scene.optimizers) == 1, len(scene.optimizers) >= MAX_RUNS
    remove_title = say("Remove {run}", run=name)
    if is_last:
        remove_title = say("The last run stays; add another one before removing it.")
    double_title = say("Race {run} once more", run=name)
    if is_full:
        double_title = say("At most {n} optimizers; remove one first.", n=MAX_RUNS)
    buttons = [
        _button("double", run_index, say("Duplicate"), double_title, disabled=is_full),
        _button("remove", run_index, say("Remove"), remove_title, disabled=is_last),
    ]
    lines = "\n\n".join(f"$${line}$$" for line in optimizer.formula_lines())
    rule = [
        html.Summary(say("Update rule")),
        dcc.Markdown(lines, mathjax=True, className="formula"),
        html.P(say(optimizer.description()), className="says"),
        html.P(say("When it fails: {words}", words=say(optimizer.fails)), className="says"),
        html.P(say(optimizer.source()), className="fact"),
    ]
    return [
        html.P(_outcome_text(run, scene, view), className="fact outcome"),
        html.Div(settings, **part_attributes("settings")),
        html.Details(rule, className="rule", **part_attributes("rules")),
        html.Div(buttons, className="card-buttons", **part_attributes("remove")),
    ]


def _button(action: str, run: int, label: str, title: str, *, disabled: bool) -> html.Button:
    id = {"type": "press", "does": action, "run": run}
    return html.Button(label, id=id, className="button small", title=title, disabled=disabled)


def _outcome_text(run: Trajectory, scene: Scene, view: View) -> str:
    """Return how a run ended: for one start a sentence with the diagnosis, else the count of each kind of end."""
    if run.rows == 1:
        end, diagnosis = say(run.outcome[0].sentence), say(diagnose(run, scene.noise, view.drawn_box(scene.landscape)))
        return f"{end[:1].upper()}{end[1:]}{': ' if diagnosis else ''}{diagnosis}."
    reached_text = say("reached the target")
    words = {Ending.REACHED: reached_text, Ending.DIVERGED: say("diverged"), Ending.STALLED: say("stalled")}
    counts = Counter(words.get(end.ending, say("not there yet")) for end in run.outcome)
    ends = ", ".join(f"{count} {word}" for word, count in counts.items())
    return say("Of {n} starts: {ends}.", n=run.rows, ends=ends)
