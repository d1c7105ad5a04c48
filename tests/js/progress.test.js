// The progress in lessons.
import assert from "node:assert/strict";
import { test } from "node:test";
import { selectProgress, countScores, mergeProgress, addPageNumber } from "fallline/lessons/progress.js";

test("a lesson without stored progress begins at its first page", () => {
  const fresh = { page: 1, done: [], scored: {} };
  assert.deepEqual(selectProgress(null, "a"), fresh);
  assert.deepEqual(selectProgress({ b: { page: 3 } }, "a"), fresh);
});

test("incomplete progress, as an older version stored it, is completed", () => {
  assert.deepEqual(selectProgress({ a: { page: 3 } }, "a"), { page: 3, done: [], scored: {} });
});

test("a change in one lesson keeps the rest of it and the other lessons", () => {
  const before = { a: { page: 2, done: [1], scored: { "a,1": true } }, b: { page: 4 } };
  const after = mergeProgress(before, "a", { page: 3 });
  assert.deepEqual(after, { a: { page: 3, done: [1], scored: { "a,1": true } }, b: { page: 4 } });
  assert.equal(before.a.page, 2);
  assert.deepEqual(mergeProgress(null, "a", { done: [1] }), { a: { page: 1, done: [1], scored: {} } });
});

test("pages are stored once each, in ascending order", () => {
  assert.deepEqual(addPageNumber([2, 10], 3), [2, 3, 10]);
  assert.deepEqual(addPageNumber([2, 3], 3), [2, 3]);
});

test("predictions are counted, and the right ones among them", () => {
  const scored = { "a,1": true, "a,2": false, "a,3": true };
  assert.deepEqual(countScores({ page: 1, done: [], scored }), { count: 3, right: 2 });
  assert.deepEqual(countScores({ page: 1, done: [], scored: {} }), { count: 0, right: 0 });
});
