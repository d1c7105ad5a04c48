import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, isCorrect, gradeNumber, gradePoint, formatPoint } from "fallline/race/guess_grades.js";

test("a point is graded by its distance as a share of the way from the start", () => {
  assert.equal(gradePoint(0, 0), "spot on");
  assert.equal(gradePoint(0.2, 2), "spot on");
  assert.equal(gradePoint(0.21, 2), "close");
  assert.equal(gradePoint(0.5, 2), "close");
  assert.equal(gradePoint(0.51, 2), "missed");
  assert.equal(gradePoint(NaN, 2), "missed");
});

test("a number is graded by the ratio of the larger to the smaller", () => {
  for (const [guessed, found] of [[10, 10], [11, 10], [10, 11], [-11, -10]]) {
    assert.equal(gradeNumber(guessed, found), "spot on");
  }
  for (const [guessed, found] of [[12, 10], [5, 10], [20, 10], [-5, -10]]) {
    assert.equal(gradeNumber(guessed, found), "close");
  }
  for (const [guessed, found] of [[4.9, 10], [20.1, 10], [-10, 10], [0, 10], [10, 0], [0, 0]]) {
    assert.equal(gradeNumber(guessed, found), "missed");
  }
});

test("every number is missed if there is no actual one", () => assert.equal(gradeNumber(10, null), "missed"));

test("a close guess counts as correct", () => {
  assert.ok(isCorrect("spot on"));
  assert.ok(isCorrect("close"));
  assert.ok(!isCorrect("missed"));
});

test("the distance is Euclidean", () => assert.equal(distance([1, 2], [4, 6]), 5));

test("a point has three significant digits, and tiny coordinates are 0", () => {
  assert.equal(formatPoint([-1.23456, 0.0009], 1), "−1.23, 0");
  assert.equal(formatPoint([0.0011, -0.0009], 1), "0.0011, 0");
  assert.equal(formatPoint([0.0005, 2], 0.1), "0.0005, 2");
});
