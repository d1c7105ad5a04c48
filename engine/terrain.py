"""The terrain's colour scales, low to high. In each, lightness rises evenly, so that it reads in grey and for every
colour vision: 'slate' is quiet, so that trails stand out; viridis (van der Walt and Smith, 2015) and cividis (Nunez,
Anderton and Renslow, 2018) tell more heights apart."""

from __future__ import annotations

VIRIDIS = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
CIVIDIS = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838")

TERRAINS = {  # name -> page's theme -> colours
    "slate": {
        "light": ("#7590ad", "#98afc6", "#b8c8d8", "#d1dce7", "#e6edf4"),
        "dark": ("#0b121b", "#162333", "#24364c", "#384f69", "#587390"),
    },
    "viridis": dict.fromkeys(("light", "dark"), VIRIDIS),
    "cividis": dict.fromkeys(("light", "dark"), CIVIDIS),
    "grey": {
        "light": ("#8a8a8a", "#ababab", "#c9c9c9", "#e2e2e2", "#f6f6f6"),
        "dark": ("#0c0c0c", "#1d1d1d", "#303030", "#474747", "#6a6a6a"),
    },
}
