"""Links of races on training tasks: what they say, and what they refuse."""

import pytest

from fallline.core import BadInput, Part
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.scene import Scene
from fallline.scene.task_scene import TaskScene
from fallline.tasks import shelf as tasks


def test_no_id_names_a_landscape_and_a_task():
    assert not set(tasks) & set(landscapes)


@pytest.mark.parametrize("task", tasks)
def test_every_task_has_a_link(task):
    scene = TaskScene.from_link(f"on={task}&run=adam~lr:0.01&run=adabelief&seeds=2&seed=5&batch=8&steps=70&device=auto")
    assert TaskScene.from_link(scene.to_link()) == scene
    assert (scene.row_seeds, scene.batch_size, scene.step_count) == ((5, 6), 8, 70)


def test_a_task_alone_is_a_link_and_has_the_usual_optimizers_steps_and_batch():
    scene = TaskScene.from_link("digits_mlp")
    assert [each.id for each in scene.optimizers] == ["adabelief", "adam", "sgd_momentum"]
    assert (scene.step_count, scene.batch_size, scene.row_seeds) == (300, 64, (0,))


def test_epochs_are_passes_over_the_training_samples():
    assert TaskScene.from_link("on=digits_mlp&epochs=2.5").step_count == round(2.5 * (1097 // 64))
    assert TaskScene.from_link("on=digits_mlp&epochs=3&batch=1097").step_count == 3


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("on=digits_mlp&start=1,2", "takes no start: .* write seed=3"),
        ("on=digits_mlp&around=ring", "takes no around: .* write seeds=8"),
        ("on=digits_mlp&tol=0.1", "takes no tol: .* its target is a value of a measure"),
        ("on=digits_mlp&noise=1", "takes no noise: .* write batch=16"),
        ("on=digits_mlp~rotate:30", "takes no rotate: it is a setting of landscapes"),
        ("on=digits_mlp~wrong:1", "digits_mlp has no settings, so 'wrong'"),
        ("on=digits_mlp&batch=2000", "batch=2000 is larger than the 1097 training samples"),
        ("on=digits_mlp&batch=-1", "batch"),
        ("on=digits_mlp&seeds=two", "seeds = 'two' is not a number"),
        ("on=digits_mlp&seeds=0", "seeds"),
        ("on=digits_mlp&steps=3&epochs=2", "write one of them"),
        ("on=digits_mlp&epochs=0.01", "are 0 steps"),
        ("on=digits_mlp&epochs=1e6", "at most|from 1 to"),
        ("on=digits_mlp&run=shampoo", "Shampoo has one matrix for all coordinates"),
        ("on=digits_mlp&run=newton", "Newton keeps 2410 x 2410 numbers"),
        ("on=digits_mlp&run=nelder_mead", "keeps 2410 x 2410 numbers"),
        ("on=rosenbrock", "on=rosenbrock is no training task"),
        ("digits_mpl", "did you mean 'digits_mlp'"),
    ],
)
def test_what_does_not_fit_a_task_is_refused_with_a_sentence(link, message):
    with pytest.raises(BadInput, match=message):
        TaskScene.from_link(link)


@pytest.mark.parametrize("word", ["seeds=3", "batch=8", "epochs=2"])
def test_a_landscape_refuses_the_words_of_tasks(word):
    with pytest.raises(BadInput, match=r"belongs to training tasks, such as on=digits_mlp"):
        Scene.from_link(f"on=rosenbrock&{word}")


def test_a_race_on_a_landscape_refuses_a_task():
    with pytest.raises(BadInput, match="digits_mlp is a training task"):
        Scene.from_link("on=digits_mlp")


def test_a_rule_with_a_matrix_trains_small_networks_only():
    newton = optimizers["newton"]()
    assert newton.for_parts((Part("weight", (100, 10)),)) == newton
    with pytest.raises(BadInput, match="keeps 1001 x 1001 numbers"):
        newton.for_parts((Part("weight", (100, 10)), Part("bias", (1,))))
