import assert from "node:assert/strict";
import test from "node:test";
import { hasWord, landscapeId, landscapeWord, wordKey, removeWords, splitLink } from "fallline/core/links.js";

const LINK = "on=booth~rotate:30&run=adam~lr:0.1&run=sgd&t=12&camera=1,2,3";

test("a link is split into words, which have keys", () => {
  assert.deepEqual(splitLink(LINK).map(wordKey), ["on", "run", "run", "t", "camera"]);
  assert.deepEqual(splitLink(""), []);
});

test("words are removed by their whole key", () => {
  assert.equal(removeWords(LINK, ["t", "run"]), "on=booth~rotate:30&camera=1,2,3");
  assert.equal(removeWords("theme=dark&t=3", ["t"]), "theme=dark");
});

test("a word is found by its whole key", () => {
  assert.ok(hasWord(LINK, "camera"));
  assert.ok(!hasWord(LINK, "cam"));
});

test("the landscape of a link is found, if it names one", () => {
  assert.equal(landscapeId(LINK), "booth");
  assert.equal(landscapeWord(LINK), "on=booth~rotate:30");
  assert.equal(landscapeId("run=adam"), "");
  assert.equal(landscapeWord("run=adam"), undefined);
});
