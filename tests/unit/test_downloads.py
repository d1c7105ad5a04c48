"""Downloads from the page: figures, race files, scripts and the standalone page."""

import base64
import dataclasses
import html
import io
import json
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fallline.core import BadInput
from fallline.files.scripts import generate_lab_script, generate_torch_script
from fallline.film.encode import FILM_SUFFIXES
from fallline.film.figure import FIGURE_SUFFIXES
from fallline.film.film import FilmOptions, FilmRenderer
from fallline.picture import Look
from fallline.picture.notes import write_race_notes
from fallline.run import race
from fallline.view.link import read_link
from fallline.web.pages import standalone
from fallline.web.pages.browser_modules import IMPORT_PATTERN, STANDALONE_MODULE
from fallline.web.pages.standalone import MAX_PAGE_BYTES, build_standalone_page
from tests.application import make_application

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("films")).test_client()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", FIGURE_SUFFIXES)
def test_a_figure_is_served_as_a_file(client, suffix):
    response = client.get(f"/figure{suffix}", query_string={"link": LINK, "part": "plane", "dpi": 40})
    assert response.status_code == 200
    assert f"filename=fallline-booth-adam-sgd-momentum-plane{suffix}" in response.headers["Content-Disposition"]
    assert response.data.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])


@pytest.mark.slow
@pytest.mark.parametrize("camera", ["still", "orbit"])
def test_the_frame_of_a_preview_is_that_of_the_film(client, camera):
    settings = {"size": "640x360", "camera": camera, "theme": "dark", "seconds": "2", "fps": "10"}
    response = client.get("/film-frame.png", query_string={"link": f"{LINK}&t=20", "suffix": ".mp4", **settings})
    assert response.mimetype == "image/png"
    renderer = FilmRenderer(*read_link(LINK), FilmOptions.read(settings))
    index = next(each for each in range(20) if renderer.step_and_orbit(each)[0] >= 20)
    pixels = np.asarray(Image.open(io.BytesIO(response.data)))
    assert np.array_equal(pixels, renderer.render_frame(index)[..., :3])


def test_the_frame_of_a_large_film_is_reduced(client):
    query = {"link": LINK, "suffix": ".mp4", "size": "1920x1080"}
    response = client.get("/film-frame.png", query_string=query)
    assert Image.open(io.BytesIO(response.data)).size == (1280, 720)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/figure.jpg?link=", "must end in"),
        ("/figure.png?link=on=nope", "No landscape called 'nope'"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&dpi=1", "at least 30"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&colour=1", "no setting called 'colour'"),
        (f"/film-frame.png?link={LINK.replace('&', '%26')}&suffix=.mp4&size=641x360", "must be even"),
        (f"/film-frame.png?link={LINK.replace('&', '%26')}&suffix=.mp4&seconds=0", "at least 1"),
        ("/page?link=on=nope", "No landscape called 'nope'"),
        ("/scripts?link=on=nope", "No landscape called 'nope'"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&size=85*85", "must be width x height in millimetres"),
        (f"/race.json?link={LINK.replace('&', '%26')}&decimal=comma", "decimal = comma is for .csv files"),
        (f"/race.csv?link={LINK.replace('&', '%26')}&decimal=x", "must be point or comma"),
        ("/film/nothing.mp4/fallline-booth-adam.mp4", "make it again"),
    ],
)
def test_an_invalid_download_is_refused_with_a_message(client, address, message):
    response = client.get(address)
    assert response.status_code == 400
    assert message in response.json["problem"]
    assert response.json["problem"].endswith(".")


@pytest.mark.parametrize("name", ["evil.exe", "a%20b.mp4", "a.gif", "%22.mp4"])
def test_a_film_is_not_sent_under_another_name(client, name):
    assert client.get(f"/film/nothing.mp4/{name}").status_code == 404


@pytest.mark.parametrize("suffix", [".csv", ".CSV", ".json", ".Npz"])
def test_numbers_are_sent_under_a_readable_name(client, suffix):
    response = client.get(f"/race{suffix}", query_string={"link": LINK, "decimal": "point"})
    assert response.status_code == 200
    disposition = f"attachment; filename=fallline-booth-adam-sgd-momentum{suffix.lower()}"
    assert response.headers["Content-Disposition"] == disposition


