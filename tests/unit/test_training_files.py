"""Files of races on training tasks: every number, read back by other programs."""

import csv
import json

import numpy as np
import pytest
import torch

from fallline.cli.main import main
from fallline.files.training_files import write_training
from fallline.run.training import train
from fallline.scene.task_scene import TaskScene

LINK = "on=digits_logreg&run=adam~lr:0.01&run=fromage&steps=12&seeds=2"


@pytest.fixture(scope="module")
def race():
    scene = TaskScene.from_link(LINK)
    return scene, train(scene)


@pytest.mark.parametrize("decimal", ["point", "comma"])
def test_a_table_has_a_line_for_each_run_seed_and_step(race, tmp_path, decimal):
    scene, runs = race
    path = tmp_path / "race.csv"
    write_training(path, scene, runs, decimal)
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";" if decimal == "comma" else ","))
    assert len(lines) == 2 * 2 * 13
    for line in lines:
        run, row, step = (int(line[name]) for name in ("run", "seed", "step_number"))
        for name, values in runs[run].scalars.items():
            assert np.float32(line[name].replace(",", ".")) == np.float32(values[step, row])
        assert bool(line["validation.loss"]) == (step in (0, 10, 12))
    assert json.loads(lines[0]["about.link"]) == scene.to_link()
    assert "CC BY 4.0" in lines[0]["about.data"]


def test_json_and_arrays_hold_the_same_numbers(race, tmp_path):
    scene, runs = race
    write_training(tmp_path / "race.json", scene, runs)
    write_training(tmp_path / "race.npz", scene, runs)
    described = json.loads((tmp_path / "race.json").read_text())
    arrays = np.load(tmp_path / "race.npz")
    assert described["scene"]["link"] == json.loads(str(arrays["head"]))["scene"]["link"] == scene.to_link()
    for index, run in enumerate(runs):
        for name, values in run.scalars.items():
            np.testing.assert_array_equal(arrays[f"{index}.scalars.{name}"], values)
            np.testing.assert_array_equal(np.array(described["runs"][index]["scalars"][name], values.dtype), values)
        np.testing.assert_array_equal(arrays[f"{index}.snapshots"], run.snapshots)


def test_trained_weights_load_into_torch_and_give_the_loss_of_the_file(race, tmp_path, capsys):
    scene, runs = race
    assert main(["trace", LINK, "--out", str(tmp_path / "race.csv"), "--weights", str(tmp_path / "w.npz")]) == 0
    assert "Adam, seed 0: " in capsys.readouterr().out
    weights = np.load(tmp_path / "w.npz")
    module, samples = scene.task.module(), scene.task.samples("test", torch.float32, "cpu")
    names = [name for name, _ in module.named_parameters()]
    module.load_state_dict({name: torch.from_numpy(weights[f"0.1.{name}"]) for name in names})
    right = (module(samples.inputs).argmax(-1) == samples.targets).float().mean()
    assert 100 * right.item() == pytest.approx(runs[0].final["test.accuracy"][1], abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace", "rosenbrock", "--weights", "w.npz"], "a landscape has no weights"),
        (["trace", LINK, "--weights", "w.txt"], "must end in .npz"),
        (["trace", LINK, "--out", "race.txt"], "must end in"),
        (["film", LINK, "--out", "race.mp4"], "digits_logreg is a training task"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_sentence(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
