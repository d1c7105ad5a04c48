"""Links: every scene and view is restored exactly, and invalid links are refused with a message."""

import dataclasses
import random

import pytest

from fallline.core import CHOICE, FLAG, INTEGER, ITEM, SUBSET, BadInput, settings_of
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.scene import Scene
from fallline.scene.examples import examples, opening_example
from fallline.scene.link_words import RACE_WORDS, REPEATED_WORDS, VIEW_WORDS
from fallline.scene.previous_race import UNCHANGED, previous_scene_words, read_previous_scene
from fallline.scene.scene import SCENE_SETTINGS
from fallline.view import View, read_link, write_link
from fallline.view.link import VIEW_SETTINGS


def random_value(setting, rng):
    if setting.kind == ITEM:
        id = rng.choice(setting.choices())
        return None if id == setting.none_word else random_item(setting.shelf, rng, id)
    if setting.kind == FLAG:
        return rng.random() < 0.5
    if setting.kind == SUBSET:
        return tuple(rng.sample(setting.options, rng.randint(0, len(setting.options))))
    if setting.kind == CHOICE:
        return rng.choice([option for option in setting.options if option != "cuda"])
    value = rng.uniform(setting.low, setting.high)
    return round(value) if setting.kind == INTEGER else value


def random_item(shelf, rng, id=None):
    id = id or rng.choice(list(shelf))
    for _ in range(50):
        settings = {
            each.name: random_value(each, rng) for each in settings_of(shelf.class_of(id)) if rng.random() < 0.5
        }
        try:
            return shelf[id](**settings)
        except BadInput:  # a combination that the item refuses
            continue
    return shelf[id]()


@pytest.mark.parametrize("seed", range(60))
def test_a_link_restores_any_scene_and_view(seed):
    rng = random.Random(seed)
    landscape = random_item(landscapes, rng)
    starts = tuple(tuple(rng.uniform(low, high) for low, high in landscape.domain) for _ in range(rng.randint(1, 3)))
    runs = tuple(random_item(optimizers, rng) for _ in range(rng.randint(1, 4)))
    words = {each.name: random_value(each, rng) for each in settings_of(Scene) if rng.random() < 0.5}
    words["steps"] = rng.randint(1, 50)  # so that many starts fit
    scene = Scene(landscape, runs, starts, **words)
    earlier = dataclasses.replace(scene, optimizers=runs[:1], seed=rng.randint(0, 100), tol=rng.random())
    views = {each.name: random_value(each, rng) for each in settings_of(View) if rng.random() < 0.5}
    views["t"] = rng.randint(-1, scene.steps)
    views["selected"] = rng.randint(1, len(runs))
    views["lesson"] = rng.choice(("", "momentum,2", "a & b=c~(%)"))
    views["before"] = rng.choice(("", UNCHANGED, previous_scene_words(earlier, scene)))
    views["plane"] = rng.choice(("2,1", "points", "principal")) if landscape.dim > 2 else View.plane
    view = View(**views, box=((-1.5, 2.0), (0.25, 1e3)), camera=(1.0, -2.5, 0.125))
    link = write_link(scene, view)
    assert read_link(link) == (scene, view)
    assert read_link(f"http://somewhere:80/?{link}#top") == (scene, view)
    assert " " not in link
    if view.before not in ("", UNCHANGED):
        assert read_previous_scene(scene, view.before) == earlier


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("before=theme%3Ddark", "changes no race"),
        ("before=run%3Dadm", "did you mean 'adam'"),
        ("start=1,2&before=on%3Dhartmann_3%26start%3D0,0,0", "must have dim = 2"),
        ("hide=ral", "did you mean 'rail'"),
        ("inside=gradients", "did you mean 'gradient'"),
        ("around=rign", "did you mean 'ring'"),
        ("around=cloud~count:5000&steps=500", "states; at most"),
    ],
)
def test_invalid_words_of_the_view_are_refused(words, message):
    with pytest.raises(BadInput, match=message):
        read_link(words, required=VIEW_WORDS)


def test_a_link_holds_what_differs_from_the_defaults_and_always_the_learning_rates():
    scene, view = read_link("on=rosenbrock&run=adam")
    link = write_link(scene, view)
    assert link == f"v=1&on=rosenbrock&run=adam~lr:{optimizers['adam']().lr}&start=-1.2,1"


def test_an_empty_link_opens_the_opening_example():
    for link in ("", "/", "/?", "http://somewhere/"):
        assert read_link(link) == read_link(opening_example.link)


def test_integers_are_read_exactly():
    for seed in (0, 2**53 + 1, 2**63 - 1):
        assert read_link(f"seed={seed}")[0].seed == seed


def test_an_alias_is_the_item_that_it_stands_for():
    for alias, (id, settings) in landscapes.aliases.items():
        assert read_link(f"on={alias}")[0].landscape == landscapes[id](**settings)


