"""Scenes in, trajectories out: the stepping loop, and how runs are judged."""

from fallline.run.outcome import Ending, Outcome
from fallline.run.racing import race
from fallline.run.trajectory import Trajectory

__all__ = ["Ending", "Outcome", "Trajectory", "race"]
