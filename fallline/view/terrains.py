"""The terrain's colour scales, low to high. In each, lightness rises evenly, so it reads in grey and for every
colour vision: 'slate' and 'grey' are quiet, so that trails stand out; viridis (van der Walt and Smith, 2015) and
cividis (Nunez, Anderton and Renslow, 2018) tell more heights apart. These two are mixed with paper, for the trails."""

from __future__ import annotations

VIRIDIS = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
CIVIDIS = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")

LIGHT, DARK = (255, 255, 255), (0, 0, 0)  # what they are mixed with


def _mixed(colours: tuple[str, ...], paper: tuple[int, int, int], share: float) -> tuple[str, ...]:
    """Colours with a share of the paper in them."""
    channels = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    return tuple(
        "#" + "".join(f"{round((1 - share) * own + share * other):02x}" for own, other in zip(each, paper, strict=True))
        for each in channels
    )


TERRAINS: dict[str, dict[str, tuple[str, ...]]] = {  # name -> page's theme -> colours
    "slate": {
        "light": ("#7590ad", "#98afc6", "#b8c8d8", "#d1dce7", "#e6edf4"),
        "dark": ("#0b121b", "#162333", "#24364c", "#384f69", "#587390"),
    },
    "viridis": {"light": _mixed(VIRIDIS, LIGHT, 0.45), "dark": _mixed(VIRIDIS, DARK, 0.5)},
    "cividis": {"light": _mixed(CIVIDIS, LIGHT, 0.45), "dark": _mixed(CIVIDIS, DARK, 0.5)},
    "grey": {
        "light": ("#8a8a8a", "#ababab", "#c9c9c9", "#e2e2e2", "#f6f6f6"),
        "dark": ("#0c0c0c", "#1d1d1d", "#303030", "#474747", "#6a6a6a"),
    },
}
