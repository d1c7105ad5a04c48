"""Race files: a race read back equals the one written, and a file is written completely or not at all."""

import csv
import dataclasses
import json

import numpy as np
import pytest

from fallline.analysis.measures import compute_measures
from fallline.core import BadInput
from fallline.files.traces import read_race, write_race
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
    lines = path.read_text().splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert any(line.startswith("# link: ") and "on=rosenbrock" in line for line in head)
    assert any(line.startswith("# torch: ") for line in head)
    rows = list(csv.DictReader(lines[len(head) :]))
    assert len(rows) == len(runs) * 2 * 41
    last = rows[-1]
    assert (last["run"], last["row"], last["step_number"]) == (str(len(runs) - 1), "1", "40")
    assert float(last["x.2"]) == runs[-1].x[40, 1, 1]
    assert float(last["grad.1"]) == runs[-1].grad[40, 1, 0]
    assert int(last["calls.grad"]) == 40
    assert float(last["ideal_own"]) == compute_measures(runs[-1], box)["ideal_own"][40, 1]
    assert last["second_moment.1"] == ""


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
