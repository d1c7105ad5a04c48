import assert from "node:assert/strict";
import { test } from "node:test";
import { progressIn, scoreOf, withNews, withPage } from "fallline/lessons/progress.js";

test("a lesson that is not known begins at its first page", () => {
  const fresh = { page: 1, done: [], scored: {} };
  assert.deepEqual(progressIn(null, "a"), fresh);
  assert.deepEqual(progressIn({ b: { page: 3 } }, "a"), fresh);
});

test("what an older page has kept is completed", () => {
  assert.deepEqual(progressIn({ a: { page: 3 } }, "a"), { page: 3, done: [], scored: {} });
});

test("news of one lesson leave the rest of it and the others alone", () => {
  const before = { a: { page: 2, done: [1], scored: { "a,1": true } }, b: { page: 4 } };
  const after = withNews(before, "a", { page: 3 });
  assert.deepEqual(after, { a: { page: 3, done: [1], scored: { "a,1": true } }, b: { page: 4 } });
  assert.equal(before.a.page, 2);
  assert.deepEqual(withNews(null, "a", { done: [1] }), { a: { page: 1, done: [1], scored: {} } });
});

test("pages are kept once each and in the order of numbers", () => {
  assert.deepEqual(withPage([2, 10], 3), [2, 3, 10]);
  assert.deepEqual(withPage([2, 3], 3), [2, 3]);
});

test("predictions are counted, and the right ones among them", () => {
  const scored = { "a,1": true, "a,2": false, "a,3": true };
  assert.deepEqual(scoreOf({ page: 1, done: [], scored }), { asked: 3, right: 2 });
  assert.deepEqual(scoreOf({ page: 1, done: [], scored: {} }), { asked: 0, right: 0 });
});
