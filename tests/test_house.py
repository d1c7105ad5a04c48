"""The house rules that a machine can hold: imports point down, modules stay small, nothing needs what it should not."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    ("core",),
    ("schedules", "patterns"),
    ("landscapes", "optimizers"),
    ("engine",),
    ("comparing",),
    ("studies", "lessons"),
    ("drawing",),
    ("panels", "film"),
)
LAYERS += (("ui",), ("app",))
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
ONLY_IN = {"plotly": {"panels", "ui"}, "dash": {"ui", "app"}, "dash_mantine_components": {"ui"}, "matplotlib": {"film"}}
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0].removesuffix(".py") in LEVEL]
SCRIPTS = [*SOURCES, *sorted((ROOT / "assets").glob("*.js"))]


def package(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    here = package(path)
    for name in imported(path):
        if name in LEVEL and name != here:
            assert LEVEL[name] < LEVEL[here], f"{here} may not import {name}"
        assert here in ONLY_IN.get(name, {here}), f"{name} belongs in {ONLY_IN[name]}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_over_300_lines_and_no_function_over_40(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno <= 45, node.name


def test_everything_up_to_the_studies_runs_without_dash_and_plotly(tmp_path):
    code = """
import sys
for name in ("dash", "plotly", "dash_mantine_components", "matplotlib", "flask"):
    sys.modules[name] = None
from engine import Scene, race
import engine.files, engine.rates, engine.examples, studies
from engine.measures import measures
scene = Scene.from_link("steps=20")
runs = race(scene)
measures(runs[0], scene.landscape.view)
import app
sys.exit(app.main(["trace", "steps=20", "--out", sys.argv[1]]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run.json")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert "==" in line, line
