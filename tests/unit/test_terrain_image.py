"""The picture of a terrain: light from the upper left, colours that increase with the height, and its gaps."""

import numpy as np

from fallline.picture.heights import HeightRange
from fallline.picture.hillshade import FLAT, hillshade, shade_colours
from fallline.picture.levels import MIN_MARK_DISTANCE, place_labels
from fallline.picture.terrain_image import colour_shares, terrain_pixels
from fallline.view.colour_scales import COLOUR_SCALES

X, Y = np.linspace(-2, 2, 31), np.linspace(-1, 3, 31)


def test_slopes_towards_the_upper_left_are_bright_and_level_places_neutral():
    across, up = np.meshgrid(X, Y)
    for slope, expected in ((across - up, 1), (up - across, -1), (across + up, 0), (0 * across, 0)):
        shade = hillshade(slope, X, Y)
        np.testing.assert_array_equal(np.sign((shade - FLAT).round(9)), expected)
        assert ((shade >= 0) & (shade <= 1)).all()
    np.testing.assert_allclose(hillshade(up - across, X, Y), hillshade(7 * (up - across) + 3, X, Y))
    colours = np.full((31, 31, 3), 0.5)
    np.testing.assert_array_equal(shade_colours(colours, hillshade(0 * across, X, Y)), colours)


def test_colours_increase_with_the_height_and_stay_even_beside_a_plateau():
    heights = np.sort(np.random.default_rng(0).random((31, 31)) ** 4, axis=None)
    shares = colour_shares(heights, HeightRange(0.0, 1.0))
    assert (np.diff(shares) >= 0).all()
    assert shares.min() < 0.05
    assert shares.max() > 0.95
    plateau = np.concatenate((np.linspace(0, 1, 50), np.ones(5000)))
    assert np.abs(colour_shares(plateau, HeightRange(0.0, 1.0)) - plateau).max() < 0.1


def test_pixels_have_the_highest_row_first_and_are_transparent_where_f_has_no_value():
    heights = np.repeat(Y[:, None], 31, axis=1)
    heights[:5, 20:] = np.nan
    pixels = terrain_pixels(X, Y, heights, HeightRange(-1.0, 3.0), COLOUR_SCALES["terrain"]["light"])
    assert pixels.shape == (31, 31, 4)
    np.testing.assert_array_equal(pixels[::-1, :, 3] > 0, np.isfinite(heights))
    assert pixels[0, 3, :3].sum() > pixels[-1, 3, :3].sum()


def test_no_label_of_a_level_lies_on_the_mark_of_a_minimum():
    line = np.stack((np.linspace(0, 1, 101), np.full(101, 0.5)), -1)
    ((_, free),) = place_labels([("1", [line])], ((0, 1), (0, 1)))
    ((_, moved),) = place_labels([("1", [line])], ((0, 1), (0, 1)), free[None])
    assert np.linalg.norm(moved - free) > MIN_MARK_DISTANCE
