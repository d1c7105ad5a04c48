"""Race files: a race read back equals the one written, and a file is written completely or not at all."""

import csv
import dataclasses
import io
import json
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from fallline.analysis.measures import compute_measures
from fallline.compare.table import Table
from fallline.core import BadInput, write_item
from fallline.core.deadline import OutOfTime
from fallline.files import csv_table, json_parts, traces
from fallline.files.race_reader import read_race, read_race_link
from fallline.files.traces import encode_race_parts, write_race
from fallline.optimizers import shelf
from fallline.run import race
from fallline.scene import Scene

LINK = "on=rosenbrock&steps=40&start=-1.2,1&start=0,0&noise=0.1&seed=5"


@pytest.fixture(scope="module")
def written_race():
    scene = Scene.from_link(LINK)
    return scene, race(scene), scene.landscape.view


def assert_same(one, other):
    if isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, dict):
        assert one.keys() == dict(other).keys()
        for key in one:
            assert_same(one[key], other[key])
    else:
        assert one == other


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_a_race_read_from_a_file_equals_the_one_written(written_race, tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    write_race(path, *written_race)
    scene, runs = read_race(path)
    assert scene == written_race[0]
    for run, written in zip(runs, written_race[1], strict=True):
        for field in dataclasses.fields(run):
            if field.name == "stopped_x":  # is not in a file
                continue
            assert_same(getattr(written, field.name), getattr(run, field.name))


def test_the_json_file_has_the_documented_entries(written_race, tmp_path):
    path = tmp_path / "run.json"
    write_race(path, *written_race)
    written = json.loads(path.read_text())
    assert Scene.from_link(written["scene"]["link"]) == written_race[0]
    for entry, run in zip(written["trajectories"], written_race[1], strict=True):
        assert entry["optimizer"] == run.optimizer.id
        assert entry["settings"] == run.optimizer.settings()
        assert np.shape(entry["x"]) == (41, 2, 2)
        assert np.shape(entry["f"]) == np.shape(entry["step_size"]) == (41, 2)
        assert set(entry["readouts"]) == set(run.readouts)
        assert entry["outcome"] == [str(end) for end in run.outcome]
        assert entry["stopped_at"] == [-1, -1]
        assert entry["made"]["dtype"] == "float64"


def test_the_csv_file_has_a_line_per_step_and_states_the_scene(written_race, tmp_path):
    _, runs, box = written_race
    path = tmp_path / "run.csv"
    write_race(path, *written_race)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(runs) * 2 * 41
    assert "on=rosenbrock" in json.loads(rows[0]["about.link"])
    assert json.loads(rows[0]["about.torch"]) == runs[0].provenance["torch"]
    assert json.loads(rows[2 * 41]["about.run_settings"]) == write_item(runs[1].optimizer)
    last = rows[-1]
    assert (last["run"], last["row"], last["step_number"]) == (str(len(runs) - 1), "1", "40")
    assert float(last["x.2"]) == runs[-1].x[40, 1, 1]
    assert float(last["grad.1"]) == runs[-1].grad[40, 1, 0]
    assert int(last["calls.grad"]) == 40
    assert float(last["ideal_own"]) == compute_measures(runs[-1], box)["ideal_own"][40, 1]
    assert last["second_moment.1"] == ""


CSV_LINKS = (
    LINK,
    "on=beale&run=adam&run=newton&run=lbfgs&steps=1&start=1,1",
    "on=sphere~dim:3&run=gradient_descent~lr:2&steps=1100&start=1,2,3",  # diverges: NaN and infinity
    "on=formula~f:sin(3x)%2Bx^2/10&run=adam&steps=9&start=2",
    "on=himmelblau&run=sgd_momentum&steps=3&around=grid~across:4",
)
READ_OPTIONS = {"point": {}, "comma": {"sep": ";", "decimal": ","}}


@pytest.mark.parametrize("decimal", READ_OPTIONS)
@pytest.mark.parametrize("link", CSV_LINKS)
def test_pandas_reads_every_number_of_a_csv_file_as_it_is(link, decimal, tmp_path):
    scene = Scene.from_link(link)
    runs, box = race(scene), scene.landscape.view
    path = tmp_path / "run.csv"
    write_race(path, scene, runs, box, decimal)
    table = pd.read_csv(path, **READ_OPTIONS[decimal])
    assert len(table) == sum(run.f.size for run in runs)
    numbers = table[[name for name in table if not name.startswith("about.") and name != "optimizer"]]
    assert all(kind.kind in "fi" for kind in numbers.dtypes)
    for index, run in enumerate(runs):
        mine = numbers[table["run"] == index]
        expected = {"f": run.f, **{f"x.{axis + 1}": run.x[..., axis] for axis in range(scene.landscape.dim)}}
        expected |= {"distance": compute_measures(run, box)["distance"]}
        if scene.landscape.dim == 1:
            expected["x"] = expected.pop("x.1")
        for name, values in expected.items():
            np.testing.assert_array_equal(mine[name], values.T.ravel())
    assert Scene.from_link(json.loads(table["about.link"][0])) == scene


@pytest.mark.parametrize("decimal", READ_OPTIONS)
def test_a_csv_file_has_what_spreadsheets_take(written_race, tmp_path, decimal):
    path = tmp_path / "run.csv"
    write_race(path, *written_race, decimal)
    content = path.read_bytes()
    assert content.isascii()  # so it needs no byte order mark
    assert content.startswith(b"run,optimizer,row,step_number," if decimal == "point" else b"run;optimizer;row;")
    rows = list(csv.reader(content.decode().splitlines(), delimiter="," if decimal == "point" else ";"))
    assert len({len(row) for row in rows}) == 1
    assert max(len(cell) for row in rows for cell in row) < 32_767  # the limit of Excel
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)  # which would be formulas
    if decimal == "comma":
        assert not any("." in cell for row in rows[1:] for cell in row[2:20])


