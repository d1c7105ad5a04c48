import assert from "node:assert/strict";
import { test } from "node:test";
import { presenterStep, isOutOfSync, messageFingerprint } from "fallline/race/class_clock.js";

const clock = { t: 10, playing: true, speed: 30, receivedAt: 1000 };
const shown = { link: "on=booth", t: 10, playing: true, speed: 30 };

test("a running clock advances from the moment its state was received, up to the end of the race", () => {
  assert.equal(presenterStep(clock, 1000, 100), 10);
  assert.equal(presenterStep(clock, 3000, 100), 70);
  assert.equal(presenterStep(clock, 9000, 100), 100);
});

test("a paused clock does not advance", () => {
  assert.equal(presenterStep({ ...clock, playing: false }, 9000, 100), 10);
  assert.equal(presenterStep({ ...clock, playing: false }, 9000, 5), 5);
});

test("a student's clock is corrected only if it is too far off", () => {
  assert.equal(isOutOfSync(79, 70, clock), false);
  assert.equal(isOutOfSync(61, 70, clock), false);
  assert.equal(isOutOfSync(79.5, 70, clock), true);
  assert.equal(isOutOfSync(73, 70, { ...clock, speed: 1 }), false);
  assert.equal(isOutOfSync(66.9, 70, { ...clock, speed: 1 }), true);
});

test("a paused clock is corrected exactly", () => {
  assert.equal(isOutOfSync(10, 10, { ...clock, playing: false }), false);
  assert.equal(isOutOfSync(11, 10, { ...clock, playing: false }), true);
});

test("the state of a running clock is sent every 1.5 s, or when it changes otherwise", () => {
  assert.equal(messageFingerprint(shown, 100), messageFingerprint({ ...shown, t: 50 }, 1400));
  assert.notEqual(messageFingerprint(shown, 100), messageFingerprint({ ...shown, t: 50 }, 1600));
  assert.notEqual(messageFingerprint(shown, 100), messageFingerprint({ ...shown, speed: 60 }, 100));
  assert.notEqual(messageFingerprint(shown, 100), messageFingerprint({ ...shown, link: "on=beale" }, 100));
});

test("the state of a paused clock is sent when its step changes", () => {
  const still = { ...shown, playing: false };
  assert.equal(messageFingerprint(still, 100), messageFingerprint(still, 99999));
  assert.notEqual(messageFingerprint(still, 100), messageFingerprint({ ...still, t: 11 }, 100));
});
