"""The page's callbacks. The link is the state: controls turn it, and what it asks for is shown."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from fallline.analysis.learning_rates import in_force, regime_in_force, regime_words
from fallline.core import TRANSFORMS, BadInput, Item, bare, holder, setting_named
from fallline.lessons import lesson_at
from fallline.picture import Look
from fallline.programs.compiled import RECORD
from fallline.programs.warmer import Warmer
from fallline.run import race
from fallline.run.device import placed_on
from fallline.scene import Scene
from fallline.scene.examples import link_of, opening
from fallline.scene.words import LOOKS
from fallline.view import View, read_link, write_link
from fallline.web.i18n import say
from fallline.web.operations.limits import Limits
from fallline.web.pages.controls import slider_position, slider_value
from fallline.web.pages.landscape_controls import AXES
from fallline.web.pages.sidebar import rail
from fallline.web.pages.stage import stage_of
from fallline.web.state import edits

OWN = Limits()  # of a lab for one person: what it can bear
HEADER = ("height", "theme")  # the controls that stay when another race is shown
SETTING = {"type": "setting", "of": ALL, "name": ALL}
CONTROLS = [
    Input(SETTING, "value"),
    Input(SETTING, "checked"),
    Input({"type": "slider", "of": ALL, "name": ALL}, "value"),
    Input({"type": "start", "axis": ALL}, "value"),
    Input({"type": "plane", "part": ALL}, "value"),
    Input({"type": "press", "does": ALL, "run": ALL}, "n_clicks"),
    *(Input(id, "value") for id in (*HEADER, "rates", "add")),
    Input("comparing", "checked"),
    Input("picked", "data"),
    Input("chosen", "data"),
]
log = logging.getLogger(__name__)


def connect(app: Dash, warmer: Warmer, limits: Limits) -> None:
    """Wires the page: controls -> link -> scene -> stage, and the browser's own parts."""
    app.clientside_callback(ClientsideFunction("fallline", "collect"), CONTROLS, prevent_initial_call=True)
    app.callback(
        Output("address", "data", allow_duplicate=True),
        Output("notice", "children", allow_duplicate=True),
        Output("taken", "data"),
        Input("turns", "data"),
        State("refused", "data"),
        State("loaded", "data"),
        State("address", "data"),
        prevent_initial_call=True,
    )(turn)
    app.callback(
        Output("stage", "data"),
        Output("notice", "children"),
        Input("address", "data"),
        prevent_initial_call=True,
    )(lambda address: _warmed(warmer, show(address, limits)))
    app.callback(
        Output("rail", "children"),
        Output("tools-scoreboard", "children"),
        *(Output(id, "value") for id in HEADER),
        Output("mantine", "forceColorScheme"),
        Input("loaded", "data"),
        *(State(id, "value") for id in HEADER),
        prevent_initial_call=True,
    )(furnish)
    app.clientside_callback(ClientsideFunction("fallline", "taken"), Input("taken", "data"), prevent_initial_call=True)
    app.clientside_callback(
        ClientsideFunction("fallline", "wait"), Input("address", "data"), Input("notice", "children")
    )
    app.clientside_callback(ClientsideFunction("fallline", "boot"), Output("address", "data"), Input("boot", "data"))
    # `load` sets `loaded` and `refused` by itself. Were they outputs, of it or of `show`, Dash would hold back every
    # control while a race is computed, since what follows makes the controls anew, and what is typed would be lost.
    app.clientside_callback(ClientsideFunction("fallline", "load"), Input("stage", "data"), prevent_initial_call=True)


