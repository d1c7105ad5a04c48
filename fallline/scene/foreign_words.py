"""Words of a link that are no words of the lab: tracking words and the like, or a word that was meant differently."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from fallline.core import TRANSFORMS, BadInput, Sentence, settings_of, unknown_name_error
from fallline.core.catalogue import Shelf
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers

# Words that mail programs, social networks and advertisers add to links, and `class`, the code of a class on the page.
TRACKING_WORDS = {"_ga", "_gl", "_hsenc", "_hsmi", "class", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh"}
TRACKING_WORDS |= {"igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ref", "ref_src", "ref_url"}
TRACKING_WORDS |= {"referrer", "share", "si", "source", "spm", "src", "srsltid", "trk", "ttclid", "twclid", "vero_id"}
TRACKING_WORDS |= {"wbraid", "yclid"}
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_")
# What people write for a word of the lab, besides misspellings.
MEANT_WORDS = {
    "on": ("landscape", "function", "problem", "objective", "surface"),
    "run": ("optimizer", "optimiser", "opt", "algorithm", "method"),
    "start": ("x0", "init", "initial", "point", "from"),
    "steps": ("iterations", "iters", "n", "max_iter", "max_steps"),
    "tol": ("tolerance", "eps_target"),
    "box": ("range", "zoom", "xlim", "ylim", "bounds"),
    "colours": ("cmap", "color", "colormap", "palette"),
    "t": ("time", "frame"),
}
MAX_SHOWN_LENGTH = 40  # characters of a word in a remark


def is_tracking_word(key: str) -> bool:
    """Return whether a key is one of those that other programs add to links."""
    return key.casefold() in TRACKING_WORDS or key.casefold().startswith(TRACKING_PREFIXES)


def misspelling_error(key: str, keys: Iterable[str]) -> BadInput | None:
    """Return the error for a key that is meant as one of ``keys`` or as a setting of an item, None for any other."""
    lower = key.casefold()
    if len(key) > MAX_SHOWN_LENGTH:  # longer than any word
        return None
    if meant := [word for word, names in MEANT_WORDS.items() if lower in names]:
        return unknown_name_error("word in a link", key, keys, meant)
    if lower in (owners := _setting_owners()):
        return BadInput(
            "'{key}' is no word of a link but a setting; write it behind an id, such as {example}.",
            key=key,
            example=owners[lower],
        )
    near = get_close_matches(lower, keys, n=1)
    is_near = near and (len(lower) > 2 or near[0].startswith(lower))  # any two letters are close to some word
    return unknown_name_error("word in a link", key, keys, near) if is_near else None


def foreign_words_text(keys: Iterable[str]) -> Sentence:
    """Return the remark on words that are ignored."""
    shown = [key if len(key) <= MAX_SHOWN_LENGTH else f"{key[: MAX_SHOWN_LENGTH - 1]}…" for key in dict.fromkeys(keys)]
    return Sentence.plural(
        len(shown),
        "The link has a word that means nothing here and is ignored: {words}.",
        "The link has words that mean nothing here and are ignored: {words}.",
        words=", ".join(shown),
    )


def _setting_owners() -> dict[str, str]:
    """Return an example of each setting of a landscape or an optimizer, by the setting's name."""
    examples = {each.name: f"on=rosenbrock~{each.name}:{each.write(each.default)}" for each in TRANSFORMS}
    for key, shelf in (("on", landscapes), ("run", optimizers)):
        examples |= _examples_of(key, shelf)
    return examples


def _examples_of(key: str, shelf: Shelf[Any]) -> dict[str, str]:
    return {
        each.name: f"{key}={id}~{each.name}:{each.write(each.default)}"
        for id, cls in reversed(shelf.classes.items())
        for each in settings_of(cls)
    }
