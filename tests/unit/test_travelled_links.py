"""Links that travelled: whatever mails, chats and forms do to a link, it reads to the same race, or it is refused."""

import html
from urllib.parse import quote, quote_plus, unquote

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fallline.core import BadInput
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.scene import Scene
from fallline.scene.clean_link import clean_link
from fallline.scene.examples import examples, opening_example
from fallline.scene.link_words import LINK_KEYS, MAX_LINK_LENGTH, read_words, write_words
from fallline.scene.remarks import LinkWarning
from fallline.shortcuts import landscape
from fallline.view import parse_link, read_link, write_link

FORMULAS = ("x^2 + 3y^2", "(x+y)^2 + abs(x-1)^1.5", "exp(-x^2-y^2)*(1+x)", "x^2+y^2", "(1-x)^2 + 100(y-x^2)^2")
LINKS = [each.link for each in examples.values()]
LINKS += [write_words([("on", f"formula~f:{each}"), ("run", "adam"), ("start", "1,0.5")]) for each in FORMULAS]
LINKS += [
    "on=booth~rotate:30&run=lookahead~k:5~inner:(adam~lr:0.01)",
    "run=adam~lr:0.1~schedule:(cosine~to:0.01)&on=rosenbrock&steps=77&around=ring~count:4",
    write_link(*read_link("on=booth&run=adam&theme=dark&box=-1,1,-2,2&before=run%3Dadam~lr:0.5")),
]
ADDRESS = "https://lab.example.org/"


def break_lines(link):
    return link.replace("&", "&\r\n  ")


TRAVELS = {
    "address": lambda link: f"{ADDRESS}?{link}",
    "top": lambda link: f"{ADDRESS}?{link}#top",
    "amp": lambda link: link.replace("&", "&amp;"),
    "escaped": html.escape,
    "escaped twice": lambda link: html.escape(html.escape(link)),
    "lines": break_lines,
    "byte order mark": lambda link: f"\ufeff{link}\u200b",
    "zero-width spaces": lambda link: link.replace("&", "&\u200b").replace("~", "\u2060~"),
    "space": lambda link: f" {link}\n",
    "encoded": lambda link: quote(link, safe=""),
    "encoded twice": lambda link: quote(quote(link, safe=""), safe=""),
    "codes encoded": lambda link: link.replace("%", "%25"),
    "angle brackets": lambda link: f"<{ADDRESS}?{link}>",
    "markdown": lambda link: f"[a race]({ADDRESS}?{link})",
    "markdown with brackets": lambda link: f"See [a race](<{ADDRESS}?{link}>).",
    "parentheses": lambda link: f"({ADDRESS}?{link}),",
    **{
        f"then {mark}": lambda link, mark=mark: link + mark
        for mark in (")", ").", ">", "'", '"', "’", "”", ",", "?", "!")
    },
    **{f"encoded {mark}": lambda link, mark=mark: link + quote(mark) for mark in (">", '"', "”", "\n", "\u200b", " ")},
    "quotes": lambda link: f"“{link}”",
    "tracked": lambda link: f"{link}&utm_source=mail&utm_medium=a%20b&fbclid=Iw=AR",
    "tracked before": lambda link: f"gclid=x&{link}&_ga=2.1&mc_cid=3&igshid=4&ref=5",
    "foreign": lambda link: f"{link}&xyzzy=1",
    "encoded, then tracked": lambda link: f"{ADDRESS}?{quote(link, safe='')}&utm_source=x",
}
# Travels after which the text is a query again, so that another can follow.
FIRST_TRAVELS = ("amp", "byte order mark", "zero-width spaces", "tracked", "lines", "space")


def words_of(link):
    return read_words(link).values


@pytest.mark.parametrize("travel", TRAVELS)
def test_a_link_that_travelled_has_the_same_words(travel):
    for link in LINKS:
        assert words_of(TRAVELS[travel](link)) == words_of(link), TRAVELS[travel](link)


