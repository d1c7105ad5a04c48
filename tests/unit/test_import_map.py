"""Browser modules as the server sends them: import map, addresses, caching and content security policy."""

import base64
import hashlib
import html
import json
import re

import pytest

from fallline.web.pages import browser_modules
from fallline.web.pages.browser_modules import ASSETS, BRIDGE, CACHE_FOREVER, MAIN_MODULE, WORDS_MODULE, read_modules
from tests.application import make_application

MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
PRELOADED = re.compile(r'<link rel="modulepreload" href="([^"]+)">')
STARTED = re.compile(r'<script type="module" src="([^"]+)"></script>')


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("films")).test_client()


@pytest.fixture(scope="module")
def page(client):
    return client.get("/").get_data(as_text=True)


@pytest.fixture(scope="module")
def addresses(page):
    return json.loads(MAP.search(page)[1])["imports"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of assets with a few modules."""
    (tmp_path / "core").mkdir()
    (tmp_path / "main.js").write_text(
        '/** @import { Race } from "fallline/types.js" */\n'
        '// import { no } from "fallline/no.js";\n'
        'import { say } from "fallline/core/text.js";\n'
        'import {\n  a,\n  b as c,\n} from "fallline/core/a.js";\n'
        'import * as text from "fallline/core/text.js";\n'
        'export const late = () => import("fallline/late.js");\n'
    )
    (tmp_path / "core" / "a.js").write_text(
        'export { say } from "fallline/core/text.js";\nexport * from "fallline/b.js";\n'
    )
    (tmp_path / "core" / "text.js").write_text(
        'export const from = 1;\nexport const say = (text) => text + "é</script>";\n'
    )
    (tmp_path / "b.js").write_text('import "fallline/main.js";\nexport const b = 1;\n')
    (tmp_path / "late.js").write_text("export {};\n")
    (tmp_path / BRIDGE).write_text('import("fallline/main.js");\n')
    monkeypatch.setattr(browser_modules, "ASSETS", tmp_path)
    return tmp_path


def script_sources(answer):
    """Return the script sources that the answer's policy allows."""
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    return rules["script-src"].split()


def test_every_module_is_served_as_javascript_that_may_be_cached(client, addresses):
    assert list(addresses) == list(read_modules().by_name)
    assert MAIN_MODULE in addresses
    assert "fallline/bridge.js" not in addresses
    for name, address in addresses.items():
        found = client.get(address)
        assert (found.status_code, found.mimetype) == (200, "text/javascript"), name
        assert found.headers["Cache-Control"] == CACHE_FOREVER, name
        if name != WORDS_MODULE:
            assert found.data == (ASSETS / name.removeprefix("fallline/")).read_bytes()
        found.close()
    assert addresses[WORDS_MODULE].startswith("/words.js?language=en&m=")


def test_another_language_has_another_module_of_texts(client):
    page = client.get("/", headers={"Accept-Language": "de"})
    address = json.loads(MAP.search(page.get_data(as_text=True))[1])["imports"][WORDS_MODULE]
    assert 'export const language = "de";' in client.get(address).get_data(as_text=True)
    hashed = base64.b64encode(hashlib.sha256(MAP.search(page.get_data(as_text=True))[1].encode()).digest()).decode()
    assert f"'sha256-{hashed}'" in script_sources(page)


def test_an_address_without_the_modules_digest_is_not_cached(client, addresses):
    path, _, digest = addresses[MAIN_MODULE].partition("?m=")
    words = addresses[WORDS_MODULE].partition("&m=")[0]
    for address in (path, f"/assets/base.css?m={digest}", words, f"{words}&m=0123456789abcdef"):
        found = client.get(address)
        assert (found.status_code, found.headers["Cache-Control"]) == (200, "no-cache"), address
        found.close()


def test_an_outdated_digest_is_refused_with_status_410(client, addresses):
    found = client.get(f"{addresses[MAIN_MODULE].partition('?')[0]}?m=0123456789abcdef")
    assert found.status_code == 410
    assert "reload" in found.get_data(as_text=True)


def test_the_page_preloads_every_module_that_runs_at_its_start(page, addresses):
    (started,) = STARTED.findall(page)
    preloaded = [html.unescape(address) for address in PRELOADED.findall(page)]
    assert started == addresses[MAIN_MODULE]
    assert sorted([started, *preloaded]) == sorted(addresses[name] for name in read_modules().reachable(MAIN_MODULE))
    assert page.count("importmap") == 1
    assert page.index("importmap") < page.index("modulepreload") < page.index('type="module"') < page.index("<body>")


def test_dash_loads_the_bridge_and_the_styles_and_no_module(client, page):
    (bridge,) = re.findall(r'<script src="(/assets/[^"]+)', page)
    assert bridge.partition("?")[0] == f"/assets/{BRIDGE}"
    found = client.get(bridge)
    assert found.status_code == 200
    found.close()
    styles = re.findall(r'<link rel="stylesheet" href="/assets/([^"?]+)', page)
    assert styles == sorted(path.name for path in ASSETS.glob("*.css"))


@pytest.mark.parametrize("path", ["/", "/nowhere", "/?mode=embed"])
def test_the_pages_policy_names_each_inline_script_and_allows_no_other(client, path):
    found = client.get(path)
    text, allowed = found.get_data(as_text=True), script_sources(found)
    inline = re.findall(r"<script(?![^>]*(?: src=|application/json))[^>]*>(.*?)</script>", text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert len(inline) == 2  # the import map and the script that starts Dash
    assert sorted(allowed) == sorted(["'self'", *(f"'sha256-{digest}'" for digest in digests)])


def test_a_file_that_is_edited_has_another_address(folder):
    before = json.loads(read_modules().import_map())["imports"]
    (folder / "core" / "a.js").write_text("export const a = 2;\n")
    after = json.loads(read_modules().import_map())["imports"]
    assert {name for name in before if before[name] != after[name]} == {"fallline/core/a.js"}


def test_reachable_modules_are_those_imported_statically(folder):
    names = ["main", "core/text", "core/a", "b"]
    assert read_modules().reachable(MAIN_MODULE) == [f"fallline/{name}.js" for name in names]
    assert list(read_modules().by_name) == sorted([*read_modules().reachable(MAIN_MODULE), "fallline/late.js"])
    (folder / "late.js").write_text('import "fallline/typo.js";\n')
    with pytest.raises(FileNotFoundError, match="typo"):
        read_modules().reachable("fallline/late.js")


def test_a_data_map_contains_the_text_of_each_module(folder):
    import_map = read_modules().data_map(MAIN_MODULE)
    assert "<" not in import_map
    imports = json.loads(import_map)["imports"]
    assert sorted(imports) == sorted(read_modules().reachable(MAIN_MODULE))
    for name, url in imports.items():
        kind, _, content = url.partition(",")
        assert kind == "data:text/javascript;base64"
        assert base64.b64decode(content) == (folder / name.removeprefix("fallline/")).read_bytes()
