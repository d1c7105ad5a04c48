"""Races: the stepping loop, and the rules by which a run has reached the target, stalled or diverged."""

from fallline.run.outcome import Ending, Outcome
from fallline.run.racing import race, settle_minima
from fallline.run.trajectory import Trajectory

__all__ = ["Ending", "Outcome", "Trajectory", "race", "settle_minima"]