def test_a_link_that_travelled_is_the_same_race():
    for travel, link in zip(TRAVELS, LINKS, strict=False):
        reading = parse_link(TRAVELS[travel](link))
        assert (reading.scene, reading.view) == read_link(link)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(LINKS),
    st.lists(st.sampled_from(FIRST_TRAVELS), max_size=3, unique=True),
    st.sampled_from(list(TRAVELS)),
)
def test_travels_can_follow_one_another(link, firsts, last):
    text = link
    for travel in (*firsts, last):
        text = TRAVELS[travel](text)
    assert words_of(text) == words_of(link)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_plus_sign_survives_forms(formula):
    link = write_words([("on", f"formula~f:{formula}"), ("run", "adam")])
    assert "+" not in link
    assert words_of(link.replace("%2B", "+")) == words_of(link)  # typed by hand
    assert words_of("&".join(map(encode_value, link.split("&")))) == words_of(link)  # sent by a form


def encode_value(word):
    key, _, value = word.partition("=")
    return f"{key}={quote_plus(unquote(value))}"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "on=booth&", "on=formula~f:x^2&", "/?", ADDRESS]))
def test_any_text_has_words_of_the_lab_or_is_refused(text, beginning):
    try:
        words = read_words(beginning + text)
    except BadInput:
        return
    assert set(words.values) <= set(LINK_KEYS)


@pytest.mark.parametrize("text", [")" * MAX_LINK_LENGTH, "[a](x=" * 50_000, "&" + "amp;" * 50_000, "%2" * 200_000])
def test_hostile_texts_are_cleaned_in_linear_steps(text):
    assert len(clean_link(text)) <= len(text)


@pytest.mark.parametrize("id", landscapes)
def test_the_id_of_a_landscape_alone_is_its_race(id):
    assert parse_link(id).scene == read_link(f"on={id}")[0]
    assert parse_link(f"{id}&run=adam").scene == parse_link(f"{id}?run=adam").scene == read_link(f"on={id}&run=adam")[0]


@pytest.mark.parametrize("id", examples)
def test_the_id_of_an_example_alone_is_its_race(id):
    assert read_link(f"@{id}") == read_link(examples[id].link)
    reading = parse_link(id)
    if id in landscapes:
        assert reading.scene == read_link(f"on={id}")[0]
        assert f"@{id}" in str(reading.remarks[0].text)
    else:
        assert (reading.scene, reading.view) == read_link(examples[id].link)
        assert not reading.remarks
    assert parse_link(f"@{id}&steps=60").scene.steps == 60


@pytest.mark.parametrize("id", optimizers)
def test_the_id_of_an_optimizer_alone_is_that_optimizer_with_a_remark(id):
    if id in examples:
        assert parse_link(id).scene == read_link(examples[id].link)[0]
        return
    reading = parse_link(id)
    assert reading.scene == read_link(f"run={id}")[0]
    assert f"run={id}" in str(reading.remarks[0].text)


@pytest.mark.parametrize("formula", ["(x-1)^2 + 3y^2", "x^2", "2*x^2", "y^4-y+x^2"])
def test_a_formula_alone_is_its_race(formula):
    expected = read_link(f"on=formula~f:{quote(formula)}")[0]
    for text in (formula, quote(formula), f"/?{quote(formula)}", f"on={formula}", f"f(x,y) = {formula}"):
        assert read_link(text)[0] == expected, text
    assert landscape(formula) == expected.landscape


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Rosenbrock", "rosenbrock"),
        ("styblinski-tang", "styblinski_tang"),
        ("Lévy", "levy"),
        ("six hump CAMEL", "six_hump_camel"),
    ],
)
def test_the_spelling_of_a_landscape_is_free(name, id):
    assert read_link(f"on={name}") == read_link(f"on={id}")
    assert parse_link(name).scene == read_link(f"on={id}")[0]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("AdaBelief", "adabelief"),
        ("Adam-W", "adamw"),
        ("ADAM", "adam"),
        ("SGD with momentum", "sgd_momentum"),
        ("L-BFGS", "lbfgs"),
    ],
)
def test_the_spelling_of_an_optimizer_is_free(name, id):
    assert read_link(f"run={name}") == read_link(f"run={id}")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("run=sgd", "No optimizer called 'sgd'; did you mean 'sgd_momentum' or 'gradient_descent'?"),
        ("sgd", "No optimizer called 'sgd'; did you mean 'sgd_momentum' or 'gradient_descent'?"),
        ("on=banana", "No landscape called 'banana'; did you mean 'rosenbrock'?"),
        ("rosenbrok", "called 'rosenbrok'; did you mean 'rosenbrock'"),
        ("step=200", "No word in a link called 'step'; did you mean 'steps'?"),
        ("on=booth&starts=1,2", "did you mean 'start'?"),
        ("on=booth&runs=adam", "did you mean 'run'?"),
        ("on=booth&optimizer=adam", "did you mean 'run'?"),
        ("on=booth&x0=1,2", "did you mean 'start'?"),
        ("on=booth&lr=0.1", "'lr' is no word of a link but a setting; write it behind an id"),
        ("on=booth&Steps2=1", "did you mean 'steps'?"),
        ("@beal2", "No example called 'beal2'; did you mean 'beale2'?"),
        ("run.json", "run.json is the name of a file"),
        ("some/where/run.csv", "is the name of a file"),
        ("foo=bar", "'foo' is no link"),
        ("xyzzy", "'xyzzy' is no link"),
        ("on=booth&run=ad…", "shortened"),
        ("on=booth&start=1,2...", "shortened"),
        ("rosenbrock&on=booth", "'on' stands twice"),
        ("x^2+foo(y)", "foo"),
    ],
)
def test_what_is_nearly_a_word_is_refused_with_a_suggestion(link, message):
    with pytest.raises(BadInput) as error:
        parse_link(link)
    assert message in str(error.value)
    assert str(error.value).endswith((".", "?"))


