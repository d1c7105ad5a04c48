"""Scenes: the settings of a race, their text form in links, and named examples."""

from fallline.scene.scene import Scene

__all__ = ["Scene"]
