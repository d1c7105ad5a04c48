"""Letters: the typeface of all pictures, how long a text is, and covers of letters that are drawn once."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import ImageFont
from scipy import ndimage

FONT = Path(mpl.get_data_path()) / "fonts/ttf"
FACES = {False: FONT / "DejaVuSans.ttf", True: FONT / "DejaVuSans-Bold.ttf"}  # by bold; their digits are alike in width


def grown(mask: np.ndarray, reach: int) -> np.ndarray:
    """A mask that reaches so many pixels farther on every side."""
    return ndimage.grey_dilation(np.pad(mask, reach), footprint=_disc(reach))


@cache
def _disc(reach: int) -> np.ndarray:
    across = np.arange(-reach, reach + 1)
    return np.hypot(*np.meshgrid(across, across)) <= reach + 0.5


def wide_of(text: str, size: float, *, bold: bool = False) -> float:
    """How long a text is, in the units of its size."""
    return _face(100.0, bold).getlength(text) * size / 100


@lru_cache(maxsize=256)
def _face(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACES[bold], size)


def ascent(size: float, bold: bool) -> int:
    """How far a letter's cover reaches above the line on which letters stand, pixels."""
    return _face(size, bold).getmetrics()[0]


@lru_cache(maxsize=4096)
def _letter(letter: str, size: float, bold: bool) -> np.ndarray:
    """A letter's cover (tall, wide), 0 to 1, as wide as it moves the pen on."""
    face = _face(size, bold)
    wide, tall = max(round(face.getlength(letter)), 1), sum(face.getmetrics())
    cover = np.zeros((tall, wide), dtype=np.float32)
    mask, (left, top) = face.getmask2(letter, mode="L", anchor="la")
    if 0 not in mask.size:
        drawn = np.asarray(mask, dtype=np.float32).reshape(mask.size[1], mask.size[0]) / 255
        left = max(left, 0)
        drawn = drawn[: tall - top, : wide - left]
        cover[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return cover


def cover(text: str, size: float, bold: bool) -> np.ndarray:
    """A text's cover (tall, wide), 0 to 1, in pixels."""
    return np.concatenate([_letter(each, size, bold) for each in text or " "], axis=1)
