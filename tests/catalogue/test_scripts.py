"""Exported scripts: they run unchanged and reproduce the race."""

import contextlib
import io

import numpy as np
import pytest

from fallline.core import BadInput
from fallline.files.scripts import find_torch_reference, generate_lab_script, generate_torch_script
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.schedules import shelf as schedules

WITH_TORCH_SCRIPT = [id for id in optimizers if find_torch_reference(optimizers[id]())]
SCENES = (
    "on=beale~log:1~rotate:30&run=adam~lr:0.05&run=adam~lr:0.01&start=1,1&start=-2,0.5&steps=60",
    "on=rosenbrock~b:20~shift_x:0.5&run=adam~lr:0.03~amsgrad:1~schedule:(cosine~to:0.1)&run=sgd_momentum&steps=60",
    "on=ackley~dim:4&run=adamax~lr:0.1&start=1,2,3,4&steps=40",
    "on=booth&run=torch~cls:torch.optim.Adadelta~lr:1&run=gradient_descent~lr:0.01&noise=0.3&seed=5&steps=50",
    "on=booth&run=rmsprop~lr:0.01&around=ring~count:4&steps=30",
    "on=booth&run=adam~lr:0.2~clip:norm~clip_at:2~schedule:cosine&run=adagrad~lr:1~clip:value&noise=0.2&steps=40",
    "on=booth&run=adam~lr:0.9~schedule:(plateau~patience:2)~clip:value&run=radam~maximize:1&run=adam~lr:0.1&steps=60",
    "on=booth&run=sgd_momentum~lr:0.01~weight_decay:0.1~maximize:1&run=adam~lr:0.5~schedule:plateau&steps=40",
)


def run_script(script):
    """Run a script; return its globals and what it printed."""
    names, output = {}, io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(script, "script", "exec"), names)  # noqa: S102 - the project's own
    return names, output.getvalue()


def assert_same_paths(script, scene):
    names, output = run_script(script)
    runs = race(scene)
    assert len(output.splitlines()) == len(runs)
    for run, rows in zip(runs, names["paths"].values(), strict=True):
        assert len(rows) == run.rows
        for row, points in enumerate(rows):
            size = 1 + np.abs(run.x[:, row]).max()
            np.testing.assert_allclose(points.numpy(), run.x[:, row], atol=1e-9 * size, err_msg=run.optimizer.title)


@pytest.mark.parametrize("link", [*SCENES, "run=adabelief&run=lookahead~inner:(adam~lr:0.1)&on=booth&steps=30"])
def test_the_script_with_fallline_reproduces_the_race_bit_for_bit(link):
    scene = Scene.from_link(link)
    names, output = run_script(generate_lab_script(scene))
    assert names["scene"] == scene
    for run, again in zip(race(scene), names["runs"], strict=True):
        assert (run.x == again.x).all()
        assert run.optimizer.title in output


@pytest.mark.parametrize("id", list(landscapes))
def test_the_script_with_fallline_reproduces_every_landscape(id):
    scene = Scene.from_link(f"on={id}&run=adam&steps=2")
    assert run_script(generate_lab_script(scene))[0]["scene"] == scene


@pytest.mark.parametrize("link", SCENES)
def test_the_script_with_torch_only_reproduces_the_paths(link):
    scene = Scene.from_link(link)
    assert_same_paths(generate_torch_script(scene), scene)


@pytest.mark.parametrize("id", WITH_TORCH_SCRIPT)
def test_every_optimizer_of_torch_has_a_script_that_reproduces_its_path(id):
    scene = Scene.from_link(f"on=himmelblau&run={id}&steps=50")
    assert_same_paths(generate_torch_script(scene), scene)


@pytest.mark.parametrize("id", list(schedules))
def test_every_schedule_has_a_script_that_reproduces_the_path(id):
    scene = Scene.from_link(f"on=himmelblau&run=adam~lr:0.1~schedule:{id}&steps=40")
    assert_same_paths(generate_torch_script(scene), scene)


def test_an_optimizer_that_torch_lacks_is_named_in_the_error():
    assert len(WITH_TORCH_SCRIPT) >= 8
    with pytest.raises(BadInput, match=r"torch\.optim has no rule that is exactly AdaBelief .* no plain script"):
        generate_torch_script(Scene.from_link("on=booth&run=adabelief&run=adam"))