@pytest.mark.parametrize(
    "word",
    [
        "theme=purple",
        "speed=abc",
        "camera=1,2",
        "box=1,2,3",
        "t=99999",
        "before=run%3Dadm",
        "hide=ral",
        "mode=x",
    ],
)
def test_a_bad_word_of_the_view_is_ignored_with_a_remark_that_says_what_is_wrong(word):
    link = "on=booth&run=adam&start=1,2&steps=60"
    reading = parse_link(f"{link}&{word}&colours=viridis")
    assert (reading.scene, reading.view) == read_link(f"{link}&colours=viridis")
    (remark,) = reading.remarks
    assert remark.is_fault
    assert str(remark.text).startswith(word.partition("=")[0])
    with pytest.warns(LinkWarning):
        assert read_link(f"{link}&{word}")[0] == reading.scene
    with pytest.raises(BadInput):
        parse_link(f"{link}&{word}", required=(word.partition("=")[0],))
    assert Scene.from_link(f"{link}&{word}") == reading.scene


def test_a_word_of_the_view_that_stands_twice_is_ignored_the_second_time():
    reading = parse_link("on=booth&theme=dark&theme=light")
    assert reading.view.theme == "dark"
    assert "stands twice" in str(reading.remarks[0].text)


def test_ignored_words_are_named_in_one_remark():
    reading = parse_link("utm_source=x&on=booth&xyzzy=1&utm_campaign=y&class=ABCD")
    (remark,) = reading.remarks
    assert not remark.is_fault
    assert all(word in str(remark.text) for word in ("utm_source", "xyzzy", "utm_campaign", "class"))
    assert parse_link("utm_source=x").scene == read_link(opening_example.link)[0]
    with pytest.warns(LinkWarning, match="xyzzy"):
        Scene.from_link("on=booth&xyzzy=1")


@pytest.mark.parametrize("variable", ["x", "y", "x1"])
def test_a_formula_of_one_variable_has_as_many_dimensions_as_its_start(variable):
    one = read_link(f"on=formula~f:{variable}^2&start=1.5")[0]
    two = read_link(f"on=formula~f:{variable}^2&start=1.5,2")[0]
    assert (one.landscape.dim, one.starts) == (1, ((1.5,),))
    assert (two.landscape.dim, two.starts) == (2, ((1.5, 2.0),))
    assert read_link(f"on=formula~f:{variable}^2")[0].landscape.dim == 1
    assert read_link(f"on=formula~f:{variable}^2~box:-5,5,-5,5")[0].landscape.dim == 2
    values = {"x": 1.5**2, "y": 2.0**2, "x1": 1.5**2}
    assert two.landscape.f(torch.tensor([1.5, 2.0], dtype=torch.float64)).item() == values[variable]
    for scene in (one, two):
        assert Scene.from_link(scene.to_link()) == scene
        assert "start=" in scene.to_link()