@pytest.mark.parametrize(
    ("name", "decimal", "message"),
    [
        ("run.json", "comma", "decimal = comma is for .csv files"),
        ("run.csv", "dot", "decimal = 'dot' must be point or comma"),
    ],
)
def test_decimals_that_a_file_cannot_have_are_refused(written_race, tmp_path, name, decimal, message):
    with pytest.raises(BadInput, match=message):
        write_race(tmp_path / name, *written_race, decimal)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".JSON", ".Npz", ".cSv"])
def test_the_case_of_a_suffix_does_not_matter(written_race, tmp_path, suffix):
    path = tmp_path / f"run{suffix}"
    write_race(path, *written_race)
    assert Scene.from_link(read_race_link(path)) == written_race[0]
    if suffix != ".cSv":
        assert read_race(path)[0] == written_race[0]


def test_files_that_cannot_be_written_or_read_are_refused_with_a_message_and_leave_nothing(written_race, tmp_path):
    with pytest.raises(BadInput, match=r"run\.txt must end in \.json, \.csv, \.npz\."):
        write_race(tmp_path / "run.txt", *written_race)
    with pytest.raises(BadInput, match="choose a folder that is there"):
        write_race(tmp_path / "none" / "run.json", *written_race)
    for name, content in (("a.json", "{}"), ("b.json", "no"), ("c.npz", "no")):
        (tmp_path / name).write_text(content)
        with pytest.raises(BadInput, match="cannot be read as a race"):
            read_race(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "b.json", "c.npz"]


@pytest.mark.parametrize("link", CSV_LINKS)
@pytest.mark.parametrize("numbers", [1, 3, 10_000])
def test_json_in_parts_is_that_of_the_whole(link, numbers, monkeypatch):
    monkeypatch.setattr(json_parts, "NUMBERS_PER_PART", numbers)
    monkeypatch.setattr(traces, "PART_LENGTH", numbers)
    scene = Scene.from_link(link)
    runs, box = race(scene), scene.landscape.view
    parts = list(encode_race_parts(".json", scene, runs, box))
    text = b"".join(parts).decode()
    head = json.loads(text)
    assert text == json.dumps(head)
    assert numbers == 10_000 or len(parts) > 100
    for entry, run in zip(head["trajectories"], runs, strict=True):
        finite = np.isfinite(run.x)
        np.testing.assert_array_equal(np.array(entry["x"], dtype=float)[finite], run.x[finite])
        assert np.array(entry["measures"]["gap"], dtype=float).shape == run.f.shape


