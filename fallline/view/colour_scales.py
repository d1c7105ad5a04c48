"""The colour scales of heights, from low to high, one per page theme.

Lightness increases in each, so they work in greyscale and with every colour vision. 'terrain', from deep teal to pale
sand, has no colour of a trail and increases evenly in lightness. 'slate' and 'grey' have low contrast, so that trails
stand out; viridis (van der Walt and Smith, 2015) and cividis (Nunez, Anderton and Renslow, 2018) distinguish more
heights and are mixed with white or black, also for the trails.
"""

from __future__ import annotations

VIRIDIS = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
CIVIDIS = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def _mix(colours: tuple[str, ...], background: tuple[int, int, int], share: float) -> tuple[str, ...]:
    """Return the colours with a ``share`` (0 to 1) of the background mixed in."""
    channels = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    return tuple(
        "#"
        + "".join(
            f"{round((1 - share) * channel + share * base):02x}" for channel, base in zip(each, background, strict=True)
        )
        for each in channels
    )


COLOUR_SCALES: dict[str, dict[str, tuple[str, ...]]] = {  # name -> page theme -> colours
    "terrain": {
        "light": (
            "#4d9498",
            "#5ba0a0",
            "#69ada7",
            "#86b8a6",
            "#a2c2a9",
            "#bdccad",
            "#d8d5b6",
            "#e9e0c6",
            "#f9ecd7",
        ),
        "dark": (
            "#002428",
            "#002e31",
            "#063839",
            "#1d423c",
            "#2f4b40",
            "#45543f",
            "#5d5b43",
            "#6d644a",
            "#7e6d52",
        ),
    },
    "slate": {
        "light": ("#7590ad", "#98afc6", "#b8c8d8", "#d1dce7", "#e6edf4"),
        "dark": ("#0b121b", "#162333", "#24364c", "#384f69", "#587390"),
    },
    "viridis": {"light": _mix(VIRIDIS, WHITE, 0.45), "dark": _mix(VIRIDIS, BLACK, 0.5)},
    "cividis": {"light": _mix(CIVIDIS, WHITE, 0.45), "dark": _mix(CIVIDIS, BLACK, 0.5)},
    "grey": {
        "light": ("#8a8a8a", "#ababab", "#c9c9c9", "#e2e2e2", "#f6f6f6"),
        "dark": ("#0c0c0c", "#1d1d1d", "#303030", "#474747", "#6a6a6a"),
    },
}
