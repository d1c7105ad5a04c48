"""The architecture: imports point down and have no cycles, and modules and functions stay short."""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache

import pytest

from fallline.core.locations import CHECKOUT as ROOT
from fallline.core.locations import child_environment
from fallline.web.pages.browser_modules import BRIDGE, IMPORT_PATTERN

ORDER = (
    ("version",),
    ("core",),
    ("schedules", "patterns"),
    ("landscapes", "optimizers", "tasks"),
    ("scene",),
    ("run",),
    ("programs",),
    ("analysis",),
    ("compare", "certify"),
    ("studies",),
    ("view",),
    ("files", "lessons"),
    ("picture",),
    ("panels", "film"),
    ("charts",),
    ("web",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
PLOTLY_USERS = {"panels", "charts", "web"}
ONLY_IN = {
    "plotly": PLOTLY_USERS,
    "dash": {"web"},
    "dash_mantine_components": {"web"},
    "flask": {"web"},
    "matplotlib": {"film"},
    "distributed": {"compare"},
}
OUTSIDE_ORDER = {"__main__", "shortcuts", "locales"}  # modules above all subpackages, and translations
MAX_MODULE_LINES, MAX_FUNCTION_LINES = 400, 45
MAX_TOP_LEVEL_FOLDERS = 10


def module_name(path):
    """Return the dotted name of a file; files of a family belong to the package of their catalogue."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if parts[0] in ("landscapes", "optimizers", "tasks"):
        parts.insert(0, "fallline")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FOLDERS = ("fallline", "landscapes", "optimizers", "tasks")
MODULES = {module_name(path): path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))}
ASSETS = ROOT / "assets"
SCRIPTS = {path.relative_to(ASSETS).as_posix(): path for path in sorted(ASSETS.rglob("*.js"))}
every_module = pytest.mark.parametrize("name", list(MODULES))


def subpackage(name):
    return name.split(".")[1] if "." in name else ""


@cache
def find_imports(name):
    """Return (module, imported name or None) of every import, including those inside functions."""
    path, found = MODULES[name], []
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, *([node.module] if node.module else [])])
            found += [(base, alias.name) for alias in node.names]
    return found


def modules_needed(name):
    """Yield the project's modules that a module imports."""
    for base, taken in find_imports(name):
        if f"{base}.{taken}" in MODULES:
            yield f"{base}.{taken}"
        elif base in MODULES:
            yield base


@every_module
def test_imports_point_down_and_private_names_stay_private(name):
    own = subpackage(name)
    for needed in modules_needed(name):
        other = subpackage(needed)
        if own in LEVEL and other != own:
            assert LEVEL.get(other, len(ORDER)) < LEVEL[own], f"{name} may not import {needed}"
    for base, taken in find_imports(name):
        top, private = base.partition(".")[0], [part for part in (*base.split("."), taken or "") if part[:1] == "_"]
        if top == "fallline" and private and not private[0].startswith("__"):
            assert subpackage(base) == own, f"{base}.{taken} is private to {subpackage(base)}"
        assert own in ONLY_IN.get(top, {own}), f"{top} belongs in {ONLY_IN[top]}"


def test_every_subpackage_has_a_place_in_the_order():
    assert {subpackage(name) for name in MODULES} - {"", *OUTSIDE_ORDER} == {*LEVEL}


def find_cycles(graph):
    """Return the groups of nodes that reach each other (Tarjan, 1972)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = [stack.pop()]
            while group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return found


def test_imports_of_modules_have_no_cycles():
    assert find_cycles({name: set(modules_needed(name)) - {name} for name in MODULES}) == []


SCRIPT_ORDER = (
    ("words.js",),
    ("core",),
    ("race",),
    ("player",),
    ("painters",),
    ("page",),
    ("dialogs",),
    ("classroom",),
    ("lessons",),
    ("main.js", "standalone.js", "bridge.js"),
)
SCRIPT_LEVEL = {name: level for level, names in enumerate(SCRIPT_ORDER) for name in names}
COMMENT = re.compile(r"(?<![:\"'\w*])(?://[^\n]*|/\*.*?\*/)", re.DOTALL)
DYNAMIC = re.compile(r"\bimport\(\s*\"([^\"]+)\"")
every_script = pytest.mark.parametrize("name", list(SCRIPTS))


@cache
def code_of(name):
    """Return a script's text without its comments."""
    return COMMENT.sub("", SCRIPTS[name].read_text())


def scripts_needed(name):
    """Return the paths under assets of a script's static imports."""
    return [needed.removeprefix("fallline/") for needed in IMPORT_PATTERN.findall(code_of(name))]


def script_folder(name):
    return name.partition("/")[0]


@every_script
def test_scripts_import_existing_modules_by_their_bare_name(name):
    for needed in IMPORT_PATTERN.findall(code_of(name)) + DYNAMIC.findall(code_of(name)):
        assert needed.startswith("fallline/"), f"{name} imports {needed}"
        assert needed.removeprefix("fallline/") in SCRIPTS, f"{name} imports {needed}, which does not exist"


def test_only_the_bridge_and_the_header_import_dynamically():
    assert {name for name in SCRIPTS if DYNAMIC.search(code_of(name))} == {BRIDGE, "dialogs/header.js"}


@every_script
def test_scripts_import_downwards(name):
    own = script_folder(name)
    assert own in SCRIPT_LEVEL, f"{name} has no place in the order"
    for needed in scripts_needed(name):
        other = script_folder(needed)
        assert other == own or SCRIPT_LEVEL.get(other, len(SCRIPT_ORDER)) < SCRIPT_LEVEL[own], (
            f"{name} may not import {needed}"
        )


def test_every_folder_of_scripts_has_a_place_in_the_order():
    assert {script_folder(name) for name in SCRIPTS} == {*SCRIPT_LEVEL}


def test_imports_of_scripts_have_no_cycles():
    assert (
        find_cycles({name: {needed for needed in scripts_needed(name) if needed in SCRIPTS} for name in SCRIPTS}) == []
    )


@every_script
def test_every_script_but_the_bridge_is_a_module_without_a_global(name):
    text = code_of(name)
    if name == BRIDGE:
        assert scripts_needed(name) == [], "a classic script can import only what it loads later"
    else:
        assert re.search(r"^(?:import|export)\b", text, re.MULTILINE), f"{name} neither imports nor exports"
        assert "window.fallline" not in text


@every_script
def test_exceptions_to_the_linter_say_why(name):
    for line in SCRIPTS[name].read_text().splitlines():
        assert "eslint-disable" not in line or " -- " in line, f"{name}: {line.strip()}"


def test_imports_of_scripts_are_found():
    text = """
/** @import { Race } from "fallline/types.js" */
// import { no } from "fallline/core/no.js";
import * as player from "fallline/player/player.js";
import {
  byId, make } from "fallline/core/dom.js";
import "fallline/page/start_handle.js";
export { say } from "fallline/core/text.js";
export const accepted = "image/*", from = (x) => x;
"""
    text = COMMENT.sub("", text)
    assert IMPORT_PATTERN.findall(text) == [
        f"fallline/{name}.js" for name in ("player/player", "core/dom", "page/start_handle", "core/text")
    ]
    assert "image/*" in text
    assert DYNAMIC.findall('const { open } = await import("fallline/dialogs/maps.js");') == ["fallline/dialogs/maps.js"]


def test_cycles_are_found():
    assert find_cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]


@pytest.mark.parametrize("path", [*MODULES.values(), *SCRIPTS.values()], ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_MODULE_LINES
    functions = ast.walk(ast.parse(text)) if path.suffix == ".py" else ()
    for node in functions:
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno <= MAX_FUNCTION_LINES, node.name


def test_only_one_module_computes_paths_of_files():
    for name, path in MODULES.items():
        if name != "fallline.core.locations":
            assert "__file__" not in path.read_text(), f"{name} computes a path; fallline.core.locations does"


def test_the_top_level_has_few_folders():
    listed = subprocess.run(
        [shutil.which("git"), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    folders = {line.partition("/")[0] for line in listed.splitlines() if "/" in line and not line.startswith(".")}
    assert len(folders) <= MAX_TOP_LEVEL_FOLDERS, folders


@pytest.mark.slow
def test_everything_below_the_page_runs_without_dash_and_plotly(tmp_path):
    code = """
import sys
for name in ("dash", "plotly", "dash_mantine_components", "matplotlib", "flask"):
    sys.modules[name] = None
from fallline import Scene, race
import fallline.files.traces, fallline.files.replay, fallline.lessons, fallline.studies
from fallline.analysis.measures import compute_measures
from fallline.cli.main import main
scene = Scene.from_link("steps=20")
runs = race(scene)
compute_measures(runs[0], scene.landscape.view)
sys.exit(main(["trace", "steps=20", "--out", sys.argv[1]]))
"""
    command = [sys.executable, "-c", code, str(tmp_path / "run.json")]
    result = subprocess.run(command, cwd=tmp_path, env=child_environment(), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
