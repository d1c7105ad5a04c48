"""The Dash callbacks of the page, which all run in the browser: they report changes and update the controls."""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from fallline.web.state.control_events import HEADER_CONTROL_IDS

SETTING_CONTROLS = {"type": "setting", "of": ALL, "name": ALL}
CONTROL_INPUTS = [
    Input(SETTING_CONTROLS, "value"),
    Input(SETTING_CONTROLS, "checked"),
    Input({"type": "slider", "of": ALL, "name": ALL}, "value"),
    Input({"type": "start", "axis": ALL}, "value"),
    Input({"type": "plane", "part": ALL}, "value"),
    Input({"type": "press", "does": ALL, "run": ALL}, "n_clicks"),
    *(Input(id, "value") for id in (*HEADER_CONTROL_IDS, "rates", "add")),
    Input("comparing", "checked"),
]


def add_callbacks(app: Dash) -> None:
    """Add the callbacks of the page.

    Dash calls assets/bridge.js; assets/player/store.js holds the state of the page.
    """
    app.clientside_callback(ClientsideFunction("fallline", "collect"), CONTROL_INPUTS, prevent_initial_call=True)
    app.clientside_callback(
        ClientsideFunction("fallline", "showControls"),
        Output("rail", "children"),
        Output("tools-scoreboard", "children"),
        *(Output(id, "value") for id in HEADER_CONTROL_IDS),
        Output("mantine", "forceColorScheme"),
        Input("controls", "data"),
        *(State(id, "value") for id in HEADER_CONTROL_IDS),
        prevent_initial_call=True,
    )
    app.clientside_callback(ClientsideFunction("fallline", "boot"), Input("boot", "data"))