def test_numbers_are_sent_with_decimal_commas(client):
    response = client.get("/race.csv", query_string={"link": LINK, "decimal": "comma"})
    table = pd.read_csv(io.BytesIO(response.data), sep=";", decimal=",")
    first = table[(table["run"] == 0) & (table["step_number"] == 0)]
    assert (first["x.1"].item(), first["x.2"].item(), first["f"].item()) == (1.0, -2.0, 125.0)  # (x+2y-7)^2+(2x+y-5)^2


@pytest.mark.slow
def test_a_figure_takes_a_size_in_one_text_and_any_case_of_its_suffix(client):
    query = {"link": LINK, "part": "plane", "dpi": 127, "size": "60 × 40"}
    with Image.open(io.BytesIO(client.get("/figure.PNG", query_string=query).data)) as picture:
        assert picture.size == (300, 200)


def test_scripts_are_those_of_the_race_or_the_reason_is_given(client):
    answer = client.get("/scripts", query_string={"link": LINK}).json
    scene, _ = read_link(LINK)
    assert (answer["lab"]["code"], answer["torch"]["code"]) == (
        generate_lab_script(scene),
        generate_torch_script(scene),
    )
    answer = client.get("/scripts", query_string={"link": f"{LINK}&run=adabelief"}).json
    assert "AdaBelief" in answer["torch"]["problem"]
    assert "adabelief" in answer["lab"]["code"]


def test_every_setting_of_film_and_figure_is_declared_to_the_page(client):
    answer = client.get("/exports", query_string={"link": LINK}).json
    assert tuple(answer["film"]["suffixes"]) == FILM_SUFFIXES
    assert tuple(answer["figure"]["suffixes"]) == FIGURE_SUFFIXES
    for kind in (answer["film"], answer["figure"]):
        assert all(setting["help"] for setting in kind["settings"])


def test_the_standalone_page_needs_no_server_and_is_small():
    page = build_standalone_page(*read_link(LINK), theme="dark")
    text = page.content.decode()
    assert not page.left_out
    assert len(page.content) < MAX_PAGE_BYTES
    assert 'data-theme="dark"' in text
    assert not re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert "momentum 0.9" in text


def test_the_standalone_page_contains_each_module_that_it_imports():
    text = build_standalone_page(*read_link(LINK), theme="light").content.decode()
    (answer,) = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', text)
    modules = {
        name: base64.b64decode(url.partition(",")[2]).decode() for name, url in json.loads(answer)["imports"].items()
    }
    assert f'import "{STANDALONE_MODULE}";' in text
    imported = {name for module in modules.values() for name in IMPORT_PATTERN.findall(module)}
    assert {STANDALONE_MODULE, *imported} == set(modules)


