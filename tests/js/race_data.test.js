import assert from "node:assert/strict";
import test from "node:test";
import { decodeBase64, rowAt, unpackArray } from "fallline/core/arrays.js";
import { isSameLandscape, isSameRace, unpackRace, lastStepUpTo } from "fallline/race/data.js";

/** @param {Float32Array | Float64Array} values @param {number[]} shape */
function packed(values, shape) {
  const kind = values instanceof Float32Array ? "f4" : "f8";
  return { kind, shape, data: Buffer.from(values.buffer).toString("base64") };
}

test("arrays are unpacked in the precision in which they were packed", () => {
  const single = unpackArray(packed(Float32Array.of(1.5, -2, NaN, 0.1), [2, 2]));
  assert.ok(single.values instanceof Float32Array);
  assert.deepEqual([...single.values], [1.5, -2, NaN, Math.fround(0.1)]);
  assert.deepEqual(rowAt(single, 0), [1.5, -2]);
  const double = unpackArray(packed(Float64Array.of(1e300), [1]));
  assert.ok(double.values instanceof Float64Array);
  assert.equal(double.values[0], 1e300);
  assert.deepEqual([...decodeBase64("AQID")], [1, 2, 3]);
});

test("every array of a race is unpacked, and the message stays unchanged", () => {
  const numbers = packed(Float32Array.of(1, 2), [2]);
  const ghostArrays = { paths: numbers, costs: numbers, gap: numbers };
  const ghost = { title: "Adam", colour: "", shape: "", ...ghostArrays, reachCosts: [3], divergedCount: 0 };
  const runArrays = { extraPoints: numbers, arrays: { grad: numbers }, planeVectors: { step: numbers } };
  const run = { ...ghost, ...runArrays, outcome: "", diagnosis: "" };
  const shared = /** @type {any} */ ({ steps: 1, runs: [run], ghosts: [ghost] });
  const race = unpackRace(shared);
  const [mine] = race.runs;
  for (const array of [mine.paths, mine.costs, mine.gap, mine.extraPoints, mine.arrays.grad, mine.planeVectors.step]) {
    assert.deepEqual([...array.values], [1, 2]);
  }
  assert.deepEqual(mine.reachCosts, [3]);
  assert.deepEqual([...race.ghosts[0].gap.values], [1, 2]);
  assert.equal(shared.runs[0].gap, numbers);
});

test("links of the same race differ only in view keys", () => {
  assert.ok(isSameRace("on=booth&run=adam&theme=dark", "on=booth&run=adam&t=3", ["theme", "t"]));
  assert.ok(!isSameRace("on=booth&run=adam", "on=booth&run=adam~lr:1", ["theme"]));
  assert.ok(isSameLandscape("on=booth&run=adam", "run=sgd&on=booth"));
  assert.ok(!isSameLandscape("on=booth", "on=booth~rotate:30"));
});

test("steps beyond the end of a run are its last step", () => {
  assert.equal(lastStepUpTo(7, 5), 4);
  assert.equal(lastStepUpTo(3, 5), 3);
});
