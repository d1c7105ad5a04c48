"""Replays of the AdaBelief authors' videos reach the steps and positions recovered from their frames."""

import numpy as np
import pytest

from fallline.run import race
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.studies import shelf as studies

# First step within 0.1 of the minimum (Euclidean) for SGD, Adam and AdaBelief, as recovered from the videos.
STEPS_TO_MINIMUM = {
    "valley1": (810, 141, 41),
    "valley2": (490, 241, 81),
    "valley4": (495, 243, 81),
    "rotate_valley": (2468, 1355, 1135),
    "beale2": (2048, 800, 191),
    "mccormick2": (1455, 466, 174),
    "rosenbrock2": (None, 3025, 1477),  # SGD needs more than 20,000
}
# Positions of SGD and Adam when the clip ends.
FINAL_POSITIONS = {
    "valley1": ((0.38, 0.30), (0.0, 0.0)),
    "valley2": ((1.30, 0.0), None),
    "valley4": ((1.30, -1.30), None),
    "rotate_valley": ((0.56, 0.56), (0.0, 0.0)),
    "beale2": ((-0.92, -0.38), (2.09, 0.16)),
    "mccormick2": ((0.64, -1.32), (0.05, -1.23)),
    "rosenbrock2": ((-0.59, -1.93), (0.53, 0.19)),
}
CLIP_STEPS = {"rotate_valley": 1500, "rosenbrock2": 1500, "rotate_quadratic": 500, "beale1": 500, "beale2": 500}
CLIP_STEPS |= {"mccormick1": 500, "mccormick2": 250, "rosenbrock1": 500}


def by_id(scene, values):
    return {each.id: value for each, value in zip(scene.optimizers, values, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("id", STEPS_TO_MINIMUM)
def test_each_optimizer_comes_near_the_minimum_within_three_steps_of_the_video(id):
    scene = Scene.from_link(examples[id].link)
    study = studies["videos"](longest=25_000)
    near = by_id(scene, [study.find_first_near(scene, which) for which in range(len(scene.optimizers))])
    for optimizer, step in zip(("sgd_momentum", "adam", "adabelief"), STEPS_TO_MINIMUM[id], strict=True):
        if step is None:
            assert near[optimizer] is None or near[optimizer] > 20_000
        else:
            assert abs(near[optimizer] - step) <= 3, optimizer


@pytest.mark.slow
@pytest.mark.parametrize("id", FINAL_POSITIONS)
def test_sgd_and_adam_end_where_the_clip_shows_them(id):
    scene = Scene.from_link(examples[id].link)
    last = by_id(scene, [run.x[-1, 0] for run in race(scene)])
    for optimizer, position in zip(("sgd_momentum", "adam"), FINAL_POSITIONS[id], strict=True):
        if position:
            assert np.abs(last[optimizer] - position).max() < 0.03, optimizer


def test_there_are_twelve_videos_each_as_long_as_its_clip():
    videos = {id: example for id, example in examples.items() if example.group == "videos"}
    assert len(videos) == 12
    for id, example in videos.items():
        assert Scene.from_link(example.link).steps == CLIP_STEPS.get(id, 250), id


def test_the_study_finds_the_first_step_within_its_radius():
    scene = Scene.from_link(examples["valley2"].link + "&seed=1")
    study = studies["videos"](radius=0.5, longest=300)
    runs = race(scene)
    for which, run in enumerate(runs):
        near = np.flatnonzero(np.linalg.norm(run.x[:, 0], axis=-1) < 0.5)
        assert study.find_first_near(scene, which) == (near[0] if near.size else None)
