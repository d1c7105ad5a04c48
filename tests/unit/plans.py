"""A small plan of a comparison that has every part."""

from fallline.compare.plan import REGIMES, Plan
from fallline.compare.suites import resolve_landscapes

SMALL = Plan(
    optimizers=("adabelief~lr:0.001", "backtracking"),
    grouped_landscapes=resolve_landscapes("booth", "himmelblau", "easom"),
    regimes=REGIMES,
    rate=0.01,
    trials=6,
    tuning_starts=8,
    tuning_budget=80,
    starts=12,
    budget=160,
    turns=1,
    turned_starts=6,
    noise=(0.1,),
    noise_starts=4,
    noise_seeds=2,
    rates=5,
    seed=3,
    device="cpu",
)