def turn(
    turns: list[dict[str, Any]], refused: str | None, loaded: dict | None, address: dict | None
) -> tuple[Any, Any, Any]:
    """What turned controls make of the link; bad input leaves the link and says why.

    ``turns`` is everything that no earlier answer has taken in, oldest first (assets/turns.js). Controls that
    ``furnish`` has just made or set report too, all at once. What they say is what is on show (``loaded``), and they
    are passed over: were they to write the link, a late answer could undo the next turn.
    """
    if not turns:
        return no_update, no_update, no_update
    taken = turns[-1]["number"]
    if not address or not loaded:
        return no_update, no_update, taken
    # While an answer is on its way, the link asked for last is the newest; once it is on show, what it became.
    newest = loaded["link"] if address["link"] in (loaded["asked"], refused) else address["link"]
    before = after = read_link(newest)
    said = None
    for each in turns:
        try:
            after = _turned(after, each["changes"], loaded)
        except BadInput as problem:
            said = _notice(str(problem))
    if after == before:
        return no_update, said or no_update, taken
    link = write_link(after[0], dataclasses.replace(edits.one_thing(before, after)[1], t=-1))
    return {**address, "link": link, "edited": True, "was": loaded["link"]}, said, taken


def _turned(asked: edits.Asked, changes: list[dict[str, Any]], loaded: dict[str, str]) -> edits.Asked:
    """The scene and view after the controls that reported together."""
    for change in changes:
        id, value = change["id"], change["value"]
        if id in HEADER and value == _in_header(*asked, loaded["theme"])[id]:
            continue  # it says what is in force already, perhaps only by default
        if len(changes) == 1 or not _is_echo(id, value, loaded):
            asked = edit(*asked, id, value)
    return asked


def _is_echo(id: Any, value: Any, loaded: dict[str, str]) -> bool:
    """Whether a control says nothing but what is on show already."""
    scene, view = read_link(loaded["link"])
    if id in HEADER:
        return value == _in_header(scene, view, loaded["theme"])[id]
    if id == "comparing":
        return value == bool(view.before)
    if id == "rates":
        return value in ("", regime_in_force(scene, view.rates))
    try:
        return edit(scene, view, id, value) == (scene, view)
    except BadInput:
        return False


def show(address: dict[str, Any] | None, limits: Limits = OWN) -> tuple[Any, Any]:
    """The race that a link asks for, within ``limits``.

    A bad link leaves the page as it is, says why, and is noted as refused.
    """
    if address is None:
        return no_update, no_update
    try:
        return _answer(address, limits), None
    except BadInput as problem:
        said = str(problem)
    except Exception:
        log.exception("The link %r could not be shown.", address["link"])
        said = "This race met an error that should not be; the server's log has it. Another scene will work."
    if address.get("edited") or address.get("shown"):
        return {"refused": address["link"]}, _notice(said)
    said = f"{said} Until the link is mended, the opening race is shown."
    return {**_answer({**address, "link": ""}, OWN), "asked": address["link"]}, _notice(said)


def _warmed(warmer: Warmer, answer: tuple[Any, Any]) -> tuple[Any, Any]:
    """The same answer; what its race needs for following a hand is compiled in the background."""
    if isinstance(answer[0], dict) and "link" in answer[0]:
        scene, _ = read_link(answer[0]["link"])
        if not scene.noise:
            warmer.ask(RECORD, scene.landscape, scene.optimizers, placed_on(scene))
    return answer


