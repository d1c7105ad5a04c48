"""Translations: catalogues are complete, translated texts keep numbers and links, a new file is a new language."""

import ast
import json
import re

import pytest

from fallline.analysis.diagnosis import diagnose
from fallline.cli import messages
from fallline.core import BadInput, Sentence
from fallline.core.locations import ASSETS, PACKAGE
from fallline.lessons import lessons
from fallline.run import race
from fallline.scene.examples import examples
from fallline.view import read_link
from fallline.web import i18n
from fallline.web.i18n import LOCALES, read_catalogue, read_languages, translations_of
from tests.application import make_application

CATALOGUES = sorted(path.stem for path in LOCALES.glob("*.po"))
TARGET = re.compile(r"\]\((\?[^ )]*(?:\([^ )]*\)[^ )]*)*)\)")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MARKED_TEXT = re.compile(r'\b(?:say\(|plural\([^"\n]*?,)\s*"((?:[^"\\]|\\.)*)"(?:,\s*"((?:[^"\\]|\\.)*)")?')
STEPS_PLURAL = ("{n} step", "{n} steps")
# For each language: the plural rule in the head of its catalogue (None: the built-in one), the names of its forms, and
# the form of some numbers. The fourth form of Polish, for fractions, is never needed for integers. Spanish has a third
# form for millions, but many editors write only two.
PLURALS = {
    "pl": (None, ["one", "few", "many"], {0: "many", 1: "one", 2: "few", 5: "many", 22: "few", 25: "many"}),
    "ar": (
        None,
        ["zero", "one", "two", "few", "many", "other"],
        {0: "zero", 1: "one", 2: "two", 5: "few", 22: "many", 100: "other"},
    ),
    "es": ("nplurals=2; plural=(n != 1);", ["one", "other"], {0: "other", 1: "one", 22: "other", 10**6: "other"}),
    "xx": (None, ["one", "other"], {0: "other", 1: "one", 2: "other"}),  # an unknown language
}


def entries(code):
    return [each for each in read_catalogue(LOCALES / f"{code}.po") if each.id]


def exported_constants(script):
    """Return the constants that /words.js exports."""
    lines = re.findall(r"^export const (\w+) = (.*);$", script.get_data(as_text=True), re.MULTILINE)
    return {name: json.loads(fact) for name, fact in lines}


def plural_catalogue(code):
    """Return the text of a catalogue that translates only STEPS_PLURAL: its form 'few' is 'few {n}', and so on."""
    rule, forms, _ = PLURALS[code]
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += f'"Plural-Forms: {rule}\\n"\n' if rule else ""
    forms = "".join(f'msgstr[{place}] "{form} {{n}}"\n' for place, form in enumerate(forms))
    return f'{head}\nmsgid "{STEPS_PLURAL[0]}"\nmsgid_plural "{STEPS_PLURAL[1]}"\n{forms}'


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_every_catalogue_translates_exactly_the_texts_of_the_program(code):
    translated = {each.id for each in entries(code) if all(translations_of(each))}
    assert translated == set(messages.collect_messages())  # no text that is no longer used


@pytest.mark.slow
def test_every_marked_text_in_the_code_is_extracted():
    found = {text for each in messages.extract_from_code() for text in ([each] if isinstance(each, str) else each)}
    for path in ASSETS.rglob("*.js"):
        for texts in MARKED_TEXT.findall(path.read_text()):
            assert {ast.literal_eval(f'"{text}"') for text in texts if text} <= found, path
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            function_name = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
            if function_name in messages.message_arguments(path):
                texts = {each.value for each in node.args if isinstance(each, ast.Constant)}
                assert {each for each in texts if isinstance(each, str)} <= found, (path, node.lineno)


