"""Routes for the maps of the page: bounded parts, cached answers, and clear error messages."""

import base64

import numpy as np
import pytest

import fallline.web.api.maps
from fallline.analysis.basins import StartGrid, classify_ends, map_tolerance
from fallline.analysis.plot_plane import find_plane
from fallline.compare.statistics import wilson_interval
from fallline.programs.ends import compute_ends
from fallline.run import race
from fallline.run.work import Work
from fallline.scene import Scene
from fallline.web.operations.limits import Limits
from tests.application import make_application

LINK = "on=himmelblau&run=adam~lr:0.1&run=gradient_descent~lr:0.01&steps=120"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("films")).test_client()


def get(client, address, **words):
    return client.get(address, query_string={"link": LINK, **words})


def compute_at_once(monkeypatch, rows):
    """Make a request for a map compute this many runs."""
    seconds = fallline.web.api.maps.REQUEST_S
    monkeypatch.setattr(fallline.web.api.maps, "estimate_work", lambda *words: Work(words[2] / rows * seconds, 1.0))


def decode_map(answer):
    outcomes = np.frombuffer(base64.b64decode(answer["outcomes"]), np.int8)
    return outcomes, np.frombuffer(base64.b64decode(answer["steps"]), "<i4")


def test_the_parts_of_a_map_join_to_the_complete_map(client, monkeypatch):
    compute_at_once(monkeypatch, rows=24 * 5)
    lines, parts = 0, []
    while lines < 24:
        answer = get(client, "/basins", run=1, across=24, first=lines).json
        assert answer["first"] == lines
        assert answer["count"] <= 5
        lines += answer["count"]
        parts.append(decode_map(answer))
    scene = Scene.from_link(LINK)
    start_grid = StartGrid(find_plane(scene, race(scene)), 24)
    ends = compute_ends(
        scene.landscape, scene.optimizers[1], start_grid.starts(0, 24), scene.steps, map_tolerance(scene)
    )
    assert np.array_equal(np.concatenate([codes for codes, _ in parts]), classify_ends(ends))
    assert np.array_equal(np.concatenate([steps for _, steps in parts]), ends.reached)


def test_a_repeated_request_is_answered_without_computing(client, monkeypatch):
    first = get(client, "/basins", run=0, across=16, first=0).json
    monkeypatch.setattr(
        fallline.web.api.maps, "compute_ends", lambda *_: pytest.fail("the answer should come from the cache")
    )
    assert get(client, "/basins", run=0, across=16, first=0).json == first


LONG = "on=himmelblau&run=torch&steps=20000"  # a torch class steps one start at a time


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/basins", {"link": LONG, "across": 1024, "first": 0}),
        ("/sweep", {"link": LONG, "across": "lr", "up": "landscape/scale", "count": 128, "done": 0}),
        ("/rates", {"link": LONG}),
        ("/rates", {"link": f"on=rosenbrock~dim:100&steps=100{8 * '&run=shampoo'}"}),
    ],
)
def test_a_map_of_which_one_line_takes_too_long_is_refused_before_anything_is_computed(
    tmp_path, monkeypatch, address, words
):
    for name in ("race", "compute_ends", "run_sweep", "settle_minima"):
        monkeypatch.setattr(fallline.web.api.maps, name, lambda *_: pytest.fail("it should be refused at once"))
    answer = get(make_application(tmp_path, limits=Limits(seconds=30)).test_client(), address, **words)
    assert answer.status_code == 400
    assert "this server allows 30 s" in answer.json["problem"]


def test_the_map_data_lists_the_minima_and_the_plot_range(client):
    answer = get(client, "/mapped").json
    landscape = Scene.from_link(LINK).landscape
    assert np.allclose(answer["minima"], landscape.listed_minima)
    assert np.allclose(answer["box"], landscape.view)
    assert len(answer["minimaLabels"]) == landscape.minima_count


def test_intervals_are_those_of_the_basins_study(client):
    found = client.get("/intervals", query_string={"of": 4096, "hits": "0,4000,4096"}).json
    assert np.allclose(found, [wilson_interval(hits, 4096) for hits in (0, 4000, 4096)])


@pytest.mark.slow
def test_a_sweep_grows_until_it_is_complete(client, monkeypatch):
    compute_at_once(monkeypatch, rows=8 * 3)
    words = {"run": 1, "across": "lr", "up": "landscape/scale", "count": 8}
    done, filled = 0, 0
    while done < 8:
        answer = get(client, "/sweep", **words, done=done).json
        assert answer["done"] > done
        done = answer["done"]
        cells = [value for each in answer["figure"]["data"][:2] for value in flatten(each["z"])]
        assert np.isfinite(cells).sum() == 8 * done > filled
        filled = 8 * done
    (current,) = (each for each in answer["figure"]["data"] if each.get("name") == "current settings")
    assert (current["x"], current["y"]) == ([0.01], [1.0])
    assert answer["figure"]["layout"]["xaxis"]["title"]["text"] == "Learning rate"
    repeated = get(client, "/sweep", **words, done=0).json
    assert repeated["done"] == 8


