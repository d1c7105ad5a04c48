"""The scripts of a race: what a visitor copies runs as it stands, and goes where the race went."""

import contextlib
import io

import numpy as np
import pytest
import torch

from fallline.core import BadInput
from fallline.files.scripts import lab_code, torch_code, torch_reference
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.schedules import shelf as schedules

OF_TORCH = [id for id in optimizers if torch_reference(optimizers[id]())]
SCENES = (
    "on=beale~log:1~rotate:30&run=adam~lr:0.05&run=adam~lr:0.01&start=1,1&start=-2,0.5&steps=60",
    "on=rosenbrock~b:20~shift_x:0.5&run=adam~lr:0.03~amsgrad:1~schedule:(cosine~to:0.1)&run=sgd_momentum&steps=60",
    "on=ackley~dim:4&run=adamax~lr:0.1&start=1,2,3,4&steps=40",
    "on=booth&run=torch~cls:torch.optim.Adadelta~lr:1&run=gradient_descent~lr:0.01&noise=0.3&seed=5&steps=50",
    "on=booth&run=rmsprop~lr:0.01&around=ring~count:4&steps=30",
)


@pytest.fixture(autouse=True)
def in_single_again():
    yield
    torch.set_default_dtype(torch.float32)


def ran(script):
    """What a script leaves behind, and what it says."""
    names, said = {}, io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(script, "script", "exec"), names)  # noqa: S102 - the project's own
    return names, said.getvalue()


def assert_same_paths(script, scene):
    names, said = ran(script)
    runs = race(scene)
    assert len(said.splitlines()) == len(runs)
    for run, rows in zip(runs, names["paths"].values(), strict=True):
        assert len(rows) == run.rows
        for row, points in enumerate(rows):
            size = 1 + np.abs(run.x[:, row]).max()
            np.testing.assert_allclose(points.numpy(), run.x[:, row], atol=1e-9 * size, err_msg=run.optimizer.title)


@pytest.mark.parametrize("link", [*SCENES, "run=adabelief&run=lookahead~inner:(adam~lr:0.1)&on=booth&steps=30"])
def test_the_labs_script_is_the_same_race_bit_for_bit(link):
    scene = Scene.from_link(link)
    names, said = ran(lab_code(scene))
    assert names["scene"] == scene
    for run, again in zip(race(scene), names["runs"], strict=True):
        assert (run.x == again.x).all()
        assert run.optimizer.title in said


@pytest.mark.parametrize("id", list(landscapes))
def test_every_landscape_is_made_again_by_its_script(id):
    scene = Scene.from_link(f"on={id}&run=adam&steps=2")
    assert ran(lab_code(scene))[0]["scene"] == scene


@pytest.mark.parametrize("link", SCENES)
def test_torchs_script_goes_the_same_way(link):
    scene = Scene.from_link(link)
    assert_same_paths(torch_code(scene), scene)


@pytest.mark.parametrize("id", OF_TORCH)
def test_every_rule_of_torch_has_a_script_that_goes_the_same_way(id):
    scene = Scene.from_link(f"on=himmelblau&run={id}&steps=50")
    assert_same_paths(torch_code(scene), scene)


@pytest.mark.parametrize("id", list(schedules))
def test_every_schedule_has_one(id):
    scene = Scene.from_link(f"on=himmelblau&run=adam~lr:0.1~schedule:{id}&steps=40")
    assert_same_paths(torch_code(scene), scene)


def test_a_rule_that_torch_does_not_have_is_named():
    assert len(OF_TORCH) >= 8
    with pytest.raises(BadInput, match=r"torch\.optim has no rule that is exactly AdaBelief .* no plain script"):
        torch_code(Scene.from_link("on=booth&run=adabelief&run=adam"))
