// Tests of functions that Python has too, with the same cases; see tests/cases.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { formatCount, formatFactor, formatNumber, formatShort, roundDown125, roundUp125, sliderValue } from "fallline/core/numbers.js";
import { computeArrows, computeScales } from "fallline/race/arrows.js";
import { placeLabels } from "fallline/race/label_places.js";
import { markerOutline } from "fallline/race/outlines.js";
import { surfaceHeight, createVisibilityTest } from "fallline/race/projection.js";
import { rankRuns } from "fallline/race/standings.js";
import { formatTableNumber } from "fallline/race/table_text.js";

/** @param {string} name @returns {any} */
const readCases = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), "utf8"));

/** @param {number} found @param {number} expected @param {number} [rtol] @param {number} [atol] */
function assertNear(found, expected, rtol = 1e-9, atol = 1e-12) {
  assert.ok(Math.abs(found - expected) <= atol + rtol * Math.abs(expected), `${found} is not ${expected}`);
}

test("numbers are formatted and rounded as in Python", () => {
  const cases = readCases("numbers");
  for (const [value, count, text] of cases.digits) assert.equal(formatNumber(value, count), text, `${value} in ${count}`);
  for (const [value, count, text] of cases.short) assert.equal(formatShort(value, count), text, `${value} in ${count}`);
  for (const [value, text] of cases.counts) assert.equal(formatCount(value), text, `count ${value}`);
  for (const [value, text] of cases.factors) assert.equal(formatFactor(value), text, `factor ${value}`);
  for (const [value, rounded] of cases.round_up) assertNear(roundUp125(value), rounded);
  for (const [value, rounded] of cases.round_down) assertNear(roundDown125(value), rounded);
  for (const [array, value, text] of cases.table) assert.equal(formatTableNumber(array, value), text, array);
});

test("a slider's label is the value that the server uses", () => {
  for (const { texts, ...slider } of readCases("numbers").sliders)
    for (const [position, text] of texts) assert.equal(sliderValue(position, slider), text);
});

test("balls have the same corners as in Python", () => {
  for (const [shape, corners] of Object.entries(readCases("outlines"))) {
    const found = markerOutline(shape);
    assert.equal(found?.length, corners.length);
    found?.forEach((corner, i) => corner.forEach((value, axis) => assertNear(value, corners[i][axis])));
  }
  assert.equal(markerOutline("circle"), null);
});

test("runs are ranked as in Python at the same cost", () => {
  for (const { runs, asked } of readCases("standings")) {
    const race = {
      runs: runs.map((/** @type {any} */ run) => ({
        reachCosts: run.reached,
        leftCosts: run.left,
        backCosts: run.back,
        mostDivergedAt: run.diverged_at,
        costs: { values: Float64Array.from(run.spent), shape: [run.spent.length] },
        gap: { values: Float32Array.from(run.gap), shape: [run.gap.length] },
      })),
    };
    for (const { t, spent, places } of asked) {
      const found = rankRuns(race, t);
      assert.equal(found.cost, spent);
      assert.deepEqual(
        found.standings.map(({ runIndex, step, reachCosts, leftCosts, divergedAt }) => ({
          which: runIndex,
          step,
          reached: reachCosts,
          left: leftCosts,
          diverged_at: divergedAt,
        })),
        places,
      );
    }
  }
});

/**
 * Return a run as the browser has it, from the vectors that Python draws.
 * @param {Record<string, any>} vectors
 * @returns {any}
 */
function runOf(vectors) {
  const array = (/** @type {any} */ rows) => ({
    values: Float64Array.from(rows.flat().map((/** @type {number | null} */ value) => value ?? NaN)),
    shape: [rows.length, Array.isArray(rows[0]) ? rows[0].length : 1],
  });
  const arrays = { grad: array(vectors.grad), step: array(vectors.step), ideal_own: array(vectors.ideal) };
  return {
    arrays: {
      ...arrays,
      ...(vectors.momentum && { momentum: array(vectors.momentum) }),
      ...(vectors.scale && { denominator: array(vectors.scale) }),
    },
    planeVectors: {},
    momentum: vectors.momentum ? "momentum" : null,
    gradientSize: vectors.scale ? ["denominator", 1] : null,
  };
}

test("arrows have the same scales and ends as in Python", () => {
  for (const { layers, box, runs, asked } of readCases("arrows")) {
    const race = /** @type {any} */ ({ runs: runs.map(runOf) });
    asked.forEach((/** @type {any} */ expected, /** @type {number} */ t) => {
      const scales = computeScales(race.runs, layers, box, t);
      for (const [name, value] of Object.entries(expected.scales)) assertNear(/** @type {any} */ (scales)[name], value);
      race.runs.forEach((/** @type {any} */ run, /** @type {number} */ which) => {
        const found = computeArrows(run, layers, t, scales);
        assert.deepEqual(
          found.map(({ layer, cut }) => ({ layer, cut })),
          expected.arrows[which].map((/** @type {any} */ { layer, cut }) => ({ layer, cut })),
        );
        found.forEach(({ x, y }, i) => {
          const [ex, ey] = expected.arrows[which][i].end;
          assertNear(x, ex);
          assertNear(y, ey);
        });
      });
    });
  }
});

test("the surface hides the same points as in Python", () => {
  for (const { box, heights, eye, points, ground, sees } of readCases("sight")) {
    const surface = { values: Float64Array.from(heights.values), shape: heights.shape };
    const camera = { world: /** @type {[number, number][]} */ ([[1, 0], [1, 0], [1, 0]]), clip: new Float64Array(16), eye };
    const isVisible = createVisibilityTest(camera, box, surface, 64);
    points.forEach((/** @type {number[]} */ [x, y, z], /** @type {number} */ i) => {
      assertNear(surfaceHeight(surface, box, x, y), ground[i]);
      assert.equal(isVisible(x, y, z), sees[i], `point ${i}`);
    });
  }
});

test("the labels of arrows have the same places as in Python", () => {
  for (const { labels, obstacles, places } of readCases("label_places")) {
    const found = placeLabels(labels, [0, 0, 400, 320], obstacles);
    found.flat().forEach((value, i) => assertNear(value, places.flat()[i]));
  }
});
