import assert from "node:assert/strict";
import { test } from "node:test";
import { stepBack, turnedEye } from "fallline/race/turned_camera.js";

/** @import { Eye } from "fallline/race/turned_camera.js" */

const eye = { x: 1, y: -2, z: 0.75 };
const still = { round: 0, up: 0, away: 1 };

/** @param {Eye} found @param {Eye} expected */
function assertNear(found, expected) {
  for (const axis of /** @type {const} */ (["x", "y", "z"])) {
    assert.ok(Math.abs(found[axis] - expected[axis]) < 1e-12, `${axis} is ${found[axis]}, not ${expected[axis]}`);
  }
}

/** @param {Eye} of */
const distance = ({ x, y, z }) => Math.hypot(x, y, z);

test("no turn leaves the eye where it is", () => assertNear(turnedEye(eye, still), eye));

test("a turn to the left and one to the right cancel each other", () => {
  const left = turnedEye(eye, { ...still, round: -0.4 });
  assert.notEqual(left.x, eye.x);
  assert.equal(left.z, turnedEye(eye, still).z);
  assertNear(turnedEye(left, { ...still, round: 0.4 }), eye);
});

test("the eye goes round the vertical axis and keeps its distance", () => {
  assertNear(turnedEye({ x: 1, y: 0, z: 0 }, { ...still, round: Math.PI / 2 }), { x: 0, y: 1, z: 0 });
  assert.ok(Math.abs(distance(turnedEye(eye, { ...still, up: 0.3 })) - distance(eye)) < 1e-12);
});

test("the eye never stands straight above or below", () => {
  const above = turnedEye(eye, { ...still, up: 10 });
  assertNear(turnedEye(above, { ...still, up: 1 }), above);
  assert.ok(Math.hypot(above.x, above.y) > 0.05 * distance(eye));
  assert.ok(turnedEye(eye, { ...still, up: -10 }).z < 0);
});

test("coming nearer changes the distance alone", () => {
  assertNear(turnedEye(eye, { ...still, away: 0.5 }), { x: 0.5, y: -1, z: 0.375 });
});

test("the standard eye steps back in a narrow frame, and never comes nearer", () => {
  assertNear(stepBack(eye, { width: 1150, height: 2000 }), { x: 2, y: -4, z: 1.5 });
  assertNear(stepBack(eye, { width: 2000, height: 1000 }), eye);
});
