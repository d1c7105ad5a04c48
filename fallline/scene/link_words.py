"""Parsing and writing of links: ``key=value`` words joined by ``&``, as in a URL query.

A link holds the whole state of the page. Items are written as in ``fallline.core.item_text``. Links that travelled are
mended by ``clean_link``; words that are no words of the lab are described in ``foreign_words``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fallline.core import BadInput, Setting
from fallline.scene.bare_words import EXAMPLE, FUNCTION_NAME, remark_on_word, spell_word, unknown_word_error
from fallline.scene.clean_link import ENCODED_EQUALS, MAX_DECODINGS, clean_link, decode_value, strip_punctuation
from fallline.scene.examples import examples, find_example_link
from fallline.scene.foreign_words import foreign_words_text, is_tracking_word, misspelling_error
from fallline.scene.remarks import Remark, fault_remark

VERSION = "1"
MAX_LINK_LENGTH = 500_000  # characters
MAX_WORDS = 200  # besides starts
REPEATED_WORDS = ("run", "start")  # keys that may occur several times
# The keys of a scene; a test compares them with Scene's fields.
RACE_WORDS = ("on", *REPEATED_WORDS, "around", "steps", "tol", "noise", "seed", "device")
# The keys that only a scene of a training task has.
TASK_WORDS = ("seeds", "batch", "epochs")
# The keys of a view, which change no computed number; a test compares them with View's fields.
VIEW_WORDS: tuple[str, ...] = ("t", "speed", "height", "colours", "theme", "rates", "plane", "critical_points", "field")
VIEW_WORDS += ("stage", "selected", "inside", "before", "lesson", "mode", "hide", "box", "camera")
# The keys of the page itself, which are no part of a scene or a view.
PAGE_WORDS = ("lang",)
LINK_KEYS = ("v", *RACE_WORDS, *TASK_WORDS, *VIEW_WORDS, *PAGE_WORDS)
ELLIPSES = ("…", "...", "%E2%80%A6")  # at the end of a text that was shortened


@dataclass
class LinkWords:
    """The words of a link: ``values`` by key, lists for keys in REPEATED_WORDS, and ``remarks`` on what was ignored.

    ``required`` are the keys of a view whose faults raise BadInput; words of other views with a fault are ignored.
    """

    required: Collection[str] = VIEW_WORDS
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, key: str, value: str) -> None:
        """Add a word; raises BadInput if it has no value, or stands twice and is not in REPEATED_WORDS."""
        if not value:
            self.fault(key, "", BadInput("'{key}' in the link has no value; write {key}=...", key=key))
        elif key in REPEATED_WORDS:
            self.values.setdefault(key, []).append(value)
        elif key in self.values:
            self.fault(key, value, BadInput("'{key}' stands twice in the link; write it once.", key=key))
        else:
            self.values[key] = value

    def fault(self, key: str, value: str, problem: BadInput) -> None:
        """Ignore a word of a view or of the page with a remark; raises ``problem`` for others and ``required`` ones."""
        if key not in (*VIEW_WORDS, *PAGE_WORDS) or key in self.required:
            raise problem
        self.remarks.append(fault_remark(key, value, problem))


def read_words(link: str, required: Collection[str] = VIEW_WORDS) -> LinkWords:
    """Return the words of a link, which may be a whole URL or only its query, as somebody pasted it.

    Words that are unlike any of the lab's are ignored, and so are words of a view without a value, or twice, unless
    they are ``required``; a remark says so. Raises BadInput for misspelled keys, missing values and repeated keys, and
    if nothing in the link is a word of the lab or a tracking word.
    """
    if len(link) > MAX_LINK_LENGTH:
        raise BadInput("The link has {n} characters; at most {most} are read.", n=len(link), most=MAX_LINK_LENGTH)
    if link.rstrip().endswith(ELLIPSES):
        raise BadInput("The link was shortened where it was copied, since it ends in dots; copy the whole link.")
    words, bare, foreign = LinkWords(required), list[str](), list[str]()
    pairs = _read_pairs(clean_link(link))
    for key, value in pairs:
        is_example = len(pairs) == 1 and key in examples  # one has the id of a key
        if value is None and (is_example or key.casefold() not in LINK_KEYS):
            bare.append(key)
        elif known := _known_key(key):
            words.add(known, value or "")
        elif not is_tracking_word(key) and (problem := misspelling_error(key, LINK_KEYS)):
            raise problem
        else:
            foreign.append(key)
    foreign += _add_bare_words(words, bare)
    if (unknown := [key for key in foreign if not is_tracking_word(key)]) and not words.values:
        raise unknown_word_error(unknown[0])
    if foreign:
        words.remarks.append(Remark(foreign_words_text(foreign)))
    return words


def write_words(pairs: list[tuple[str, str]]) -> str:
    """Return the link of (key, value) pairs, percent-encoded where needed.

    A plus sign is encoded too, since forms read it as a space. In a value with percent signs colons are encoded, which
    tells it from a value that was encoded twice.
    """
    return "&".join(f"{key}={quote(value, safe='' if '%' in value else '~:,.()-*^/')}" for key, value in pairs)


def read_numbers(key: str, text: str) -> tuple[float, ...]:
    """Return the comma-separated numbers in ``text``, the value of ``key``; raises BadInput, which names the key."""
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise BadInput(
            "{key}={text} must be numbers with commas between them, such as {key}=-1.2,1.", key=key, text=text
        ) from None


def write_changed_settings(settings: Mapping[str, Setting], owner: Any) -> Iterator[tuple[str, str]]:
    """Yield (key, value as text) for each of ``settings`` whose value in ``owner`` differs from its default."""
    for name, setting in settings.items():
        if getattr(owner, name) != setting.default:
            yield name, setting.write(getattr(owner, name))


def _read_pairs(query: str) -> list[tuple[str, str | None]]:
    """Return the pairs of ``_split``. Raises BadInput if more than MAX_WORDS are no starts."""
    pairs, others = [], 0
    for pair in _split(query):
        pairs.append(pair)
        others += pair[0].casefold() != "start"
        if others > MAX_WORDS:
            raise BadInput("The link has more than {most} words besides starts; write fewer.", most=MAX_WORDS)
    return pairs


def _split(query: str, level: int = 0) -> Iterator[tuple[str, str | None]]:
    """Yield (key, value) of each word of a query, decoded; the value of a word without ``=`` is None.

    ``level`` counts the words encoded as one of which the query is a part.
    """
    pairs = [pair for pair in query.split("&") if pair.strip()]
    for pair in pairs:
        if "=" not in pair and level < MAX_DECODINGS and ENCODED_EQUALS.search(pair):  # several words encoded as one
            yield from _split(clean_link(pair), level + 1)
            continue
        key, equals, value = pair.partition("=")
        texts = [decode_value(key), decode_value(value)]
        if pair is pairs[-1]:
            texts[bool(equals)] = strip_punctuation(texts[bool(equals)])
        yield texts[0], texts[1] if equals else None


def _known_key(key: str) -> str:
    """Return the key of the lab that ``key`` spells in any case, ``on`` for the left side of an equation, else ''."""
    if key.casefold() in LINK_KEYS:
        return key.casefold()
    return "on" if FUNCTION_NAME.fullmatch(key) else ""


def _add_bare_words(words: LinkWords, bare: list[str]) -> list[str]:
    """Add the words without keys to the others; return those that are unlike any name of the lab."""
    foreign = []
    for word in bare:
        spelled = None if is_tracking_word(word) else spell_word(word)
        if spelled is None:
            foreign.append(word)
            continue
        key, value = spelled
        if key == EXAMPLE:
            words.values = {**read_words(find_example_link(value)).values, **words.values}
            continue
        if "on" not in words.values and (remark := remark_on_word(key, value)):
            words.remarks.append(remark)
        words.add(key, value)
    return foreign