@pytest.mark.parametrize("code", CATALOGUES)
def test_translations_keep_numbers_links_and_placeholders_of_the_english_text(code):
    for each in entries(code):
        english = [each.id] if isinstance(each.id, str) else each.id
        for translation in translations_of(each):
            plain = [re.sub(r"\$+[^$]*\$+", "", TARGET.sub("", text)) for text in (*english, translation)]
            *placeholders, own = (set(PLACEHOLDER.findall(text)) for text in plain)
            assert placeholders[0] <= own <= placeholders[-1], each.id  # the singular may leave out the number
            *_, one, other = ({float(found) for found in NUMBER.findall(text)} for text in plain)
            assert one == other, each.id
            for text in english:
                assert TARGET.findall(translation) == TARGET.findall(text), each.id
                assert translation.count("|") == text.count("|")
                assert translation.count("\n- ") == text.count("\n- ")


def test_there_are_at_least_four_languages_with_distinct_names():
    found = read_languages(LOCALES)
    assert {"en", "zh", "es", "de"} <= set(found)
    assert len({each.name for each in found.values()}) == len(found)


@pytest.mark.slow
def test_a_new_catalogue_file_adds_a_language_and_untranslated_texts_stay_english(tmp_path, monkeypatch):
    path = messages.write_catalogue("ar", tmp_path)
    assert {each.id for each in read_catalogue(path) if each.id} == set(messages.collect_messages())
    first = next(iter(lessons.values()))
    text = path.read_text()
    assert text.count(f'msgid "{first.title}"\nmsgstr ""') == 1
    assert text.count('msgstr[5] ""') == text.count("msgid_plural") > 10  # Arabic has six forms
    path.write_text(
        text.replace(f'msgid "{first.title}"\nmsgstr ""', f'msgid "{first.title}"\nmsgstr "«{first.title}»"')
    )
    messages.write_catalogue("ar", tmp_path)  # written again, as after a change of lessons: translations are kept
    found = read_languages(tmp_path)
    assert found["ar"].name == "العربية"
    assert found["ar"].words == {first.title: f"«{first.title}»"}
    monkeypatch.setattr(i18n, "languages", lambda: found)
    client = make_application(tmp_path).test_client()
    head = {"Accept-Language": "ar,en;q=0.5"}
    assert '<html lang="ar" dir="rtl">' in client.get("/", headers=head).get_data(as_text=True)
    shown = client.get(f"/lesson/{first.id}", headers=head).get_json()
    assert shown["title"] == f"«{first.title}»"
    assert shown["pages"][-1]["title"] == first.pages[-1].title


@pytest.mark.parametrize("code", ["en", *CATALOGUES])
def test_the_chosen_language_is_used_otherwise_the_browsers_preferred_one(tmp_path, code):
    client = make_application(tmp_path).test_client()
    own = read_languages(LOCALES)[code]
    first = next(iter(lessons.values()))
    preferred = client.get(f"/lesson/{first.id}", headers={"Accept-Language": f"{code}-XX,fr;q=0.5"}).get_json()
    assert preferred["title"] == own.words.get(first.title, first.title)
    client.set_cookie("language", code)
    chosen = client.get(f"/lesson/{first.id}", headers={"Accept-Language": "fr"}).get_json()
    assert chosen["title"] == preferred["title"]
    script = client.get("/words.js")
    assert script.mimetype == "text/javascript"
    assert exported_constants(script) == {
        "language": code,
        "languages": {each.code: each.name for each in read_languages(LOCALES).values()},
        "words": own.words | own.plurals,
    }
    assert "Accept-Language" in script.headers["Vary"]
    client.set_cookie("language", "<script>")
    assert client.get("/", headers={"Accept-Language": "xx"}).get_data(as_text=True).count('<html lang="en"') == 1