@pytest.mark.parametrize("values", [np.zeros((0, 2)), np.zeros((2, 0)), np.array(1.5), np.array([np.nan, 1, np.inf])])
def test_arrays_of_any_shape_are_written_as_json(values):
    text = "".join(json_parts.write_json_parts({"a": values, "b": [{"c": 1}, {}], "d": (), "e": None}))
    plain = [None, 1.0, None] if values.shape == (3,) else values.tolist()
    assert text == json.dumps({"a": plain, "b": [{"c": 1}, {}], "d": (), "e": None})
    with pytest.raises(ValueError, match="not JSON compliant"):
        "".join(json_parts.write_json_parts({"a": float("nan")}))


@pytest.mark.parametrize("steps", [1, 7, 1000])
def test_a_csv_file_in_parts_is_that_of_the_whole(written_race, steps, monkeypatch):
    expected = b"".join(encode_race_parts(".csv", *written_race))
    monkeypatch.setattr(csv_table, "STEPS_PER_PART", steps)
    assert b"".join(encode_race_parts(".csv", *written_race)) == expected


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_a_file_is_written_in_little_memory(suffix, monkeypatch):
    monkeypatch.setattr(json_parts, "NUMBERS_PER_PART", 1000)
    monkeypatch.setattr(csv_table, "STEPS_PER_PART", 50)
    scene = Scene.from_link("on=sphere&run=adam&steps=2000&start=1,1")
    runs, box = race(scene), scene.landscape.view
    compute_measures(runs[0], box)
    tracemalloc.start()
    size = sum(len(part) for part in encode_race_parts(suffix, scene, runs, box))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 1_000_000
    assert peak < size / 2


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_a_file_that_cannot_be_completed_leaves_nothing(written_race, suffix, tmp_path, monkeypatch):
    checks = iter(range(10))

    def check_time():
        if next(checks) == 3:
            raise OutOfTime("Too long.")

    monkeypatch.setattr(json_parts, "check_time", check_time)
    monkeypatch.setattr(csv_table, "check_time", check_time)
    with pytest.raises(OutOfTime):
        write_race(tmp_path / f"run{suffix}", *written_race)
    assert list(tmp_path.iterdir()) == []


HOSTILE_TEXTS = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil","x")', "-", "=", "")
NUMBER_TEXTS = ("-1.5", "+2", "-1e-300", "-0.0", "-inf", "1")


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, *NUMBER_TEXTS, "adam", "x-1", "1-x", "a;=1", "ünï"])
def test_a_text_in_a_csv_cell_is_no_formula_of_a_spreadsheet_and_numbers_stay(text):
    table = Table("t", ("name", "value"), ((text, -1.5), ("plain", float("nan"))))
    name, value = list(csv.reader(io.StringIO(table.csv(), newline="")))[1]
    assert value == "-1.5"
    assert name in (text, f"'{text}")
    is_formula = len(text) > 1 and text[0] in "=+-@\t\r" and text not in NUMBER_TEXTS
    assert (name != text) == is_formula


@pytest.mark.parametrize("decimal", READ_OPTIONS)
@pytest.mark.parametrize("text", [f"foreach='({each})'" for each in (";=1+1", ",=1+1", ",+1", ";-cmd()", ";@A1")])
def test_texts_of_a_link_are_no_formulas_in_a_csv_file_and_break_no_line(text, decimal, tmp_path):
    optimizer = shelf["torch"](cls="torch.optim.Adam", options=f"eps=1e-6,\n\r\x0b\u2028\t{text}")
    scene = dataclasses.replace(Scene.from_link("on=sphere&steps=2"), optimizers=(optimizer,))
    path = tmp_path / "run.csv"
    write_race(path, scene, race(scene), scene.landscape.view, decimal)
    content = path.read_text()
    assert content.isascii()
    assert len(content.splitlines()) == 4
    for cell in (each for separator in ",;\t" for each in csv.reader(content.splitlines(), delimiter=separator)):
        for each in cell:
            is_text = (
                not each.replace(",", ".").lstrip("-").replace(".", "").replace("e", "").replace("-", "").isdigit()
            )
            assert not (is_text and each.startswith(("=", "+", "@", "-cmd", "\t", "\r"))), each
    table = pd.read_csv(path, **READ_OPTIONS[decimal])
    assert json.loads(table["about.run_settings"][0]) == write_item(optimizer)
