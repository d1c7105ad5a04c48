"""What Dash does on the page, all of it in the browser: it hands on what controls report, and makes the controls."""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from fallline.web.state.turns import HEADER

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
]


def connect(app: Dash) -> None:
    """Wires the page; see assets/bridge.js, which Dash calls, and assets/player/store.js, which owns the state."""
    app.clientside_callback(ClientsideFunction("fallline", "collect"), CONTROLS, prevent_initial_call=True)
    app.clientside_callback(
        ClientsideFunction("fallline", "showControls"),
        Output("rail", "children"),
        Output("tools-scoreboard", "children"),
        *(Output(id, "value") for id in HEADER),
        Output("mantine", "forceColorScheme"),
        Input("controls", "data"),
        *(State(id, "value") for id in HEADER),
        prevent_initial_call=True,
    )
    app.clientside_callback(ClientsideFunction("fallline", "boot"), Input("boot", "data"))
