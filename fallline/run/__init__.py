"""Scenes in, trajectories out: the stepping loop, and how runs are judged."""

from fallline.run.loop import race
from fallline.run.outcome import Ending, Outcome
from fallline.run.trajectory import Trajectory

__all__ = ["Ending", "Outcome", "Trajectory", "race"]
