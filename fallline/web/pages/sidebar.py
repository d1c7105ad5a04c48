"""The left column: learning rates, the cards of the runs, and the setup of the race behind disclosures."""

from __future__ import annotations

from functools import lru_cache

import dash_mantine_components as dmc
from dash import html

from fallline.analysis.learning_rates import actual_regime, describe_regime
from fallline.core import Box, settings_of
from fallline.run import Trajectory
from fallline.scene import Scene
from fallline.scene.examples import Example, examples
from fallline.view import View
from fallline.view.link import read_link
from fallline.web.i18n import say
from fallline.web.pages import landscape_controls
from fallline.web.pages.controls import aria_label, build_control, build_fold, describe_changes, part_attributes
from fallline.web.pages.picture_notes import describe_omissions
from fallline.web.pages.run_cards import add_section, cards_section


def build_sidebar(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> list[html.Div]:
    """Return the two parts of the left column for a race: its runs and its setup."""
    run_sections = [_rates_section(scene, view), cards_section(scene, view, runs), add_section(scene)]
    folds = [
        landscape_controls.start_fold(scene, view),
        _race_fold(scene, runs),
        landscape_controls.terrain_fold(scene, view),
        *([landscape_controls.plane_fold(scene, view, runs)] if scene.landscape.dim > 2 else []),
        _comparison_fold(view),
        landscape_controls.about_fold(scene, _example_text(scene, view)),
    ]
    omissions = describe_omissions(scene, runs, view)  # of the picture
    note = [html.P(omissions, className="fact", id="omissions")] if omissions else []
    return [html.Div(run_sections, className="runs"), html.Div([*note, *folds], className="setup")]


def _rates_section(scene: Scene, view: View) -> html.Section:
    regime = actual_regime(scene, view.rates)
    labels = {"tuned": say("Tuned"), "same": say("Same"), "defaults": say("Default")}
    note = say(describe_regime(scene, view.rates))
    choice = dmc.SegmentedControl(
        id="rates",
        data=[{"value": value, "label": label} for value, label in labels.items()],
        value=regime if regime in labels else "",
        size="xs",
        fullWidth=True,
        **aria_label(say("Learning rates")),
    )
    sentence = f"{note[0].upper()}{note[1:]}"
    note_text = html.P(sentence, className="fact", id="regime", title=sentence)
    children = [html.H2(say("Learning rates")), choice, note_text]
    return html.Section(children, className="rates", **part_attributes("rates"))


def _race_fold(scene: Scene, runs: tuple[Trajectory, ...]) -> html.Details:
    settings = tuple(each for each in settings_of(Scene) if each.name != "around")  # "around" is with the start
    seed_button = html.Button(
        say("another seed"), id={"type": "press", "does": "seed", "run": 0}, className="button small"
    )
    children = [
        *(build_control("scene", each, getattr(scene, each.name)) for each in settings),
        *([seed_button] if scene.noise else []),
        html.P(_computation_text(runs[0]), className="fact", id="made"),
    ]
    return build_fold("race", say("Race"), children, describe_changes(scene, settings))


def _computation_text(run: Trajectory) -> str:
    provenance = {
        "torch": run.provenance["torch"],
        "dtype": run.provenance["dtype"],
        "device": run.provenance["device"].upper(),
    }
    return say("Computed step by step in torch {torch}, {dtype}, on the {device}.", **provenance)


def _comparison_fold(view: View) -> html.Details:
    switch = dmc.Switch(id="comparing", checked=bool(view.before), label=say("Change one thing at a time"), size="xs")
    meaning = say("What you change next is raced beside what was there before, which stays in sight, faint.")
    children = [switch, html.P(meaning, className="fact")]
    return build_fold("before", say("Compare"), children, say("one thing at a time") if view.before else "")


def _example_text(scene: Scene, view: View) -> list[html.Div]:
    """Return a list of the text of the example that the race is, [] if it is no example."""
    current = (scene, view.drawn_box(scene.landscape))
    shown = next((each for each in examples.values() if _read_example(each) == current), None)
    if shown is None:
        return []
    paragraphs = [html.H3(say(shown.title)), html.P(say(shown.description), className="says")]
    return [html.Div(paragraphs, id="example", **part_attributes("examples"))]


@lru_cache
def _read_example(example: Example) -> tuple[Scene, Box]:
    scene, view = read_link(example.link)
    return scene, view.drawn_box(scene.landscape)