def flatten(z):
    """Return the values of a figure's array, which is sent as bytes or as lists."""
    if isinstance(z, dict):
        return np.frombuffer(base64.b64decode(z["bdata"]), z["dtype"]).tolist()
    return [np.nan if value is None else value for line in z for value in line]


def test_the_axes_of_a_run_are_the_numbers_of_its_optimizer_and_landscape(client):
    cards = get(client, "/axes", run=0).json
    paths = [each["path"] for each in cards]
    assert cards[0]["label"] == "Learning rate"
    assert {"lr", "beta1", "beta2", "eps", "landscape/rotate"} <= set(paths)


def test_learning_rates_come_as_a_figure_and_a_table(client):
    answer = get(client, "/rates").json
    assert [row[0] for row in answer["rows"]] == ["1. Adam", "2. Gradient descent"]
    names = [each.get("name") for each in answer["figure"]["data"]]
    assert names.count("current learning rate") == 1
    lines = [each for each in answer["figure"]["data"] if each.get("line", {}).get("dash") == "dot" and each["name"]]
    assert [each["x"] for each in lines if each["x"] != [None]] == [[0.1, 0.1], [0.01, 0.01]]
    assert answer["fileStem"] == "fallline-himmelblau-adam-gradient-descent"
    none = client.get("/rates", query_string={"link": "on=booth&run=newton"})
    assert none.status_code == 400
    assert "learning rate" in none.json["problem"]


@pytest.mark.parametrize(
    ("address", "words", "message"),
    [
        ("/basins", {"run": 2, "across": 16, "first": 0}, "below 2"),
        ("/basins", {"run": 0, "across": 4096, "first": 0}, "from 2 to 1024"),
        ("/basins", {"run": 0, "across": 16, "first": 16}, "below it"),
        ("/basins", {"run": "x", "across": 16, "first": 0}, "whole number"),
        ("/basins", {"run": 0}, "across = ''"),
        ("/basins", {"link": "on=nowhere"}, "nowhere"),
        ("/sweep", {"run": 0, "across": "lr", "up": "weight", "count": 8, "done": 0}, "'weight' cannot be swept"),
        ("/sweep", {"run": 0, "across": "lr", "up": "eps", "count": 999, "done": 0}, "2 to 128"),
        ("/sweep", {"run": 0, "across": "lr", "up": "eps", "count": 8, "done": 0, "shows": "age"}, "steps, gap"),
        ("/intervals", {"of": 0, "hits": "1"}, "above 0"),
        ("/intervals", {"of": 5, "hits": "6"}, "at most of = 5"),
    ],
)
def test_bad_requests_are_refused_with_a_message(client, address, words, message):
    answer = client.get(address, query_string={"link": LINK, **words})
    assert answer.status_code == 400
    assert message in answer.json["problem"]
    assert answer.json["problem"][-1] in ".?"


def test_moving_a_slider_changes_the_path_of_its_run(client):
    control = {"type": "slider", "of": "run-0", "name": "lr"}
    answer = client.post("/paths", json={"link": LINK, "change": {"id": control, "value": 150}}).json
    other = client.post("/paths", json={"link": LINK, "change": {"id": {**control, "of": "run-1"}, "value": 100}}).json
    assert len(answer["paths"]) == 2
    assert answer["paths"][0] != other["paths"][0]  # the change is to the first run
    assert answer["computedBy"] == ["eager", "eager"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": {"type": "slider", "of": "landscape", "name": "b"}, "value": 3},
        {"id": {"type": "press", "of": "run-0", "name": "lr"}, "value": 3},
        {"id": {"type": "slider", "of": "run-0"}, "value": 3},
        {"id": {"type": "slider", "of": "run-0", "name": "lr"}, "value": "much"},
        "nothing",
    ],
)
def test_a_change_that_is_no_slider_of_a_run_is_refused(client, change):
    answer = client.post("/paths", json={"link": LINK, "change": change})
    assert answer.status_code == 400
    assert answer.json["problem"].startswith("change")


def test_a_missing_compiler_is_reported_to_the_page(client, monkeypatch):
    monkeypatch.setattr("fallline.web.api.page_data.missing_compiler_text", lambda: "No compiler.")
    assert client.get("/speed").json == {"missing": "No compiler."}
