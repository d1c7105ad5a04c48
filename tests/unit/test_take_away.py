"""What leaves the page, asked of the server itself: figures, numbers and scripts, a page that travels."""

import base64
import html
import json
import re

import pytest

from fallline.core import BadInput
from fallline.files.scripts import lab_code, torch_code
from fallline.film.encode import FORMATS
from fallline.film.still import SUFFIXES
from fallline.view.link import read_link
from fallline.web.pages.browser_modules import IMPORT, STANDALONE
from fallline.web.pages.standalone import LARGEST, travelling
from tests.application import application

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return application(tmp_path_factory.mktemp("films")).test_client()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_figure_comes_as_a_file(client, suffix):
    found = client.get(f"/figure{suffix}", query_string={"link": LINK, "part": "plane", "dpi": 40})
    assert found.status_code == 200
    assert f"filename=booth-plane{suffix}" in found.headers["Content-Disposition"]
    assert found.data.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("/figure.jpg?link=", "must end in"),
        ("/figure.png?link=on=nope", "No landscape called 'nope'"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&dpi=1", "at least 30"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&colour=1", "no setting called 'colour'"),
        ("/page?link=on=nope", "No landscape called 'nope'"),
        ("/scripts?link=on=nope", "No landscape called 'nope'"),
        ("/film/nothing.mp4", "make it again"),
    ],
)
def test_what_cannot_be_taken_away_is_said(client, asked, says):
    found = client.get(asked)
    assert found.status_code == 400
    assert says in found.json["problem"]
    assert found.json["problem"].endswith(".")


def test_scripts_are_those_of_the_race_or_say_why_there_is_none(client):
    told = client.get("/scripts", query_string={"link": LINK}).json
    scene, _ = read_link(LINK)
    assert (told["lab"]["code"], told["torch"]["code"]) == (lab_code(scene), torch_code(scene))
    told = client.get("/scripts", query_string={"link": f"{LINK}&run=adabelief"}).json
    assert "AdaBelief" in told["torch"]["problem"]
    assert "adabelief" in told["lab"]["code"]


def test_every_setting_of_film_and_figure_is_declared_to_the_page(client):
    told = client.get("/exports").json
    assert tuple(told["film"]["suffixes"]) == FORMATS
    assert tuple(told["figure"]["suffixes"]) == SUFFIXES
    for kind in told.values():
        assert all(setting["help"] for setting in kind["settings"])


def test_a_page_that_travels_asks_nobody_and_is_small():
    made = travelling(*read_link(LINK), theme="dark")
    text = made.content.decode()
    assert not made.left_out
    assert len(made.content) < LARGEST
    assert 'data-theme="dark"' in text
    assert not re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert "momentum 0.9" in text


def test_a_page_that_travels_brings_each_module_that_it_imports():
    text = travelling(*read_link(LINK), theme="light").content.decode()
    (told,) = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', text)
    modules = {
        name: base64.b64decode(url.partition(",")[2]).decode() for name, url in json.loads(told)["imports"].items()
    }
    assert f'import "{STANDALONE}";' in text
    assert {STANDALONE, *(name for module in modules.values() for name in IMPORT.findall(module))} == set(modules)


def test_a_page_that_travels_lets_nothing_run_but_its_own_scripts():
    first, second = (travelling(*read_link(LINK), theme="light").content.decode() for _ in range(2))
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
def test_too_many_trails_are_thinned_and_that_is_said():
    scene, view = read_link("on=himmelblau&run=adam~lr:0.05&run=adabelief&steps=300&around=grid~across:25")
    made = travelling(scene, view, theme="light")
    assert len(made.content) <= LARGEST
    (said,) = made.left_out
    kept = int(re.search(r"([\d,]+) are drawn", said)[1].replace(",", ""))
    assert 0 < kept < len(scene.rows)
    assert said in made.content.decode()


@pytest.mark.slow
def test_a_race_that_is_too_long_for_a_page_loses_lines_of_its_table_and_is_refused_then(monkeypatch):
    link = "on=booth&run=adam&run=adabelief&steps=1000"
    whole = travelling(*read_link(link), theme="light")
    monkeypatch.setattr("fallline.web.pages.standalone.LARGEST", len(whole.content) - 1000)
    shorter = travelling(*read_link(link), theme="light")
    assert len(shorter.content) < len(whole.content)
    assert "table is cut to its first" in shorter.left_out[0]
    monkeypatch.setattr("fallline.web.pages.standalone.LARGEST", 1_000_000)
    with pytest.raises(BadInput, match="take fewer steps or optimizers"):
        travelling(*read_link(link), theme="light")
