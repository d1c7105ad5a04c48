"""Another landscape for a race: which learning rates it has there, and what is said of those that change."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from fallline.analysis.learning_rates import TUNED, get_learning_rate, has_learning_rate
from fallline.core import Landscape, Optimizer, setting_at_path
from fallline.picture.palette import assign_marks
from fallline.scene import Scene
from fallline.scene.examples import examples
from fallline.view import View, read_link, write_link
from fallline.web.i18n import say

SceneAndView = tuple[Scene, View]


def replace_landscape(scene: Scene, view: View, landscape: Landscape) -> SceneAndView:
    """Return the scene on another landscape, from that landscape's start, and the view with its default plot range.

    Learning rates that were set by hand stay; others are tuned on the landscape.
    """
    replaced = dataclasses.replace(scene, landscape=landscape, starts=(landscape.start,), tol=0.0)
    rates = view.rates if _are_rates_by_hand(scene, view) else TUNED
    return replaced, dataclasses.replace(view, box=(), plane=View.plane, t=-1, rates=rates)


def describe_landscape_change(before: SceneAndView, after: SceneAndView) -> tuple[str, str] | None:
    """Return a text on the learning rates and the scale of heights that another landscape has changed, and the link.

    The link is that of the race on the new landscape with the former rates and scale. None if neither has changed.
    """
    (scene, view), (changed, changed_view) = before, after
    if scene.landscape == changed.landscape or len(scene.optimizers) != len(changed.optimizers):
        return None
    texts = []
    if changed_view.rates == TUNED and changed.optimizers != scene.optimizers:
        rates = ", ".join(
            f"{mark.name} {get_learning_rate(optimizer):.3g}"
            for optimizer, mark in zip(changed.optimizers, assign_marks(scene.optimizers), strict=True)
            if has_learning_rate(optimizer)
        )
        title = changed.landscape.title
        texts.append(say("Learning rates tuned for {landscape}: {rates}.", landscape=title, rates=rates))
    height, changed_height = view.height_scale(scene.landscape), changed_view.height_scale(changed.landscape)
    if changed_height != height:
        texts.append(say("Heights are on another scale now: {scale}.", scale=say(changed_height)))
    if not texts:
        return None
    former = dataclasses.replace(changed, optimizers=scene.optimizers)
    rates_word = "own" if view.rates == TUNED else view.rates
    return " ".join(texts), write_link(former, dataclasses.replace(changed_view, rates=rates_word, height=height))


def _are_rates_by_hand(scene: Scene, view: View) -> bool:
    """Return whether a learning rate is neither chosen by the view's regime, nor a default, nor that of an example."""
    return view.rates == "own" and any(
        has_learning_rate(each) and not _is_default_rate(each) and not _is_example_rate(each)
        for each in scene.optimizers
    )


def _is_default_rate(optimizer: Optimizer) -> bool:
    return get_learning_rate(optimizer) == setting_at_path(optimizer, optimizer.lr_path or "").default


def _is_example_rate(optimizer: Optimizer) -> bool:
    return (optimizer.id, get_learning_rate(optimizer)) in _example_rates()


@lru_cache
def _example_rates() -> frozenset[tuple[str, float]]:
    """Return the id and the learning rate of every optimizer of an example."""
    scenes = [read_link(each.link)[0] for each in examples.values()]
    runs = [each for scene in scenes for each in scene.optimizers if has_learning_rate(each)]
    return frozenset((each.id, get_learning_rate(each)) for each in runs)