@pytest.mark.parametrize("code", list(PLURALS))
def test_plural_forms_follow_the_rule_of_the_language(tmp_path, monkeypatch, code):
    (tmp_path / f"{code}.po").write_text(plural_catalogue(code))
    found = read_languages(tmp_path)
    monkeypatch.setattr(i18n, "languages", lambda: found)
    server, chosen = make_application(tmp_path), {"Accept-Language": code}
    forms = exported_constants(server.test_client().get("/words.js", headers=chosen))["words"][STEPS_PLURAL[0]]
    assert "other" in forms  # the browser's fallback
    with server.test_request_context("/", headers=chosen):
        for n, form in PLURALS[code][2].items():
            assert forms[found[code].category(n)] == f"{form} {{n}}"  # as the browser chooses
            assert i18n.plural(n, *STEPS_PLURAL) == i18n.say(Sentence.plural(n, *STEPS_PLURAL)) == f"{form} {n:,}"
        assert i18n.plural(1, *STEPS_PLURAL, n="1.0") == f"{PLURALS[code][2][1]} 1.0"


def test_plurals_without_a_translation_are_english():
    assert [i18n.plural(n, *STEPS_PLURAL) for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert [str(Sentence.plural(n, *STEPS_PLURAL)) for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


@pytest.mark.slow
def test_rewriting_a_catalogue_keeps_translations_and_counts_the_missing_ones(tmp_path, monkeypatch, capsys):
    (tmp_path / "pl.po").write_text(
        plural_catalogue("pl")
        + '\n#, fuzzy\nmsgid "Lesson"\nmsgstr "Lekcja?"\n\n# the race\nmsgid "Race"\nmsgstr "Wyścig"\n'
    )
    monkeypatch.setattr(
        messages, "collect_messages", lambda: ["Lesson", "Race", STEPS_PLURAL, ("{n} start", "{n} starts")]
    )
    assert messages.main(["pl"], tmp_path) == 0
    assert ": 2 messages to be translated." in capsys.readouterr().out
    first_text = (tmp_path / "pl.po").read_text()
    assert '"Plural-Forms: nplurals=3; plural=' in first_text
    assert '#, fuzzy\nmsgid "Lesson"\nmsgstr "Lekcja?"\n' in first_text
    assert '# the race\nmsgid "Race"\nmsgstr "Wyścig"\n' in first_text
    assert 'msgstr[2] "many {n}"\n' in first_text
    assert messages.main(["pl"], tmp_path) == 0
    assert (tmp_path / "pl.po").read_text() == first_text


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUES)
def test_translated_outcomes_and_diagnoses_have_the_same_numbers(tmp_path, code):
    with make_application(tmp_path).test_request_context("/", headers={"Accept-Language": code}):
        for example in examples.values():
            scene, view = read_link(example.link)
            for run in race(scene):
                outcome, diagnosis = (
                    run.outcome[0].sentence,
                    diagnose(run, scene.noise, view.drawn_box(scene.landscape)),
                )
                for text in filter(None, (outcome, diagnosis)):
                    translation = i18n.say(text)
                    assert sorted(NUMBER.findall(translation)) == sorted(NUMBER.findall(text))
                    assert translation != text
                    assert "{" not in translation


@pytest.mark.parametrize("code", CATALOGUES)
def test_landscape_cards_show_traits_in_the_readers_language(tmp_path, code):
    client, words = make_application(tmp_path).test_client(), read_languages(LOCALES)[code].words
    english, own = (client.get("/landscapes", headers={"Accept-Language": each}).get_json() for each in ("en", code))
    for english_card, own_card in zip(english, own, strict=True):
        assert own_card["traits"][:-1] == [words[each] for each in english_card["traits"][:-1]]


def test_invalid_catalogues_and_language_codes_are_refused_with_a_clear_message(tmp_path, capsys):
    (tmp_path / "xx.po").write_text("this is no catalogue\n")
    with pytest.raises(BadInput, match=r"xx\.po is no gettext catalogue"):
        read_languages(tmp_path)
    (tmp_path / "xx.po").write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(what);"\n')
    with pytest.raises(BadInput, match=r"xx\.po is no gettext catalogue: .*plural"):
        read_languages(tmp_path)
    assert messages.main(["../etc"]) == 2
    assert "is not a language code" in capsys.readouterr().out
    assert messages.main([]) == 2