def test_the_standalone_page_allows_only_its_own_scripts():
    first, second = (build_standalone_page(*read_link(LINK), theme="light").content.decode() for _ in range(2))
    policy = html.unescape(re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', first)[1])
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    nonce = re.match(r"'nonce-([\w-]{20,})' 'sha256-[\w+/]+='$", rules["script-src"])[1]  # the hash is of Plotly
    assert rules["default-src"] == "'none'"
    assert first.index("Content-Security-Policy") < first.index("<style")
    assert re.findall(r"<script (?!type=\"text/plain\")[^>]*>", first) == [
        f'<script type="importmap" nonce="{nonce}">',
        f'<script type="module" nonce="{nonce}">',
    ]
    assert nonce not in second


@pytest.mark.slow
def test_too_many_trails_are_thinned_with_a_note():
    scene, view = read_link("on=himmelblau&run=adam~lr:0.05&run=adabelief&steps=300&around=grid~across:25")
    page = build_standalone_page(scene, view, theme="light")
    assert len(page.content) <= MAX_PAGE_BYTES
    (note,) = page.left_out
    kept = int(re.search(r"([\d,]+) are drawn", note)[1].replace(",", ""))
    assert 0 < kept < len(scene.rows)
    assert note in page.content.decode()


@pytest.mark.slow
def test_a_long_race_loses_lines_of_its_table_and_a_longer_one_is_refused(monkeypatch):
    link = "on=booth&run=adam&run=adabelief&steps=1000"
    complete = build_standalone_page(*read_link(link), theme="light")
    monkeypatch.setattr("fallline.web.pages.standalone.MAX_PAGE_BYTES", len(complete.content) - 1000)
    shorter = build_standalone_page(*read_link(link), theme="light")
    assert len(shorter.content) < len(complete.content)
    assert "table is cut to its first" in shorter.left_out[0]
    monkeypatch.setattr("fallline.web.pages.standalone.MAX_PAGE_BYTES", 1_000_000)
    with pytest.raises(BadInput, match=r"would have 2\.\d million bytes; .*take fewer steps, such as \d"):
        build_standalone_page(*read_link(link), theme="light")


@pytest.mark.slow
@pytest.mark.parametrize(
    "link", ["on=himmelblau&run=adam&steps=50&around=grid~across:25", "on=booth&run=adam&steps=1000"]
)
def test_what_a_page_leaves_out_is_estimated_and_not_tried(link, monkeypatch):
    rendered, render = [], standalone._render
    scene, view = read_link(link)
    complete = build_standalone_page(scene, view, "light")
    smallest = smallest_page_bytes(scene, view)
    monkeypatch.setattr(standalone, "MAX_PAGE_BYTES", smallest + (len(complete.content) - smallest) // 20)
    monkeypatch.setattr(standalone, "_render", lambda *given: rendered.append(given[3]) or render(*given))
    page = build_standalone_page(scene, view, "light")
    assert page.left_out
    assert len(page.content) <= standalone.MAX_PAGE_BYTES
    assert len(rendered) <= 3  # the empty page, the one that fits, and at most one that does not quite


RACES_OF_PAGES = (
    "on=beale&run=adam~lr:0.1&run=lbfgs&steps=160&around=ring~count:7",
    "on=rosenbrock&run=gradient_descent~lr:0.01&steps=300",
    "on=rastrigin~dim:5&run=adam&run=sgd_momentum~schedule:cosine&steps=120&noise=0.1&start=1,1,2,1,3",
    "on=sphere&run=gradient_descent~lr:2&steps=300&start=1,1",  # diverges, so most of its numbers are missing
)


@pytest.mark.slow
@pytest.mark.parametrize("link", RACES_OF_PAGES)
def test_no_race_is_refused_that_would_have_fit(link, monkeypatch):
    scene, view = read_link(link)
    monkeypatch.setattr(standalone, "UNCHECKED_RUN_STEPS", 10 * len(scene.optimizers))  # so that the estimate is used
    smallest = smallest_page_bytes(scene, view)
    monkeypatch.setattr(standalone, "MAX_PAGE_BYTES", round(1.002 * smallest))
    assert len(build_standalone_page(scene, view, "light").content) <= standalone.MAX_PAGE_BYTES


def smallest_page_bytes(scene, view):
    """Return the size of the page with one trail and the shortest table."""
    look = Look.from_view(view, "light")
    stage, left_out = standalone._build_stage(scene, race(scene), view, look), {}
    while standalone._drop_trails(stage, left_out) or standalone._shorten_table(stage, left_out):
        pass
    notes = [*left_out.values(), *write_race_notes(scene, race(scene), view)]
    return len(standalone._render(scene, view, look, stage, notes))


@pytest.mark.slow
def test_of_a_race_that_is_far_too_long_only_the_first_steps_are_computed(monkeypatch):
    raced = []
    monkeypatch.setattr(standalone, "UNCHECKED_RUN_STEPS", 100)
    scene, view = read_link("on=booth&run=adam&run=adabelief&steps=50000&around=ring~count:3")
    monkeypatch.setattr(standalone, "race", lambda scene: raced.append((scene.steps, len(scene.rows))) or race(scene))
    first = dataclasses.replace(scene, steps=100, starts=scene.starts[:1], around=None)
    monkeypatch.setattr(standalone, "MAX_PAGE_BYTES", smallest_page_bytes(first, view))
    raced.clear()
    with pytest.raises(BadInput, match=r"would have over \d\.\d million bytes; .*, such as \d+, or fewer optimizers"):
        build_standalone_page(scene, view, "light")
    assert raced[-1] == (200, 1)  # 100 steps fit, 50,000 from 4 starts were not tried
