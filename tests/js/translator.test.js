/** Translation: texts, plural forms, sentences of the server, texts in figures. */

import assert from "node:assert/strict";
import test from "node:test";

import { translateFigure } from "fallline/core/figures.js";
import { plural, say, saySentence } from "fallline/core/text.js";
import { fillValues, selectPlural, createTranslator } from "fallline/core/translator.js";

const STEPS = { one: "{n} krok", few: "{n} kroki", many: "{n} kroków", other: "{n} kroku" };
const polish = createTranslator("pl", {
  "{n} step": STEPS,
  "median {n} step": { one: "mediana {n} krok", other: "mediana {n} kroków" },
  "{ended} at {place}": "{ended} w {place}",
  "stopped after {at} step": { one: "stop po {at} kroku", few: "stop po {at} krokach", many: "stop po {at} krokach", other: "" },
  "here": "tutaj",
});

test("a text without a translation stays, with its values filled in", () => {
  assert.equal(say("step {t} of {all}", { t: 3, all: "1,000" }), "step 3 of 1,000");
  assert.equal(say("no {value}"), "no {value}");
  assert.equal(polish.say("nowhere"), "nowhere");
  assert.equal(polish.say("here"), "tutaj");
  assert.equal(polish.say("{n} step", { n: 5 }), "5 step", "the singular of a plural is not the translation of a text");
});

test("a value is inserted literally", () => {
  assert.equal(fillValues("{a} {b}", { a: "{b}", b: "$&" }), "{b} $&");
});

test("English has the forms one and other", () => {
  const steps = (/** @type {number} */ n) => plural(n, "{n} step", "{n} steps");
  assert.deepEqual([0, 1, 2, 21].map(steps), ["0 steps", "1 step", "2 steps", "21 steps"]);
});

test("a number has the plural form of its category in the language", () => {
  const steps = (/** @type {number} */ n) => polish.plural(n, "{n} step", "{n} steps");
  assert.deepEqual([1, 2, 5, 12, 22, 25].map(steps), ["1 krok", "2 kroki", "5 kroków", "12 kroków", "22 kroki", "25 kroków"]);
  assert.equal(steps(1.5), "1.5 kroku");
});

test("a value replaces the text of the number, which may have another name", () => {
  assert.equal(polish.plural(1000, "{n} step", "{n} steps", { n: "1 000" }), "1 000 kroków");
  assert.equal(plural(1, "{n} of {all} page", "{n} of {all} pages", { n: 0, all: 1 }), "0 of 1 page");
});

test("a missing form is replaced by the form other", () => {
  assert.equal(polish.plural(2, "median {n} step", "median {n} steps"), "mediana 2 kroków");
  assert.equal(selectPlural({}, "pl", 2), "");
});

test("Arabic has six categories", () => {
  const forms = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };
  const found = [0, 1, 2, 5, 22, 100].map((n) => selectPlural(forms, "ar", n));
  assert.deepEqual(found, ["zero", "one", "two", "few", "many", "other"]);
});

test("a plural without a translation has both English texts", () => {
  assert.equal(polish.plural(1, "{n} start", "{n} starts"), "1 start");
  assert.equal(polish.plural(22, "{n} start", "{n} starts"), "22 starts");
});

test("a sentence of the server is translated with the sentences in its values", () => {
  const ended = { text: "stopped after {at} step", other: "stopped after {at} steps", number: 22, values: { at: 22, n: 22 } };
  const sentence = { text: "{ended} at {place}", values: { ended, place: { text: "here", values: {} } } };
  assert.equal(saySentence(sentence), "stopped after 22 steps at here");
  assert.equal(polish.saySentence(sentence), "stop po 22 krokach w tutaj");
  assert.equal(polish.saySentence("here"), "tutaj");
});

test("titles and names in a figure are translated", () => {
  const scale = { colorbar: { title: { text: "gap" } } };
  const layout = { xaxis: { title: { text: "step" } }, annotations: [{ text: "note" }], width: 3 };
  const figure = { data: [{ name: "one", marker: scale }, {}], layout };
  assert.equal(translateFigure(figure, (text) => text.toUpperCase()), figure);
  assert.equal(figure.data[0].name, "ONE");
  assert.equal(scale.colorbar.title.text, "GAP");
  assert.equal(layout.xaxis.title.text, "STEP");
  assert.equal(layout.annotations[0].text, "NOTE");
});
