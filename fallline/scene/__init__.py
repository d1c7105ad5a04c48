"""Scenes: what is raced, the half of the link grammar that spells it, and named examples."""

from fallline.scene.scene import Scene

__all__ = ["Scene"]
