import assert from "node:assert/strict";
import test from "node:test";
import { bytesOf, rowOf, unpack } from "fallline/core/arrays.js";
import { isSameLandscape, isSameRace, raceOf, within } from "fallline/race/data.js";

/** @param {Float32Array | Float64Array} values @param {number[]} shape */
function packed(values, shape) {
  const kind = values instanceof Float32Array ? "f4" : "f8";
  return { kind, shape, data: Buffer.from(values.buffer).toString("base64") };
}

test("arrays come out as they were packed, in their precision", () => {
  const single = unpack(packed(Float32Array.of(1.5, -2, NaN, 0.1), [2, 2]));
  assert.ok(single.values instanceof Float32Array);
  assert.deepEqual([...single.values], [1.5, -2, NaN, Math.fround(0.1)]);
  assert.deepEqual(rowOf(single, 0), [1.5, -2]);
  const double = unpack(packed(Float64Array.of(1e300), [1]));
  assert.ok(double.values instanceof Float64Array);
  assert.equal(double.values[0], 1e300);
  assert.deepEqual([...bytesOf("AQID")], [1, 2, 3]);
});

test("every array of a race is unpacked, and the message is left as it was", () => {
  const numbers = packed(Float32Array.of(1, 2), [2]);
  const ghost = { title: "Adam", colour: "", shape: "", paths: numbers, spent: numbers, gap: numbers, arrivals: [3], diverged: 0 };
  const run = { ...ghost, points: numbers, arrays: { grad: numbers }, drawn: { step: numbers }, outcome: "", why: "" };
  const shared = /** @type {any} */ ({ steps: 1, runs: [run], before: [ghost] });
  const race = raceOf(shared);
  const [mine] = race.runs;
  for (const array of [mine.paths, mine.spent, mine.gap, mine.points, mine.arrays.grad, mine.drawn.step]) {
    assert.deepEqual([...array.values], [1, 2]);
  }
  assert.deepEqual(mine.arrivals, [3]);
  assert.deepEqual([...race.before[0].gap.values], [1, 2]);
  assert.equal(shared.runs[0].gap, numbers);
});

test("a look changes no race, another number does", () => {
  assert.ok(isSameRace("on=booth&run=adam&theme=dark", "on=booth&run=adam&t=3", ["theme", "t"]));
  assert.ok(!isSameRace("on=booth&run=adam", "on=booth&run=adam~lr:1", ["theme"]));
  assert.ok(isSameLandscape("on=booth&run=adam", "run=sgd&on=booth"));
  assert.ok(!isSameLandscape("on=booth", "on=booth~rotate:30"));
});

test("a shorter run stays at its last step", () => {
  assert.equal(within(7, 5), 4);
  assert.equal(within(3, 5), 3);
});
