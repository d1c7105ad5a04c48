"""Shekel's wells in four dimensions."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, choice

WIDTHS = (0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5)  # b
PLACES = ((4, 4), (1, 1), (8, 8), (6, 6), (3, 7), (2, 9), (5, 3), (8, 1), (6, 2), (7, 3.6))  # C, taken twice
DEEPEST = {
    "5": (4.000037152819676, 4.00013327659156),
    "7": (4.000572819251117, 3.9996062096096887),
    "10": (4.000746868270634, 3.9995094800857736),
}


@dataclass(frozen=True)
class Shekel(Landscape):
    """Pointed wells in a level plain: 5, 7 or 10 of them, and a start that is not near one has nothing to follow. Each
    well holds what falls into it; the deepest is near (4, 4, 4, 4). The values are mostly printed as -10.1532, -10.4029
    and -10.5364. (Shekel, 1971; Dixon and Szego, 1978)"""

    wells: str = choice("10", ("5", "7", "10"), help="how many wells there are")

    domain = ((0.0, 10.0), (0.0, 10.0), (0.0, 10.0), (0.0, 10.0))
    start = (5.6, 5.2, 5.6, 5.0)
    title = "Shekel, 4-D"
    formula = r"-\sum_{i=1}^{m} \frac{1}{b_i + |x - C_i|^2}"
    traits = ("plateau", "many minima", "four dimensions")
    aliases = {"shekel_5": {"wells": "5"}, "shekel_7": {"wells": "7"}, "shekel_10": {"wells": "10"}}

    def f(self, x):
        count = int(self.wells)
        width = torch.tensor(WIDTHS[:count], dtype=x.dtype, device=x.device)
        place = torch.tensor([(a, b, a, b) for a, b in PLACES[:count]], dtype=x.dtype, device=x.device)
        away = x[..., None, :] - place
        return -(1 / (width + (away * away).sum(-1))).sum(-1)

    def minima(self):
        a, b = DEEPEST[self.wells]
        return [(a, b, a, b)]
