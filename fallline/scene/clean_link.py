"""Links that travelled through mails, chats, documents and forms: back to the words that were sent.

Understood are white space, line breaks and invisible characters, HTML's ``&amp;``, brackets and quotes around a link,
a Markdown link, the punctuation of the sentence that it ended, and percent codes for all of it, even twice.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from urllib.parse import unquote

MAX_DECODINGS = 3  # of a link that was encoded as a whole, in percent codes or in HTML's entities
LINE_BREAK = re.compile(r"[\r\n\v\f\u2028\u2029]")
MAX_HOST_LENGTH = 300  # characters of a host and its port
ENTITY = re.compile(r"&#?\w{2,8};")
LINK_BEGINNING = r"(https?:|https?%(25)*3a|/?\?|\w+=|\w+%(25)*3d)"
MARKDOWN_LINK = re.compile(rf"\s*<?(?P<link>{LINK_BEGINNING}.+)\)[^()&=]*", re.IGNORECASE)
WRAPPED_LINK = re.compile(rf"\W+{LINK_BEGINNING}", re.IGNORECASE)
ENCODED_EQUALS = re.compile("%(25)*3d", re.IGNORECASE)
CODE_OF_ONE_ENCODING = re.compile("%(?!25[0-9a-f]{2})", re.IGNORECASE)
FORM_TEXT, FORM_COLON = re.compile(r"[\w.~*%+-]*"), "%3a"  # forms encode a colon and brackets, links keep them
HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?|localhost|[\w-]+:\d+")
SCHEME_AND_HOST = re.compile(r"^\s*[a-z]+://[^/]*", re.IGNORECASE)
OPENING_QUOTES = "'\"`‘“«‹„‚"
OPENING_MARKS = "<([{" + OPENING_QUOTES
CLOSING_MARKS = ".,;:!?'\"`’”»›"
OPENING_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def clean_link(text: str) -> str:
    """Return the query of a link: its words ``key=value``, joined by ``&``, values still in percent codes.

    ``text`` is a whole URL or only its query, as somebody pasted it.
    """
    link = _unwrap(text)
    for _ in range(MAX_DECODINGS):
        if "=" in link or not ENCODED_EQUALS.search(link):
            break
        link = _unwrap(unquote(link))
    query = strip_punctuation(_query(link.partition("#")[0]))
    is_encoded_twice = "%" in query and not CODE_OF_ONE_ENCODING.search(query)
    return unquote(query) if is_encoded_twice else query


def decode_value(value: str) -> str:
    """Return the text of a value in percent codes; a plus sign stays one unless a form has encoded the value."""
    if "+" in value and FORM_COLON in value.lower() and FORM_TEXT.fullmatch(value):
        value = value.replace("+", " ")
    return remove_invisible(unquote(value))


def remove_invisible(text: str) -> str:
    """Return the text without invisible characters, line breaks, and white space around it and around line breaks."""
    if not text.isascii():
        invisible = (each for each in set(text) if unicodedata.category(each) == "Cf")  # such as a zero-width space
        text = text.translate(dict.fromkeys(map(ord, invisible)))
    first, *others = LINE_BREAK.split(text.strip())
    *whole, last = [first, *(each.lstrip() for each in others)]
    return "".join([*(each.rstrip(" \t") for each in whole), last])


def strip_punctuation(text: str) -> str:
    """Return the text without closing punctuation at its end: signs of a sentence, brackets that it did not open."""
    counts = Counter(unquote(text))
    end = len(text)
    while end:
        last = text[end - 1]
        opened = OPENING_BRACKETS.get(last)
        is_unopened = opened is not None and counts[opened] < counts[last]
        if not (is_unopened or last in CLOSING_MARKS or last.isspace()):
            break
        counts[last] -= 1
        end -= 1
    return text[:end]


def _unwrap(text: str) -> str:
    """Return the text without HTML's entities, invisible characters, Markdown, and brackets and quotes before it."""
    text = remove_invisible(text)
    for _ in range(MAX_DECODINGS):
        text = remove_invisible(ENTITY.sub(lambda found: html.unescape(found[0]), text))
    label, _, target = text.partition("](")
    if "[" in label and (found := MARKDOWN_LINK.fullmatch(target)):
        return found["link"].rstrip("> ")
    return text.lstrip(OPENING_MARKS if WRAPPED_LINK.match(text) else OPENING_QUOTES)


def _query(link: str) -> str:
    """Return the part of a URL after its question mark, or else after its host; a text that is no URL as it is."""
    address, mark, query = link.partition("?")
    if not mark:
        return SCHEME_AND_HOST.sub("", link, count=1).strip().lstrip("/")
    if "=" in address and "://" not in address:
        return link
    is_address = "/" in address or (len(address) <= MAX_HOST_LENGTH and HOST.fullmatch(address))
    return query if is_address or not address.strip() else f"{address}&{query}"
