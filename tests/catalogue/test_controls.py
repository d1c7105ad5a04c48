"""Sliders and fields of every setting there is: what is shown reads back, and a slider stays within its range."""

import pytest

from fallline.core import CHOICE, FLAG, ITEM, TEXT, WORDS, settings_of
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.patterns import shelf as patterns
from fallline.scene import Scene
from fallline.view import View
from fallline.web.pages.controls import STOPS, control, slider_position, slider_value

NUMBERS = [
    pytest.param(setting, id=f"{cls.__name__}.{setting.name}")
    for cls in (*landscapes.classes.values(), *optimizers.classes.values(), *patterns.classes.values(), Scene, View)
    for setting in settings_of(cls)
    if setting.kind not in (CHOICE, FLAG, ITEM, TEXT, WORDS)
]


@pytest.mark.parametrize("setting", NUMBERS)
def test_a_slider_spans_its_range_and_every_stop_is_valid(setting):
    for position in (0, 1, STOPS / 2, STOPS - 1, STOPS):
        value = setting.read("item", slider_value(setting, position))
        setting.check("item", value)
        assert setting.low <= value <= setting.high
    assert slider_position(setting, setting.low) == 0
    assert slider_position(setting, setting.high) == pytest.approx(STOPS)
    positions = [slider_position(setting, setting.read("item", slider_value(setting, p))) for p in range(STOPS + 1)]
    assert positions == sorted(positions)


def test_every_setting_has_a_control_that_says_what_it_means():
    for cls in (*landscapes.classes.values(), *optimizers.classes.values(), Scene):
        for setting in settings_of(cls):
            made = control("item", setting, setting.default)
            assert setting.help in made.title
