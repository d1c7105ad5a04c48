"""Shekel's wells in four dimensions."""

from dataclasses import dataclass

import torch

from fallline.core import Landscape, choice

WIDTHS = (0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5)  # b
ALTERNATING, PAIRED = "5,3,5,3", "5,5,3,3"  # the seventh well
FIRST = ((4, 4, 4, 4), (1, 1, 1, 1), (8, 8, 8, 8), (6, 6, 6, 6), (3, 7, 3, 7), (2, 9, 2, 9))
LAST = ((8, 1, 8, 1), (6, 2, 6, 2), (7, 3.6, 7, 3.6))
PLACES = {ALTERNATING: (*FIRST, (5, 3, 5, 3), *LAST), PAIRED: (*FIRST, (5, 5, 3, 3), *LAST)}  # C
DEEPEST = {  # (wells, seventh well) -> the minimizer
    ("5", ALTERNATING): (4.000037152819676, 4.00013327659156, 4.000037152819676, 4.00013327659156),
    ("7", ALTERNATING): (4.000572819251117, 3.9996062096096887, 4.000572819251117, 3.9996062096096887),
    ("10", ALTERNATING): (4.000746868270634, 3.9995094800857736, 4.000746868270634, 3.9995094800857736),
    ("5", PAIRED): (4.000037152819676, 4.00013327659156, 4.000037152819676, 4.00013327659156),
    ("7", PAIRED): (4.000572916185823, 4.000689366185305, 3.9994897088591506, 3.9996061588586316),
    ("10", PAIRED): (4.000746531592046, 4.000592934138532, 3.9996633980403224, 3.9995098005868077),
}


@dataclass(frozen=True)
class Shekel(Landscape):
    """Pointed wells in a level plain: 5, 7 or 10 of them, and a start that is not near one has nothing to follow. Each
    well holds what falls into it; the deepest is near (4, 4, 4, 4). The values are mostly printed as -10.1532, -10.4029
    and -10.5364. The seventh well is printed at (5, 3, 5, 3), like the others, in many libraries, and at (5, 5, 3, 3)
    in tables that follow Dixon and Szego. (Shekel, 1971; Dixon and Szego, 1978)"""

    wells: str = choice("10", ("5", "7", "10"), help="how many wells there are")
    seventh: str = choice(
        ALTERNATING,
        (ALTERNATING, PAIRED),
        help="the seventh well, if there is one: at 5,3,5,3 in many libraries, at 5,5,3,3 after Dixon and Szego",
    )

    domain = ((0.0, 10.0), (0.0, 10.0), (0.0, 10.0), (0.0, 10.0))
    start = (5.6, 5.2, 5.6, 5.0)
    title = "Shekel, 4-D"
    formula = r"-\sum_{i=1}^{m} \frac{1}{b_i + |x - C_i|^2}"
    traits = ("plateau", "many minima", "four dimensions")
    aliases = {"shekel_5": {"wells": "5"}, "shekel_7": {"wells": "7"}, "shekel_10": {"wells": "10"}}

    def f(self, x):
        count = int(self.wells)
        width = torch.tensor(WIDTHS[:count], dtype=x.dtype, device=x.device)
        place = torch.tensor(PLACES[self.seventh][:count], dtype=x.dtype, device=x.device)
        away = x[..., None, :] - place
        return -(1 / (width + (away * away).sum(-1))).sum(-1)

    def minima(self):
        return [DEEPEST[self.wells, self.seventh]]
