"""Every benchmark still runs: each at its smallest size, with nothing compiled."""

import asyncio
import importlib

import pytest

from fallline.core.locations import CHECKOUT as ROOT
from fallline.programs.compiled import Order
from fallline.run.racing import run_rows
from tests.processes import serving

BENCHMARKS = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("_")}
SMALLEST = {
    "race": {"ROUNDS": 1},
    "map": {"ROUNDS": 1, "ACROSS": 4, "STEPS": 5, "GROWTH": ((3, 5),)},
    "report": {"MANY": 2, "GROUNDS": 2, "STARTS": 2, "BUDGET": 20, "ROWS": 8, "STEPS": 5, "ROUNDS": 1},
    "film": {"SECONDS": 1, "SAMPLED": 1},
    "tick": {"LOADS": 1, "MANY": 3},
    "aim": {
        "SECONDS": 4.0,
        "CLICKS": 1,
        "WAIT": 0.0,
        "MANY": 3,
        "DRAGGED": "on=booth&run=adam&steps=30",
        "PLAIN": "on=booth&run=adam&steps=30&seed=1",
        "CROWDED": "on=booth&run=adam&steps=30&around=ring~count:3",
    },
    "five_films": {
        "FILMS": 1,
        "HOW": {"seconds": "1", "wide": "320", "tall": "180", "fps": "10"},
        "ANSWERS": (1, 1),
        "LONGEST": 400,
    },
    "classroom": {"OPENING": 1.0, "FOLLOWERS": 2},
    "agree": {},
    "trips": {},
}


@pytest.fixture
def smallest(monkeypatch):
    monkeypatch.setattr(Order, "make", lambda _: None)
    monkeypatch.setattr("benchmarks._lab.serving", lambda: serving("--no-compile"))

    def prepared(name):
        module = importlib.import_module(f"benchmarks.{name}")
        for constant, value in SMALLEST[name].items():
            assert hasattr(module, constant)
            monkeypatch.setattr(module, constant, value)
        return module

    return prepared


def test_every_benchmark_has_its_test():
    assert set(SMALLEST) == BENCHMARKS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("race", "of the loop's time"),
        ("map", "row-step"),
        ("report", "million row-steps"),
        ("film", "times as long"),
        ("tick", "script per tick"),
        ("aim", "pictures a second"),
        ("five_films", "1 of 1 films of 1 s"),
        ("trips", "| web.pages.stage | 1 |"),
    ],
)
def test_it_prints_what_it_measures(name, said, smallest, capsys, monkeypatch):
    module = smallest(name)
    monkeypatch.setattr("sys.argv", [name])
    if name == "report":
        monkeypatch.setattr(module, "compile_now", lambda _: None)
    arguments = {"film": ["on=booth&run=adam&steps=20"], "tick": ["on=booth&run=adam&steps=20"]}.get(name, [])
    module.main(*arguments)
    printed = capsys.readouterr().out
    assert said in printed
    assert "problem" not in printed


def test_a_class_of_two_is_served(smallest, capsys):
    asyncio.run(smallest("classroom").run(2, 4.0))
    printed = capsys.readouterr().out
    assert "2 students" in printed
    assert "0 questions without an answer" in printed


def test_compiled_code_is_compared_with_the_reference(smallest):
    agree = smallest("agree")
    line = agree.compared("quadratic_deep", "adam")
    assert len(line) == len(agree.COLUMNS)
    assert "coordinates are not compiled" in line[-1]
    landscape, optimizer = agree.landscapes["booth"](), agree.optimizers["adam"]()
    starts = ((1.0, 1.0), (2.0, 1.0))
    plain = run_rows(landscape, optimizer, starts, agree.STEPS, readouts=False)
    assert agree.apart(landscape, optimizer, starts, plain.x)[0] == 0.0
