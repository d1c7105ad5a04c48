import assert from "node:assert/strict";
import { test } from "node:test";
import { classStep, isOff, newsOf } from "fallline/race/class_clock.js";

const clock = { t: 10, playing: true, speed: 30, heard: 1000 };
const shown = { link: "on=booth", t: 10, playing: true, speed: 30 };

test("a clock that runs has moved on since it was heard, to the end of the race at most", () => {
  assert.equal(classStep(clock, 1000, 100), 10);
  assert.equal(classStep(clock, 3000, 100), 70);
  assert.equal(classStep(clock, 9000, 100), 100);
});

test("a clock that stands stays where it is", () => {
  assert.equal(classStep({ ...clock, playing: false }, 9000, 100), 10);
  assert.equal(classStep({ ...clock, playing: false }, 9000, 5), 5);
});

test("a student's clock is set only where it is too far off", () => {
  assert.equal(isOff(79, 70, clock), false);
  assert.equal(isOff(61, 70, clock), false);
  assert.equal(isOff(79.5, 70, clock), true);
  assert.equal(isOff(73, 70, { ...clock, speed: 1 }), false);
  assert.equal(isOff(66.9, 70, { ...clock, speed: 1 }), true);
});

test("a clock that stands is set exactly", () => {
  assert.equal(isOff(10, 10, { ...clock, playing: false }), false);
  assert.equal(isOff(11, 10, { ...clock, playing: false }), true);
});

test("of a clock that runs only the beat is news", () => {
  assert.equal(newsOf(shown, 100), newsOf({ ...shown, t: 50 }, 1400));
  assert.notEqual(newsOf(shown, 100), newsOf({ ...shown, t: 50 }, 1600));
  assert.notEqual(newsOf(shown, 100), newsOf({ ...shown, speed: 60 }, 100));
  assert.notEqual(newsOf(shown, 100), newsOf({ ...shown, link: "on=beale" }, 100));
});

test("of a clock that stands its step is news, and the time is none", () => {
  const still = { ...shown, playing: false };
  assert.equal(newsOf(still, 100), newsOf(still, 99999));
  assert.notEqual(newsOf(still, 100), newsOf({ ...still, t: 11 }, 100));
});
