"""Sentences keep their template and values through pickling, since jobs and processes pass them on."""

from __future__ import annotations

import copy
import pickle

import pytest

from fallline.core import BadInput, Sentence, to_json

SENTENCES = (
    Sentence("nothing to fill in"),
    Sentence("{name} is here", name="a {brace}"),
    Sentence.plural(1, "{n} dog", "{n} dogs"),
    Sentence.plural(3, "{n} dog of {who}", "{n} dogs of {who}", who=Sentence("the {x}", x=2)),
)


def pickle_and_back(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - of this test


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("again", [pickle_and_back, copy.deepcopy])
def test_a_sentence_survives_pickling_and_copying(sentence, again):
    assert again(sentence) == sentence
    assert to_json(again(sentence)) == to_json(sentence)


def test_a_refusal_keeps_its_template_and_values():
    problem = pickle_and_back(BadInput("{text} is no number.", text="{x}"))
    assert str(problem) == "{x} is no number."
    assert to_json(problem.sentence) == {"text": "{text} is no number.", "values": {"text": "{x}"}}


def test_a_refusal_without_values_is_taken_as_it_is():
    assert str(BadInput("{x} is no number.")) == "{x} is no number."
