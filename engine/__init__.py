"""Scenes in, trajectories out."""

from engine.link import read_link, write_link
from engine.outcome import Ending, Outcome
from engine.race import race
from engine.scene import Scene, View
from engine.trajectory import Trajectory

__all__ = ["Ending", "Outcome", "Scene", "Trajectory", "View", "race", "read_link", "write_link"]
