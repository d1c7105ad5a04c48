import assert from "node:assert/strict";
import { test } from "node:test";
import { histogram } from "fallline/race/histogram.js";

const totalCount = (/** @type {number[]} */ values, /** @type {number} */ count) =>
  histogram(values, count).reduce((sum, bin) => sum + bin.count, 0);

test("no numbers give no bins, equal numbers give one", () => {
  assert.deepEqual(histogram([], 6), []);
  assert.deepEqual(histogram([4], 6), [{ low: 4, high: 4, count: 1 }]);
  assert.deepEqual(histogram([-2, -2, -2], 6), [{ low: -2, high: -2, count: 3 }]);
});

test("bins have equal width and no gaps, and the largest number is in the last one", () => {
  const bins = histogram([0, 1, 2, 3, 4, 5, 6], 6);
  assert.deepEqual(bins.map(({ low }) => low), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(bins.map(({ high }) => high), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(bins.map(({ count }) => count), [1, 1, 1, 1, 1, 2]);
});

test("positive numbers that span more than a factor of 20 have bins of equal ratio", () => {
  const bins = histogram([1, 10, 100, 1e6], 6);
  bins.forEach(({ low, high }, i) => {
    assert.ok(Math.abs(low / 10 ** i - 1) < 1e-9);
    assert.ok(Math.abs(high / low - 10) < 1e-9);
  });
  assert.equal(bins[5].count, 1);
});

test("numbers that span a factor of 20 or less, or are not all positive, have bins of equal width", () => {
  for (const values of [[1, 20], [-1, 1000], [0, 1000]]) {
    const [first, second] = histogram(values, 4);
    assert.ok(Math.abs(first.high - first.low - (second.high - second.low)) < 1e-9);
  }
});

test("every number is counted once", () => {
  for (const values of [[-3.1, 0.2, 0.2, 7, 8.25, 9, 41], [0.001, 0.02, 5, 300]]) {
    for (const count of [1, 2, 6, 13]) assert.equal(totalCount(values, count), values.length);
  }
});