def _answer(address: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The stage for an address; after an edit with the learning rates that the regime in force gives."""
    scene, view = read_link(address["link"])
    limits.scene(scene)
    if view.lesson:
        lesson_at(view.lesson)  # raises where there is none
    if address.get("edited"):
        scene = in_force(scene, view.rates)
        view = edits.beside(read_link(address["was"])[0], scene, view)
    look = Look.of(view, address["theme"])
    stage = {"asked": address["link"], "edited": address.get("edited", False), "theme": look.theme, "looks": LOOKS}
    return {**stage, "link": write_link(scene, view), **stage_of(scene, race(scene), view, look)}


def furnish(loaded: dict[str, str], *shown: str | None) -> tuple:
    """The rail and the header's controls for the race on show; a control that shows it already is left alone.

    Were it set all the same, a turn of it that is just being made would be undone.
    """
    scene, view = read_link(loaded["link"])
    look = Look.of(view, loaded["theme"])
    facts: dict[str, Any] = {"data-link": loaded["link"]}
    controls = html.Div(rail(scene, view, look, race(scene)), **facts)
    values = _in_header(scene, view, loaded["theme"]).values()
    changed = (no_update if value == now else value for value, now in zip(values, shown, strict=True))
    return (
        controls,
        say("Learning rates: {words}", words=say(regime_words(scene, view.rates))),
        *changed,
        loaded["theme"],
    )


def _in_header(scene: Scene, view: View, theme: str) -> dict[str, str | None]:
    """What each control of the header shows for a scene and a view; ``theme`` is the page's where none is asked for."""
    return {"height": view.height_of(scene.landscape), "theme": theme if view.theme == "auto" else view.theme}


def warm() -> None:
    """Computes the opening race, so that the first visitor does not wait for it."""
    for theme in ("light", "dark"):
        show({"link": opening.link, "theme": theme})


def edit(scene: Scene, view: View, id: Any, value: Any) -> edits.Asked:
    """The scene and view after one control, named by its id, has been set to ``value``."""
    if isinstance(id, str):
        return _edit_page(scene, view, id, value)
    if id["type"] == "start":
        return edits.set_coordinate(scene, view, id["axis"], value)
    if id["type"] == "plane":
        return _edit_plane(scene, view, id["part"], value)
    if id["type"] == "press":
        return edits.PRESSED[id["does"]](scene, view, id["run"])
    return _edit_setting(scene, view, id, value)


def _edit_page(scene: Scene, view: View, id: str, value: Any) -> edits.Asked:
    """The header's controls, the rates' switch, the adder, what was chosen in a dialog, and a click on the map."""
    acts: dict[str, Callable[[], edits.Asked]] = {
        "picked": lambda: edits.pick_start(scene, view, tuple(value["place"])),
        "chosen": lambda: _edit_page(scene, view, value["what"], value["value"]),
        "cell": lambda: edits.set_cell(scene, view, value["run"], value["values"]),
        "landscape": lambda: edits.pick_landscape(scene, view, value),
        "example": lambda: edits.pick_example(view, link_of(f"@{value}")),
        "lesson": lambda: edits.set_lesson(scene, view, value),
        "link": lambda: edits.pick_example(view, value),
        "rates": lambda: edits.set_rates(scene, view, value),
        "comparing": lambda: edits.set_comparing(scene, view, on=value),
        "add": lambda: edits.add_run(scene, view, value),
    }
    return acts[id]() if id in acts else edits.set_view_word(scene, view, id, value)


def _edit_plane(scene: Scene, view: View, part: str, value: str) -> edits.Asked:
    """The plane that is drawn: its kind, or one of the coordinates along its axes."""
    if part == "kind":
        return edits.set_plane(scene, view, value)
    return edits.set_axis(scene, view, AXES.index(part), value)


def _edit_setting(scene: Scene, view: View, id: dict[str, str], value: Any) -> edits.Asked:
    """One setting of the view, the scene, the landscape or a run; of a run or an item that is gone by now, nothing."""
    of, name = id["of"], id["name"]
    if of == "view":
        return edits.set_view_word(scene, view, name, value)
    which = int(of.removeprefix("run-")) if of.startswith("run-") else None
    if which is not None and which >= len(scene.optimizers):
        return scene, view
    owners: dict[str, Item | Scene] = {"scene": scene, "landscape": bare(scene.landscape)}
    owner = owners[of] if which is None else scene.optimizers[which]
    if of != "landscape" and not edits.stands(owner, name):
        return scene, view
    if id["type"] == "slider":
        more = scene.landscape if of == "landscape" else owner
        value = _slid(owner, more, name, value)
        if value is None:
            return scene, view
    if which is not None:
        return edits.set_run_setting(scene, view, which, name, value)
    return (edits.set_scene_word if of == "scene" else edits.set_landscape_setting)(scene, view, name, value)


def _slid(owner: Item | Scene, more: Any, path: str, position: float) -> str | None:
    """What a slider says that has been moved; None for one that stands where its setting is."""
    inner, name = holder(owner, path)
    setting = setting_named(type(inner), path, name, TRANSFORMS)
    now = getattr(inner, name, getattr(more, name, setting.default))
    return None if position == slider_position(setting, now) else slider_value(setting, position)


def _notice(sentence: str) -> dmc.Alert:
    return dmc.Alert(sentence, color="red", withCloseButton=True, className="notice")
