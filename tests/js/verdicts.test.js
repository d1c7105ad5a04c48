import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, isRight, verdictOnNumber, verdictOnPlace, writtenPlace } from "fallline/race/verdicts.js";

test("a place is judged by its distance as a share of the way there", () => {
  assert.equal(verdictOnPlace(0, 0), "spot on");
  assert.equal(verdictOnPlace(0.2, 2), "spot on");
  assert.equal(verdictOnPlace(0.21, 2), "close");
  assert.equal(verdictOnPlace(0.5, 2), "close");
  assert.equal(verdictOnPlace(0.51, 2), "missed");
  assert.equal(verdictOnPlace(NaN, 2), "missed");
});

test("a number is judged by its ratio, whichever is larger", () => {
  for (const [guessed, found] of [[10, 10], [11, 10], [10, 11], [-11, -10]]) {
    assert.equal(verdictOnNumber(guessed, found), "spot on");
  }
  for (const [guessed, found] of [[12, 10], [5, 10], [20, 10], [-5, -10]]) {
    assert.equal(verdictOnNumber(guessed, found), "close");
  }
  for (const [guessed, found] of [[4.9, 10], [20.1, 10], [-10, 10], [0, 10], [10, 0], [0, 0]]) {
    assert.equal(verdictOnNumber(guessed, found), "missed");
  }
});

test("no number is right where there is none", () => assert.equal(verdictOnNumber(10, null), "missed"));

test("what is close counts as right", () => {
  assert.ok(isRight("spot on"));
  assert.ok(isRight("close"));
  assert.ok(!isRight("missed"));
});

test("a distance is that of the plane", () => assert.equal(distance([1, 2], [4, 6]), 5));

test("a place is written with three digits, and next to nothing as 0", () => {
  assert.equal(writtenPlace([-1.23456, 0.0009], 1), "−1.23, 0");
  assert.equal(writtenPlace([0.0011, -0.0009], 1), "0.0011, 0");
  assert.equal(writtenPlace([0.0005, 2], 0.1), "0.0005, 2");
});
