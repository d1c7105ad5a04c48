"""The translation that a sentence must have: found from the English sentence and the catalogue alone.

It is the translation of the message whose template the sentence fits, with the same values.
"""

import re
from functools import lru_cache

from fallline.web.i18n import languages

ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}(?:,? [A-Za-z]{2,}){2,}")
PLACE = r"\{([A-Za-z_]\w*)\}"  # regular expression of a place for a value in a template
MAX_DEPTH = 3  # of sentences in sentences
MAX_LENGTH = 400  # of a template that is a refusal's, in characters: longer messages are those of lessons
MIN_TEXT = 5  # of a template, in characters: shorter ones fit too many sentences


@lru_cache
def templates(code):
    """Return (pattern, message, length of its text without the places) of a language's messages with places.

    The pattern's groups are the values.
    """
    found = []
    for message in languages()[code].words:
        parts = re.split(PLACE, message)
        if len(parts) > 1 and len(message) < MAX_LENGTH:
            groups = (
                f"(?P={each})" if each in parts[1:i:2] else f"(?P<{each}>.*?)" for i, each in enumerate(parts) if i % 2
            )
            pattern = "".join(re.escape(text) + next(groups, "") for text in parts[::2])
            found.append((re.compile(pattern, re.DOTALL), message, len("".join(parts[::2]))))
    return found


def translation_patterns(english, code, depth=MAX_DEPTH):
    """Return (pattern of the translations of a sentence, length of the text that messages explain).

    The pattern is '' if the sentence is neither a message nor made of one. A value may be a sentence too. Of several
    messages that it fits, those count that explain most of it.
    """
    words = languages()[code].words
    if english in words:
        return re.escape(words[english]), len(english)
    found = [("", 0)]
    for pattern, message, length in templates(code) if depth else ():
        match = pattern.fullmatch(english)
        if match is None or length < MIN_TEXT:
            continue
        values = {name: value_pattern(name, value, code, depth - 1) for name, value in match.groupdict().items()}
        parts = enumerate(re.split(PLACE, words[message]))
        whole = "".join(f"(?:{values[part][0]})" if i % 2 else re.escape(part) for i, part in parts)
        found.append((whole, length + sum(explained for _, explained in values.values())))
    most = max(explained for _, explained in found)
    return "|".join(pattern for pattern, explained in found if explained == most), most


def value_pattern(name, value, code, depth):
    """Return translation_patterns of a value; it stays if it is no sentence, and may if it is a single word."""
    pattern, explained = translation_patterns(value, code, depth)
    if not pattern:
        return re.escape(value), 0
    return (pattern if " " in value or name == "kind" else f"{re.escape(value)}|{pattern}"), explained


def assert_translated(english, shown, code):
    """Assert that ``shown`` is the sentence ``english`` in the language ``code``, with the same values."""
    expected, _ = translation_patterns(english, code)
    assert expected, f"no message fits: {english}"
    assert shown != english
    assert re.fullmatch(expected, shown, re.DOTALL), (english, shown)
    if code == "zh":
        assert all(words in english for words in ENGLISH_WORDS.findall(shown))  # only those of a value
        assert re.search(r"[\u4e00-\u9fff]", shown)