def test_plus_is_not_a_space_and_percent_codes_are_decoded():
    assert read_link("start=%2D1,+2")[0].starts == ((-1.0, 2.0),)


@pytest.mark.parametrize("example", examples.values(), ids=lambda example: example.id)
def test_every_example_is_readable(example):
    scene, view = read_link(example.link)
    assert read_link(write_link(scene, view)) == (scene, view)
    assert example.title
    assert example.description.endswith(".")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("run=adm", "No optimizer called 'adm'; did you mean 'adam'?"),
        ("on=beal", "No landscape called 'beal'; did you mean 'beale'?"),
        ("run=adam~lr:-1", "adam.lr = -1 must be above 0."),
        ("run=adam~lr:nan", "adam.lr = nan must be a finite number."),
        ("run=adam~lr:fast", "adam.lr = 'fast' is not a number; 0.001 would be one."),
        ("run=adam~betta1:1", "No setting of adam called 'betta1'; did you mean 'beta1'?"),
        ("run=adam~lr", "'lr' in adam~lr must be a setting and its value, such as lr:0.01."),
        ("run=adam~lr:1~lr:2", "adam.lr is set twice in adam~lr:1~lr:2; set it once."),
        ("run=adam~lr:(1", "The parentheses in adam~lr:(1 do not match; each ( needs a )."),
        ("run=adabelief~beta1:0", "adabelief.beta1 = 0 must be above 0 and below 1."),
        ("run=adam~amsgrad:yes", "adam.amsgrad = 'yes' must be 1 (on) or 0 (off)."),
        ("seed=1_0", "scene.seed = '1_0' is not a number; 0 would be one."),
        ("&".join(["run=adam"] * 9), "9 runs were asked for; at most 8 are raced, so remove some."),
        ("camera=0,0,0", "camera must be three numbers, 0.1 to 100 away, such as camera=1.4,-1.4,1.1."),
        ("t=9999&steps=100", "t = 9999 is beyond the race's 100 steps; choose a step from 0 to 100."),
        ("run=adam&run=rmsprop&selected=3", "view.selected = 3 must be at least 1 and at most 2."),
        ("runs=adam", "No word in a link called 'runs'; did you mean 'run'?"),
        ("on=beale&on=beale", "'on' stands twice in the link; write it once."),
        ("on=", "'on' in the link has no value; write on=..."),
        ("v=2", "This link is of version 2; this lab reads version 1."),
        ("start=1", "start=1.0 has 1 numbers; log_beale needs 2."),
        ("start=1,nan", "start=1.0,nan must be made of finite numbers."),
        ("start=a,b", "start=a,b must be numbers with commas between them, such as start=-1.2,1."),
        ("steps=0", "scene.steps = 0 must be at least 1 and at most 50000."),
        ("steps=1e9", "scene.steps = 1000000000 must be at least 1 and at most 50000."),
        ("steps=2.5", "scene.steps = 2.5 must be a whole number."),
        (
            "box=1,2,3",
            "box=1,2,3 has 3 numbers; it needs x-low,x-high,y-low,y-high, or low,high for a function of one variable.",
        ),
        ("device=gpu8", "scene.device cannot be 'gpu8'; there are auto, cpu, cuda."),
    ],
)
def test_bad_links_are_refused_with_a_message(link, message):
    with pytest.raises(BadInput) as error:
        read_link(link, required=VIEW_WORDS)
    assert str(error.value) == message


def test_scenes_and_links_beyond_the_limits_are_refused():
    scene = read_link("run=adam")[0]
    for words in ({"steps": 50_000, "starts": ((0.0, 0.0),) * 100}, {"starts": ((0.0, 0.0),) * 10_001}):
        with pytest.raises(BadInput, match="fit"):
            dataclasses.replace(scene, **words)
    with pytest.raises(BadInput, match="characters"):
        read_link("run=adam&" * 70_000)
    with pytest.raises(BadInput, match="no finite value"):
        read_link("on=rosenbrock&start=1e200,0")


def test_the_grammar_lists_the_words_of_a_race_and_of_a_view():
    assert ("on", *REPEATED_WORDS, *SCENE_SETTINGS) == RACE_WORDS
    assert (*VIEW_SETTINGS, "box", "camera") == VIEW_WORDS


def test_a_scene_ignores_the_words_of_its_view_and_refuses_unknown_words():
    link = "on=booth&run=adam~lr:0.1&start=1,2&steps=30"
    assert Scene.from_link(f"{link}&theme=dark&box=-1,1,-1,1") == Scene.from_link(link) == read_link(link)[0]
    assert Scene.from_link(Scene.from_link(link).to_link()) == Scene.from_link(link)
    with pytest.raises(BadInput, match="did you mean 'theme'"):
        Scene.from_link(f"{link}&thene=dark")
