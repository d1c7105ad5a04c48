"""Downloads from the page: figures, race files, scripts and the standalone page."""

import base64
import html
import json
import re

import pytest

from fallline.core import BadInput
from fallline.files.scripts import generate_lab_script, generate_torch_script
from fallline.film.encode import FILM_SUFFIXES
from fallline.film.figure import FIGURE_SUFFIXES
from fallline.view.link import read_link
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
    assert f"filename=booth-plane{suffix}" in response.headers["Content-Disposition"]
    assert response.data.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])


@pytest.mark.parametrize(
    ("address", "message"),
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
def test_an_invalid_download_is_refused_with_a_message(client, address, message):
    response = client.get(address)
    assert response.status_code == 400
    assert message in response.json["problem"]
    assert response.json["problem"].endswith(".")


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
    answer = client.get("/exports").json
    assert tuple(answer["film"]["suffixes"]) == FILM_SUFFIXES
    assert tuple(answer["figure"]["suffixes"]) == FIGURE_SUFFIXES
    for kind in answer.values():
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
    with pytest.raises(BadInput, match="take fewer steps or optimizers"):
        build_standalone_page(*read_link(link), theme="light")
