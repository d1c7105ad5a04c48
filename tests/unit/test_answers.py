"""What the page's scripts ask the server for: right answers, and a sentence for every question that makes no sense."""

import base64
import io
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from fallline.files.replay import replay
from fallline.files.traces import SUFFIXES
from fallline.landscapes import shelf as landscapes
from fallline.run.racing import path
from fallline.scene import Scene
from fallline.scene.examples import examples
from tests.application import application

LINK = "on=booth&start=1,-2&steps=40&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return application(tmp_path_factory.mktemp("films")).test_client()


def unpacked(packed):
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=f"<{packed['kind']}").reshape(packed["shape"])


@pytest.mark.parametrize("more", ["", "&noise=0.5&seed=3", "&around=ring~count:5"])
def test_paths_from_another_start_are_the_engines(client, more):
    answer = client.post("/paths", json={"link": LINK + more, "start": [-3.0, 4.5]}).get_json()
    scene = Scene.from_link((LINK + more).replace("start=1,-2", "start=-3,4.5"))
    for packed, optimizer in zip(answer["paths"], scene.optimizers, strict=True):
        found = unpacked(packed)
        assert found.shape == (len(scene.rows), scene.steps + 1, 3)
        np.testing.assert_allclose(found[..., :2], path(scene, optimizer).x.transpose(1, 0, 2), rtol=1e-6)


def test_a_start_in_many_dimensions_keeps_the_coordinates_that_are_not_drawn(client):
    link = "on=rosenbrock~dim:4&start=1,2,3,4&steps=5&run=adam&plane=2,4"
    answer = client.post("/paths", json={"link": link, "start": [0.5, -0.5]}).get_json()
    scene = Scene.from_link("on=rosenbrock~dim:4&start=1,0.5,3,-0.5&steps=5&run=adam")
    np.testing.assert_allclose(unpacked(answer["paths"][0])[0, :, :2], path(scene, scene.optimizers[0]).x[:, 0, [1, 3]])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"link": "on=beal", "start": [0, 0]}, "did you mean"),
        ({"link": LINK}, "a link and a start"),
        ({"link": LINK, "start": [1]}, "two numbers"),
        ({"link": LINK, "start": ["x", 2]}, "two numbers"),
        ([1, 2], "a link and a start"),
    ],
)
def test_a_question_for_paths_that_makes_no_sense_is_refused_in_words(client, question, sentence):
    answer = client.post("/paths", json=question)
    assert answer.status_code == 400
    assert sentence in answer.get_json()["problem"]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_landscape_and_example_has_a_small_picture_that_shows_something(client, theme):
    names = [("landscape", id) for id in landscapes.classes] + [("example", id) for id in list(examples)[:3]]
    for kind, id in names:
        answer = client.get(f"/picture/{kind}/{id}?theme={theme}")
        assert answer.mimetype == "image/png"
        picture = Image.open(io.BytesIO(answer.data))
        assert min(picture.size) > 100
        assert max(high - low for low, high in picture.getextrema()) > 20, id


@pytest.mark.parametrize("address", ["picture/landscape/beal", "picture/example/nothing", "picture/cloud/x"])
def test_a_picture_of_nothing_is_refused_in_words(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.get_json()["problem"].endswith((".", "?"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_number_of_a_race_is_a_file_that_replays(client, suffix, tmp_path):
    answer = client.get(f"/race{suffix}?link={quote(LINK, safe='')}")
    assert f"booth{suffix}" in answer.headers["Content-Disposition"]
    file = tmp_path / f"race{suffix}"
    file.write_bytes(answer.data)
    assert replay(file).differences == ()
    assert client.get(f"/race.doc?link={quote(LINK, safe='')}").status_code == 400


def test_cards_tell_what_there_is(client):
    cards = {card["id"]: card for card in client.get("/landscapes").get_json()}
    assert set(cards) == set(landscapes.classes)
    for card in cards.values():
        assert card["formula"].startswith("<math")
        assert card["says"]
        assert card["minima"]


def test_a_code_is_for_links_to_this_lab(client):
    here = quote("http://localhost/?on=booth", safe="")
    assert client.get(f"/code?link={here}").mimetype == "image/svg+xml"
    assert client.get("/code?link=http%3A%2F%2Felsewhere%2F").status_code == 400
