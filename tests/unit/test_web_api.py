"""Routes that the page calls: paths, pictures, race files, cards and QR codes, and their error messages."""

import base64
import io
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from fallline.files.replay import replay
from fallline.files.traces import SUFFIXES
from fallline.landscapes import shelf as landscapes
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.web.operations.limits import Limits
from tests.application import make_application

LINK = "on=booth&start=1,-2&steps=40&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("films")).test_client()


def unpack(packed):
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=f"<{packed['kind']}").reshape(packed["shape"])


@pytest.mark.parametrize("extra_words", ["", "&noise=0.5&seed=3", "&around=ring~count:5"])
def test_paths_from_another_start_equal_a_race_from_there(client, extra_words):
    answer = client.post("/paths", json={"link": LINK + extra_words, "start": [-3.0, 4.5]}).get_json()
    scene = Scene.from_link((LINK + extra_words).replace("start=1,-2", "start=-3,4.5"))
    for packed, optimizer in zip(answer["paths"], scene.optimizers, strict=True):
        found = unpack(packed)
        assert found.shape == (len(scene.rows), scene.steps + 1, 3)
        np.testing.assert_allclose(found[..., :2], compute_path(scene, optimizer).x.transpose(1, 0, 2), rtol=1e-6)


def test_a_start_in_many_dimensions_keeps_the_coordinates_that_are_not_drawn(client):
    link = "on=rosenbrock~dim:4&start=1,2,3,4&steps=5&run=adam&plane=2,4"
    answer = client.post("/paths", json={"link": link, "start": [0.5, -0.5]}).get_json()
    scene = Scene.from_link("on=rosenbrock~dim:4&start=1,0.5,3,-0.5&steps=5&run=adam")
    np.testing.assert_allclose(
        unpack(answer["paths"][0])[0, :, :2], compute_path(scene, scene.optimizers[0]).x[:, 0, [1, 3]]
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"link": "on=beal", "start": [0, 0]}, "did you mean"),
        ({"link": LINK}, "must be JSON such as"),
        ({"link": LINK, "start": [1]}, "two numbers"),
        ({"link": LINK, "start": ["x", 2]}, "two numbers"),
        ([1, 2], "must be JSON such as"),
    ],
)
def test_an_invalid_request_for_paths_is_refused_with_a_message(client, body, message):
    answer = client.post("/paths", json=body)
    assert answer.status_code == 400
    assert message in answer.get_json()["problem"]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_landscape_and_example_has_a_thumbnail_that_is_not_blank(client, theme):
    names = [("landscape", id) for id in landscapes.classes] + [("example", id) for id in list(examples)[:3]]
    for kind, id in names:
        answer = client.get(f"/picture/{kind}/{id}?theme={theme}")
        assert answer.mimetype == "image/png"
        picture = Image.open(io.BytesIO(answer.data))
        assert min(picture.size) > 100
        assert max(high - low for low, high in picture.getextrema()) > 20, id


@pytest.mark.parametrize("address", ["picture/landscape/beal", "picture/example/nothing", "picture/cloud/x"])
def test_a_thumbnail_of_an_unknown_item_is_refused_with_a_message(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.get_json()["problem"].endswith((".", "?"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_downloaded_race_file_replays_without_differences(client, suffix, tmp_path):
    answer = client.get(f"/race{suffix}?link={quote(LINK, safe='')}")
    assert f"fallline-booth-adam-sgd-momentum{suffix}" in answer.headers["Content-Disposition"]
    file = tmp_path / f"race{suffix}"
    file.write_bytes(answer.data)
    assert replay(file).differences == ()
    assert client.get(f"/race.doc?link={quote(LINK, safe='')}").status_code == 400


def test_a_formula_is_typeset_within_the_limit_of_its_parts(tmp_path):
    client = make_application(tmp_path, limits=Limits(parts=5)).test_client()
    assert "<msup><mi>x</mi>" in client.get("/formula", query_string={"f": "x^2 + y"}).get_json()["mathml"]
    assert "5 parts" in client.get("/formula", query_string={"f": "x^2 + y^2 + x"}).get_json()["problem"]
    assert client.get("/formula", query_string={"f": "x +"}).get_json()["problem"]


def test_every_landscape_has_a_card(client):
    cards = {card["id"]: card for card in client.get("/landscapes").get_json()}
    assert set(cards) == set(landscapes.classes)
    for card in cards.values():
        assert card["formula"].startswith("<math")
        assert card["description"]
        assert card["minima"]


def test_qr_codes_are_made_only_for_links_to_this_server(client):
    here = quote("http://localhost/?on=booth", safe="")
    assert client.get(f"/code?link={here}").mimetype == "image/svg+xml"
    assert client.get("/code?link=http%3A%2F%2Felsewhere%2F").status_code == 400
