"""A race that comes back from a file: run again, it gives the same numbers, or it is said which differ."""

import io
import json

import numpy as np
import pytest

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.files.replay import replay
from fallline.files.traces import SUFFIXES, content, link_in, save
from fallline.run import race
from fallline.view import read_link

LINK = "on=rosenbrock&steps=30&start=-1.2,1&around=ring~count:3&noise=0.1&seed=5&box=-1.5,1.5,-1,2&run=adam&run=newton"
EACH = pytest.mark.parametrize("suffix", SUFFIXES)


@pytest.fixture
def saved(tmp_path):
    scene, view = read_link(LINK)

    def write(suffix):
        path = tmp_path / f"run{suffix}"
        save(path, scene, race(scene), view.reach_of(scene.landscape))
        return path

    return write


@EACH
def test_the_link_in_a_file_is_that_of_its_race_and_of_the_box_that_bounds_its_ideal_steps(saved, suffix):
    (scene, view), (asked, looked) = read_link(link_in(saved(suffix))), read_link(LINK)
    assert scene == asked
    assert view.box == looked.box


@EACH
def test_a_race_from_a_file_is_the_same_bit_for_bit(saved, suffix):
    again = replay(saved(suffix))
    assert again.differences == ()
    scene, view = read_link(LINK)
    assert again.scene == scene
    assert again.box == view.box


@EACH
def test_numbers_that_were_changed_are_found(saved, suffix):
    path = saved(suffix)
    if suffix == ".csv":
        lines = path.read_text().splitlines()
        lines[-1] = lines[-1].replace(",30,", ",30,9", 1)
        path.write_text("\n".join(lines) + "\n")
    elif suffix == ".json":
        held = json.loads(path.read_text())
        held["trajectories"][0]["x"][3][0][1] += 1e-15
        held["trajectories"][0]["made"]["torch"] = "1.0"
        path.write_text(json.dumps(held))
    else:
        with np.load(path) as file:
            arrays = dict(file)
        arrays["1.readouts.accepted"] = arrays["1.readouts.accepted"] + 1
        np.savez(path, **arrays)
    (said,) = replay(path).differences
    assert {".csv": "1 of ", ".json": "Adam: x is not the same (1 of ", ".npz": "readouts.accepted"}[suffix] in said
    assert ("torch 1.0" in said) == (suffix == ".json")


@EACH
def test_a_file_states_scene_settings_versions_device_and_units(suffix):
    scene, view = read_link(LINK)
    held = content(suffix, scene, race(scene), view.reach_of(scene.landscape))
    if suffix == ".npz":
        with np.load(io.BytesIO(held)) as file:
            held = str(file["head"]).encode()
    for word in (b"link", b"settings", b"torch", b"python", b"device", b"float64", b"units", b"degrees"):
        assert word in held, word


def test_the_shell_replays_a_file_and_says_whether_it_is_the_same(saved, capsys, tmp_path):
    path = saved(".json")
    assert app.main(["trace", "--from", str(path), "--out", str(tmp_path / "again.npz")]) == 0
    assert "is the same here, bit for bit" in capsys.readouterr().out
    assert replay(tmp_path / "again.npz").differences == ()
    path.write_text(path.read_text().replace('"stopped_at": [-1', '"stopped_at": [7', 1))
    assert app.main(["trace", "--from", str(path)]) == 1
    assert "stopped_at is not the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trace"], "needs a link"),
        (["trace", "on=booth", "--from", "run.json"], "needs a link"),
        (["trace", "--from", "nothing.json"], "cannot be read as a race"),
        (["trace", "--from", "run.txt"], "must end in"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_words(arguments, sentence, capsys):
    assert app.main(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{}", "[1]", "# link: nonsense\nrun\n", '{"scene": {}}'])
@EACH
def test_a_file_that_holds_no_race_is_refused_in_words(text, suffix, tmp_path):
    path = tmp_path / f"bad{suffix}"
    path.write_text(text)
    with pytest.raises(BadInput, match="cannot be read as a race"):
        replay(path)
