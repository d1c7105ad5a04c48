"""Replays of race files: the same numbers as in the file, or a report of those that differ."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.files.csv_table import compare_csv_tables, read_csv_table
from fallline.files.race_reader import read_race_link
from fallline.files.replay import replay
from fallline.files.traces import SUFFIXES, encode_race, write_race
from fallline.run import race
from fallline.view import read_link

LINK = "on=rosenbrock&steps=30&start=-1.2,1&around=ring~count:3&noise=0.1&seed=5&box=-1.5,1.5,-1,2&run=adam&run=newton"
each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


@pytest.fixture
def save_race(tmp_path):
    scene, view = read_link(LINK)

    def write(suffix):
        path = tmp_path / f"run{suffix}"
        write_race(path, scene, race(scene), view.drawn_box(scene.landscape))
        return path

    return write


@each_suffix
def test_a_file_holds_the_link_of_its_race_and_plot_range(save_race, suffix):
    (scene, view), (expected_scene, expected_view) = read_link(read_race_link(save_race(suffix))), read_link(LINK)
    assert scene == expected_scene
    assert view.box == expected_view.box


@each_suffix
def test_a_race_from_a_file_is_the_same_bit_for_bit(save_race, suffix):
    replayed = replay(save_race(suffix))
    assert replayed.differences == ()
    scene, view = read_link(LINK)
    assert replayed.scene == scene
    assert replayed.box == view.box


@each_suffix
def test_changed_numbers_are_found(save_race, suffix):
    path = save_race(suffix)
    if suffix == ".csv":
        lines = path.read_text().splitlines()
        lines[-1] = lines[-1].replace(",30,", ",30,9", 1)
        path.write_text("\n".join(lines) + "\n")
    elif suffix == ".json":
        content = json.loads(path.read_text())
        content["trajectories"][0]["x"][3][0][1] += 1e-15
        content["trajectories"][0]["made"]["torch"] = "1.0"
        path.write_text(json.dumps(content))
    else:
        with np.load(path) as file:
            arrays = dict(file)
        arrays["1.readouts.accepted"] = arrays["1.readouts.accepted"] + 1
        np.savez(path, **arrays)
    (difference,) = replay(path).differences
    assert {".csv": "1 of ", ".json": "Adam: x is not the same (1 of ", ".npz": "readouts.accepted"}[
        suffix
    ] in difference
    assert ("torch 1.0" in difference) == (suffix == ".json")


@each_suffix
def test_a_file_states_scene_settings_versions_device_and_units(suffix):
    scene, view = read_link(LINK)
    content = encode_race(suffix, scene, race(scene), view.drawn_box(scene.landscape))
    if suffix == ".npz":
        with np.load(io.BytesIO(content)) as file:
            content = str(file["head"]).encode()
    for word in (b"link", b"settings", b"torch", b"python", b"device", b"float64", b"units", b"degrees"):
        assert word in content, word


FIRST_LAYOUT = Path(__file__).parents[1] / "cases" / "traces"
DYADIC_LINK = "on=sphere&run=gradient_descent~lr:0.25&run=sgd_momentum~lr:0.125~momentum:0.5&run=adam~lr:0.5"


@each_suffix
def test_a_file_of_the_first_layout_is_still_read_and_compared(suffix, tmp_path):
    path = FIRST_LAYOUT / f"first_layout{suffix}"
    scene, view = read_link(read_race_link(path))
    assert scene == read_link(f"{DYADIC_LINK}&start=1,0&start=-4,0&steps=6")[0]
    assert view.box == ((-8, 8), (-8, 8))
    # The first two runs on a line with powers of two are exact on every machine; Adam's last digits may differ.
    assert not [each for each in replay(path).differences if "Adam" not in each and suffix != ".csv"]
    if suffix == ".csv":
        old = read_csv_table(path.read_text())
        rows = [row for row in old.rows() if row["run"] != "2"]
        assert [float(row["x.1"]) for row in rows[:7]] == [2.0**-k for k in range(7)]
        changed = tmp_path / "changed.csv"
        changed.write_text(path.read_text().replace("0,gradient_descent,0,3,0.125", "0,gradient_descent,0,3,0.126"))
        assert compare_csv_tables(old, read_csv_table(changed.read_text())) == [
            "1 of 42 lines are not the same; the first difference is in x.1 of run 0, row 0, step_number 3."
        ]


@pytest.mark.parametrize("link", [LINK, "on=formula~f:abs(x)%2Bx^2&run=lbfgs&steps=5&start=2"])
@pytest.mark.parametrize("decimal", ["point", "comma"])
def test_a_csv_file_is_replayed_however_a_spreadsheet_saved_it(link, decimal, tmp_path):
    scene, view = read_link(link)
    text = encode_race(".csv", scene, race(scene), view.drawn_box(scene.landscape), decimal).decode()
    path = tmp_path / "RUN.CSV"
    for saved in (text, "\ufeff" + text, text.replace("\n", "\r\n")):
        path.write_text(saved, encoding="utf-8", newline="")
        assert replay(path).differences == ()
    decimals, other = ("0,001", "0,002") if decimal == "comma" else ("0.001", "0.002")
    if decimals in text:
        path.write_text(text.replace(decimals, other))
        assert replay(path).differences


def test_the_shell_writes_and_replays_decimal_commas(tmp_path, capsys):
    path = tmp_path / "run.csv"
    assert app.main(["trace", LINK, "--out", str(path), "--decimal", "comma"]) == 0
    assert path.read_text().startswith("run;optimizer;row;step_number;x.1;")
    assert app.main(["trace", "--from", str(path), "--out", str(tmp_path / "again.Csv")]) == 0
    assert (tmp_path / "again.Csv").read_text().startswith("run,optimizer,row,step_number,x.1,")
    capsys.readouterr()
    assert app.main(["trace", LINK, "--out", str(tmp_path / "run.npz"), "--decimal", "comma"]) == 2
    assert capsys.readouterr().err.startswith("decimal = comma is for .csv files")


def test_the_shell_replays_a_file_and_says_whether_it_is_the_same(save_race, capsys, tmp_path):
    path = save_race(".json")
    assert app.main(["trace", "--from", str(path), "--out", str(tmp_path / "again.npz")]) == 0
    assert "is the same here, bit for bit" in capsys.readouterr().out
    assert replay(tmp_path / "again.npz").differences == ()
    path.write_text(path.read_text().replace('"stopped_at": [-1', '"stopped_at": [7', 1))
    assert app.main(["trace", "--from", str(path)]) == 1
    assert "stopped_at is not the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace"], "needs a link"),
        (["trace", "on=booth", "--from", "run.json"], "needs a link"),
        (["trace", "--from", "nothing.json"], "cannot be read as a race"),
        (["trace", "--from", "run.txt"], "must end in"),
    ],
)
def test_arguments_that_cannot_be_replayed_are_refused_with_a_message(arguments, message, capsys):
    assert app.main(arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{}", "[1]", "# link: nonsense\nrun\n", '{"scene": {}}'])
@each_suffix
def test_a_file_that_holds_no_race_is_refused_with_a_message(text, suffix, tmp_path):
    path = tmp_path / f"bad{suffix}"
    path.write_text(text)
    with pytest.raises(BadInput, match="cannot be read as a race"):
        replay(path)
