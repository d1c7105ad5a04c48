"""Sliders and fields of every setting: a displayed value can be read back, and a slider stays in its range."""

import pytest

from fallline.core import CHOICE, FLAG, ITEM, SUBSET, TEXT, settings_of
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.patterns import shelf as patterns
from fallline.scene import Scene
from fallline.view import View
from fallline.web.pages.controls import SLIDER_POSITIONS, build_control, slider_position, slider_value

NUMBERS = [
    pytest.param(setting, id=f"{cls.__name__}.{setting.name}")
    for cls in (*landscapes.classes.values(), *optimizers.classes.values(), *patterns.classes.values(), Scene, View)
    for setting in settings_of(cls)
    if setting.kind not in (CHOICE, FLAG, ITEM, TEXT, SUBSET)
]


@pytest.mark.parametrize("setting", NUMBERS)
def test_a_slider_spans_the_range_of_its_setting_and_every_position_is_valid(setting):
    for position in (0, 1, SLIDER_POSITIONS / 2, SLIDER_POSITIONS - 1, SLIDER_POSITIONS):
        value = setting.read("item", slider_value(setting, position))
        setting.check("item", value)
        assert setting.low <= value <= setting.high
    assert slider_position(setting, setting.low) == 0
    assert slider_position(setting, setting.high) == pytest.approx(SLIDER_POSITIONS)
    positions = [
        slider_position(setting, setting.read("item", slider_value(setting, p))) for p in range(SLIDER_POSITIONS + 1)
    ]
    assert positions == sorted(positions)


def test_the_control_of_every_setting_shows_its_help():
    for cls in (*landscapes.classes.values(), *optimizers.classes.values(), Scene):
        for setting in settings_of(cls):
            control = build_control("item", setting, setting.default)
            assert setting.help in control.title
