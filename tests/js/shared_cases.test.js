// What Python and the browser both compute is held to shared tables of cases; see tests/cases.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { digits, roundDown125, roundUp125, sliderValue } from "fallline/core/numbers.js";
import { arrowsOf, scalesOf } from "fallline/race/arrows.js";
import { outline } from "fallline/race/outlines.js";
import { heightAt, sight } from "fallline/race/projection.js";
import { standings } from "fallline/race/standings.js";
import { numberText } from "fallline/race/table_text.js";

/** @param {string} name @returns {any} */
const table = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), "utf8"));

/** @param {number} found @param {number} expected @param {number} [share] @param {number} [least] */
function near(found, expected, share = 1e-9, least = 1e-12) {
  assert.ok(Math.abs(found - expected) <= least + share * Math.abs(expected), `${found} is not ${expected}`);
}

test("numbers are written and rounded as Python does", () => {
  const cases = table("numbers");
  for (const [value, count, text] of cases.digits) assert.equal(digits(value, count), text, `${value} in ${count}`);
  for (const [value, rounded] of cases.round_up) near(roundUp125(value), rounded);
  for (const [value, rounded] of cases.round_down) near(roundDown125(value), rounded);
  for (const [array, value, text] of cases.table) assert.equal(numberText(array, value), text, array);
});

test("a slider's label is the value that the server takes", () => {
  for (const { texts, ...slider } of table("numbers").sliders)
    for (const [position, text] of texts) assert.equal(sliderValue(position, slider), text);
});

test("balls have the same corners", () => {
  for (const [shape, corners] of Object.entries(table("outlines"))) {
    const found = outline(shape);
    assert.equal(found?.length, corners.length);
    found?.forEach((corner, i) => corner.forEach((value, axis) => near(value, corners[i][axis])));
  }
  assert.equal(outline("circle"), null);
});

test("runs stand in the same order at the same cost", () => {
  for (const { runs, asked } of table("standings")) {
    const race = {
      runs: runs.map((/** @type {any} */ run) => ({
        arrivals: run.arrivals,
        spent: { values: Float64Array.from(run.spent), shape: [run.spent.length] },
        gap: { values: Float32Array.from(run.gap), shape: [run.gap.length] },
      })),
    };
    for (const { t, spent, places } of asked) {
      const found = standings(race, t);
      assert.equal(found.spent, spent);
      assert.deepEqual(
        found.places.map(({ which, step, arrived }) => ({ which, step, arrived })),
        places,
      );
    }
  }
});

/**
 * A run as the browser has it, of the vectors that Python draws.
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
      ...(vectors.scale && { size: array(vectors.scale) }),
    },
    drawn: {},
    momentum: vectors.momentum ? "momentum" : null,
    size: vectors.scale ? ["size", 1] : null,
  };
}

test("arrows have the same scales and ends", () => {
  for (const { layers, box, runs, asked } of table("arrows")) {
    const race = /** @type {any} */ ({ runs: runs.map(runOf) });
    asked.forEach((/** @type {any} */ expected, /** @type {number} */ t) => {
      const scales = scalesOf(race, layers, box, t);
      for (const [name, value] of Object.entries(expected.scales)) near(/** @type {any} */ (scales)[name], value);
      race.runs.forEach((/** @type {any} */ run, /** @type {number} */ which) => {
        const found = arrowsOf(run, layers, t, scales);
        assert.deepEqual(
          found.map(({ layer, cut }) => ({ layer, cut })),
          expected.arrows[which].map((/** @type {any} */ { layer, cut }) => ({ layer, cut })),
        );
        found.forEach(({ x, y }, i) => {
          const [ex, ey] = expected.arrows[which][i].end;
          near(x, ex);
          near(y, ey);
        });
      });
    });
  }
});

test("the surface hides the same points", () => {
  for (const { box, heights, eye, points, ground, sees } of table("sight")) {
    const surface = { values: Float64Array.from(heights.values), shape: heights.shape };
    const camera = { world: /** @type {[number, number][]} */ ([[1, 0], [1, 0], [1, 0]]), clip: new Float64Array(16), eye };
    const seen = sight(camera, box, surface, 64);
    points.forEach((/** @type {number[]} */ [x, y, z], /** @type {number} */ i) => {
      near(heightAt(surface, box, x, y), ground[i]);
      assert.equal(seen(x, y, z), sees[i], `point ${i}`);
    });
  }
});
