"""What the page's maps ask the server for: some lines at a time, bounded, remembered, and clear about what is wrong."""

import base64
import threading

import numpy as np
import pytest

import fallline.web.api.maps
from fallline.analysis.basins import Lattice, became, tolerance
from fallline.analysis.plot_plane import plane_of
from fallline.compare.statistics import share
from fallline.programs.ends import ends_of
from fallline.run import race
from fallline.scene import Scene
from tests.application import application

LINK = "on=himmelblau&run=adam~lr:0.1&run=gradient_descent~lr:0.01&steps=120"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return application(tmp_path_factory.mktemp("films")).test_client()


def asked(client, address, **words):
    return client.get(address, query_string={"link": LINK, **words})


def arrays(told):
    what = np.frombuffer(base64.b64decode(told["became"]), np.int8)
    return what, np.frombuffer(base64.b64decode(told["steps"]), "<i4")


def test_a_map_comes_in_parts_that_make_the_whole(client, monkeypatch):
    monkeypatch.setitem(fallline.web.api.maps.WORK, False, 24 * 120 * 5)
    lines, parts = 0, []
    while lines < 24:
        told = asked(client, "/basins", run=1, across=24, first=lines).json
        assert told["first"] == lines
        assert told["count"] <= 5
        lines += told["count"]
        parts.append(arrays(told))
    scene = Scene.from_link(LINK)
    lattice = Lattice(plane_of(scene, race(scene)), 24)
    ends = ends_of(scene.landscape, scene.optimizers[1], lattice.starts(0, 24), scene.steps, tolerance(scene))
    assert np.array_equal(np.concatenate([what for what, _ in parts]), became(ends))
    assert np.array_equal(np.concatenate([steps for _, steps in parts]), ends.reached)


def test_a_question_that_was_answered_costs_nothing_again(client, monkeypatch):
    first = asked(client, "/basins", run=0, across=16, first=0).json
    monkeypatch.setattr(fallline.web.api.maps, "ends_of", lambda *_: pytest.fail("it was computed before"))
    assert asked(client, "/basins", run=0, across=16, first=0).json == first


def test_who_comes_while_many_wait_is_told_to_come_again(client, monkeypatch):
    monkeypatch.setattr(fallline.web.api.maps, "QUEUE", threading.BoundedSemaphore(1))
    with fallline.web.api.maps.turn() as mine:
        assert mine
        for address, words in (("/basins", {"run": 0, "across": 20, "first": 0}), ("/rates", {})):
            assert asked(client, address, **words).json == {"busy": True}
    assert "busy" not in asked(client, "/basins", run=0, across=20, first=0).json


def test_the_page_is_told_where_the_minima_are(client):
    told = asked(client, "/mapped").json
    landscape = Scene.from_link(LINK).landscape
    assert np.allclose(told["minima"], landscape.listed)
    assert np.allclose(told["box"], landscape.view)
    assert len(told["points"]) == landscape.count


def test_intervals_are_those_of_the_study(client):
    found = client.get("/intervals", query_string={"of": 4096, "hits": "0,4000,4096"}).json
    assert np.allclose(found, [share(hits, 4096) for hits in (0, 4000, 4096)])


@pytest.mark.slow
def test_a_sweep_grows_until_it_is_whole(client, monkeypatch):
    monkeypatch.setitem(fallline.web.api.maps.WORK, False, 8 * 120 * 3)
    words = {"run": 1, "across": "lr", "up": "landscape/scale", "count": 8}
    done, filled = 0, 0
    while done < 8:
        told = asked(client, "/sweep", **words, done=done).json
        assert told["done"] > done
        done = told["done"]
        cells = [value for each in told["figure"]["data"][:2] for value in plain(each["z"])]
        assert np.isfinite(cells).sum() == 8 * done > filled
        filled = 8 * done
    again = asked(client, "/sweep", **words, done=0).json
    assert again["done"] == 8


def plain(z):
    """The values of a figure's array, sent as bytes or as lists."""
    if isinstance(z, dict):
        return np.frombuffer(base64.b64decode(z["bdata"]), z["dtype"]).tolist()
    return [np.nan if value is None else value for line in z for value in line]


def test_a_runs_axes_are_its_numbers_and_its_landscapes(client):
    paths = [each["path"] for each in asked(client, "/axes", run=0).json]
    assert {"lr", "beta1", "beta2", "eps", "landscape/rotate"} <= set(paths)


def test_learning_rates_come_as_a_figure_and_a_table(client):
    told = asked(client, "/rates").json
    assert [row[0] for row in told["rows"]] == ["1. Adam", "2. Gradient descent"]
    assert len(told["figure"]["data"]) == 4
    none = client.get("/rates", query_string={"link": "on=booth&run=newton"})
    assert none.status_code == 400
    assert "learning rate" in none.json["problem"]


@pytest.mark.parametrize(
    ("address", "words", "said"),
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
def test_bad_questions_get_a_sentence(client, address, words, said):
    answer = client.get(address, query_string={"link": LINK, **words})
    assert answer.status_code == 400
    assert said in answer.json["problem"]
    assert answer.json["problem"][-1] in ".?"


def test_the_trails_follow_a_slider_that_is_turned(client):
    control = {"type": "slider", "of": "run-0", "name": "lr"}
    told = client.post("/paths", json={"link": LINK, "turned": {"id": control, "value": 150}}).json
    plain = client.post("/paths", json={"link": LINK, "turned": {"id": {**control, "of": "run-1"}, "value": 100}}).json
    assert len(told["paths"]) == 2
    assert told["paths"][0] != plain["paths"][0]  # the first run moved
    assert told["made"] == ["eager", "eager"]


@pytest.mark.parametrize(
    "turned",
    [
        {"id": {"type": "slider", "of": "landscape", "name": "b"}, "value": 3},
        {"id": {"type": "press", "of": "run-0", "name": "lr"}, "value": 3},
        {"id": {"type": "slider", "of": "run-0"}, "value": 3},
        {"id": {"type": "slider", "of": "run-0", "name": "lr"}, "value": "much"},
        "nothing",
    ],
)
def test_what_is_no_slider_of_a_run_is_refused(client, turned):
    answer = client.post("/paths", json={"link": LINK, "turned": turned})
    assert answer.status_code == 400
    assert answer.json["problem"].startswith("turned")


def test_the_page_learns_whether_a_compiler_lacks(client, monkeypatch):
    monkeypatch.setattr("fallline.web.api.questions.lacks", lambda: "No compiler.")
    assert client.get("/speed").json == {"says": "No compiler."}
