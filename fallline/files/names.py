"""Readable names of a race's files."""

from __future__ import annotations

import re

from fallline.scene import Scene

PREFIX = "fallline"
MAX_NAME_LENGTH = 80  # characters, without the suffix
MAX_OPTIMIZERS = 4  # that are named
_UNSAFE_CHARACTERS = re.compile(r"[^a-z0-9]+")
_SAFE_STEM = re.compile(rf"[a-z0-9-]{{1,{MAX_NAME_LENGTH}}}")


def race_file_name(scene: Scene, suffix: str, detail: str = "") -> str:
    """Return a name for a file of a scene's race, such as 'fallline-beale-adam-adabelief-1920x1080.mp4'.

    It has the landscape's id, the ids of at most MAX_OPTIMIZERS optimizers, each once, and ``detail``, such as the size
    of a film or the part of a figure, which stays whole where the others are cut. Only letters a to z, digits, hyphens
    and the point of ``suffix`` occur; without the suffix there are at most MAX_NAME_LENGTH characters.
    """
    ids = list(dict.fromkeys(each.id for each in scene.optimizers))
    more = [f"and-{len(ids) - MAX_OPTIMIZERS}-more"] if len(ids) > MAX_OPTIMIZERS else []
    race_part, detail_part = _slug([PREFIX, scene.landscape.id, *ids[:MAX_OPTIMIZERS], *more]), _slug([detail])
    end = f"-{detail_part}"[: MAX_NAME_LENGTH // 2] if detail_part else ""
    return race_part[: MAX_NAME_LENGTH - len(end)].rstrip("-") + end + suffix


def _slug(words: list[str]) -> str:
    """Return words in small letters, joined by hyphens, with hyphens for all unsafe characters."""
    return "-".join(filter(None, (_UNSAFE_CHARACTERS.sub("-", word.lower()).strip("-") for word in words)))


def is_race_file_name(name: str, suffix: str) -> bool:
    """Return whether ``race_file_name`` could have made a name with this suffix."""
    return name.endswith(suffix) and bool(_SAFE_STEM.fullmatch(name.removesuffix(suffix)))
