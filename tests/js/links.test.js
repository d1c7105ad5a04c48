import assert from "node:assert/strict";
import test from "node:test";
import { has, landscapeOf, landscapeWord, nameOf, without, wordsOf } from "fallline/core/links.js";

const LINK = "on=booth~rotate:30&run=adam~lr:0.1&run=sgd&t=12&camera=1,2,3";

test("a link falls into words with names", () => {
  assert.deepEqual(wordsOf(LINK).map(nameOf), ["on", "run", "run", "t", "camera"]);
  assert.deepEqual(wordsOf(""), []);
});

test("words are left out by name, whole names only", () => {
  assert.equal(without(LINK, ["t", "run"]), "on=booth~rotate:30&camera=1,2,3");
  assert.equal(without("theme=dark&t=3", ["t"]), "theme=dark");
});

test("a link has a word or not", () => {
  assert.ok(has(LINK, "camera"));
  assert.ok(!has(LINK, "cam"));
});

test("a link names its landscape, or none", () => {
  assert.equal(landscapeOf(LINK), "booth");
  assert.equal(landscapeWord(LINK), "on=booth~rotate:30");
  assert.equal(landscapeOf("run=adam"), "");
  assert.equal(landscapeWord("run=adam"), undefined);
});
