"""The names of a race's files: readable, safe and short."""

import re

import pytest

from fallline.files.names import is_race_file_name, race_file_name
from fallline.optimizers import shelf
from fallline.scene import Scene


def test_a_name_has_the_landscape_and_the_optimizers():
    scene = Scene.from_link("on=beale&run=adam&run=adabelief&start=1,1")
    assert race_file_name(scene, ".mp4") == "fallline-beale-adam-adabelief.mp4"
    assert race_file_name(scene, ".pdf", "step_size") == "fallline-beale-adam-adabelief-step-size.pdf"
    assert race_file_name(scene, ".mp4", "1920x1080") == "fallline-beale-adam-adabelief-1920x1080.mp4"


def test_the_detail_stays_whole_where_the_optimizers_are_cut():
    ids = sorted(shelf.classes, key=len)[-4:]
    scene = Scene.from_link("on=booth&start=1,1" + "".join(f"&run={each}" for each in ids))
    assert race_file_name(scene, ".mp4", "1920x1080").endswith("-1920x1080.mp4")
    assert race_file_name(scene, ".png", "x" * 200).startswith("fallline-booth-")


def test_optimizers_are_named_once_and_no_more_than_four():
    scene = Scene.from_link("on=booth&run=adam&run=adam~lr:0.1&run=newton&run=lbfgs&run=lion&run=rprop&start=1,1")
    assert race_file_name(scene, ".csv") == "fallline-booth-adam-newton-lbfgs-lion-and-1-more.csv"


@pytest.mark.parametrize("first", [0, 8, 16, 24])
def test_names_are_safe_and_short_for_all_optimizers(first):
    ids = list(shelf.classes)[first : first + 8]
    scene = Scene.from_link("on=booth&start=1,1" + "".join(f"&run={each}" for each in ids))
    for suffix, detail in ((".mp4", ""), (".png", "numbers"), (".html", 'a "b"/../c\r\n')):
        name = race_file_name(scene, suffix, detail)
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}\.[a-z0-9]+", name)
        assert is_race_file_name(name, suffix)


@pytest.mark.parametrize(
    "name", ["evil.exe", "a.mp4.exe", ".mp4", "a b.mp4", "..mp4", "é.mp4", "x" * 81 + ".mp4", "a.gif"]
)
def test_a_name_that_is_none_is_recognized(name):
    assert not is_race_file_name(name, ".mp4")
