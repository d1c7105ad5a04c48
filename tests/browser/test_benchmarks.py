"""Every benchmark runs, at its smallest size and without compilation, and prints its measurements."""

import asyncio
import importlib

import pytest

from fallline.core.locations import CHECKOUT as ROOT
from fallline.programs.compile_key import CompileKey
from fallline.run.racing import run_rows
from tests.processes import run_server

BENCHMARKS = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("_")}
SMALL_SIZES = {  # by benchmark: the constants that make it small
    "race": {"ROUNDS": 1},
    "map": {"ROUNDS": 1, "SIDE": 4, "STEPS": 5, "SIZES": ((3, 5),)},
    "report": {
        "OPTIMIZER_COUNT": 2,
        "LANDSCAPE_COUNT": 2,
        "STARTS": 2,
        "BUDGET": 20,
        "ROWS": 8,
        "STEPS": 5,
        "ROUNDS": 1,
    },
    "film": {"FILM_S": 1, "SAMPLED": 1},
    "tick": {"PAGE_LOADS": 1, "DRAWN_STEPS": 3},
    "aim": {
        "DRAG_S": 4.0,
        "CLICK_COUNT": 1,
        "MAX_COMPILE_S": 0.0,
        "DRAWN_STEPS": 3,
        "DRAG_LINK": "on=booth&run=adam&steps=30",
        "ONE_START_LINK": "on=booth&run=adam&steps=30&seed=1",
        "MANY_STARTS_LINK": "on=booth&run=adam&steps=30&around=ring~count:3",
    },
    "five_films": {
        "FILM_COUNT": 1,
        "FILM_OPTIONS": {"seconds": "1", "wide": "320", "tall": "180", "fps": "10"},
        "SAMPLES": (1, 1),
        "MAX_WAIT_S": 400,
    },
    "classroom": {"ARRIVAL_S": 1.0, "FOLLOWERS": 2},
    "agree": {},
    "training": {
        "REPETITIONS": 1,
        "RACE_LINK": "on=digits_mlp&run=adam~lr:0.01&run=sgd_momentum~lr:0.1&steps=12",
        "SEEDS": 2,
        "TEXT_LINK": "on=moby_lstm&run=adam&steps=2",
    },
    "trips": {},
    "hostile": {"CLIENTS": 2, "SLOW_STEPS": 20, "SHORT_QUESTIONS": 2},
}


@pytest.fixture
def load_small(monkeypatch):
    """A function that imports a benchmark and makes it small."""
    monkeypatch.setattr(CompileKey, "compile", lambda _: None)
    monkeypatch.setattr("benchmarks._lab.run_server", lambda: run_server("--no-compile"))

    def load(name):
        module = importlib.import_module(f"benchmarks.{name}")
        for constant, value in SMALL_SIZES[name].items():
            assert hasattr(module, constant)
            monkeypatch.setattr(module, constant, value)
        return module

    return load


def test_every_benchmark_has_small_sizes():
    assert set(SMALL_SIZES) == BENCHMARKS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("race", "of the loop's time"),
        ("map", "row-step"),
        ("report", "million row-steps"),
        ("film", "times as long"),
        ("tick", "script per tick"),
        ("aim", "pictures a second"),
        ("five_films", "1 of 1 films of 1 s"),
        ("trips", "| web.pages.stage | 1 |"),
        ("hostile", "a class is answered within"),
        ("training", "9 rates x 2 seeds"),
    ],
)
def test_a_benchmark_prints_its_measurements(name, expected, load_small, capsys, monkeypatch):
    module = load_small(name)
    monkeypatch.setattr("sys.argv", [name])
    if name == "report":
        monkeypatch.setattr(module, "compile_and_wait", lambda _: None)
    arguments = {"film": ["on=booth&run=adam&steps=20"], "tick": ["on=booth&run=adam&steps=20"]}.get(name, [])
    module.main(*arguments)
    printed = capsys.readouterr().out
    assert expected in printed
    assert "problem" not in printed


def test_the_classroom_benchmark_serves_two_students(load_small, capsys):
    asyncio.run(load_small("classroom").run(2, 4.0))
    printed = capsys.readouterr().out
    assert "2 students" in printed
    assert "0 requests without an answer" in printed


def test_the_agree_benchmark_compares_compiled_and_eager_runs(load_small):
    agree = load_small("agree")
    row = agree.compare_pair("quadratic_deep", "adam")
    assert len(row) == len(agree.COLUMNS)
    assert "coordinates are not compiled" in row[-1]
    landscape, optimizer = agree.landscapes["booth"](), agree.optimizers["adam"]()
    starts = ((1.0, 1.0), (2.0, 1.0))
    eager = run_rows(landscape, optimizer, starts, agree.STEPS, readouts=False)
    assert agree.relative_differences(landscape, optimizer, starts, eager.x)[0] == 0.0
