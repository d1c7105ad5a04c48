// The clock: where it stands after a race has come, and what it shows.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { link, setShown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

let stillness = false; // whether the reader wants no motion
Object.assign(globalThis, {
  document: { querySelectorAll: () => [], documentElement: { dataset: {} } },
  window: { matchMedia: () => ({ matches: stillness }) },
});

const NUMBERS = { kind: "f4", shape: [1], data: "AAAAAA==" };
const GHOST = { title: "Adam", colour: "", shape: "", paths: NUMBERS, spent: NUMBERS, gap: NUMBERS, arrivals: [], diverged: 0 };
const RUN = { ...GHOST, points: NUMBERS, arrays: {}, drawn: {}, outcome: "", why: "", stopped: -1, unit: "", momentum: null, size: null };

/**
 * A race that comes from the server.
 * @param {string} itsLink
 * @param {Record<string, any>} [facts]
 */
function race(itsLink, { edited = false, t = -1, steps = 100, speed = 60 } = {}) {
  const shared = { steps, t, speed, usualSpeed: 60, inside: [], runs: [RUN], before: [] };
  player.take(/** @type {any} */ ({ link: itsLink, looks: ["theme"], edited, figures: {}, actors: {}, shared }));
  setShown(itsLink, ["theme"]);
}

const clock = () => [player.t, player.playing];

beforeEach(() => {
  stillness = false;
  race("on=sphere&run=adam");
  player.jump(0);
  player.play();
});

test("a race plays from its start, or stands at its end for those who want no motion", () => {
  race("on=booth&run=adam");
  assert.deepEqual(clock(), [0, true]);
  stillness = true;
  race("on=beale&run=adam");
  assert.deepEqual(clock(), [100, false]);
});

test("a link's step is shown, and the clock stands", () => {
  race("on=booth&run=adam&t=42", { t: 42 });
  assert.deepEqual(clock(), [42, false]);
});

test("a paused step stays while a setting is turned, so that numbers can be compared", () => {
  player.jump(30);
  race("on=sphere&run=adam~lr:1", { edited: true });
  assert.deepEqual(clock(), [30, false]);
  race("on=booth&run=adam~lr:1", { edited: true });
  assert.deepEqual(clock(), [0, true]);
});

test("another look changes neither the step nor whether the clock runs", () => {
  player.seek(30);
  race("on=sphere&run=adam&theme=dark", { edited: true });
  assert.deepEqual(clock(), [30, true]);
});

test("a shorter race has no step beyond its end", () => {
  player.jump(80);
  race("on=sphere&run=adam&steps=50", { edited: true, steps: 50 });
  assert.deepEqual(clock(), [50, false]);
  player.seek(1e9);
  assert.equal(player.t, 50);
  player.step(-1000);
  assert.deepEqual(clock(), [0, false]);
});

test("play at the end begins anew, and toggle pauses", () => {
  player.jump(100);
  player.play();
  assert.deepEqual(clock(), [0, true]);
  player.toggle();
  assert.deepEqual(clock(), [0, false]);
});

test("the speed is the reader's until a race asks for another", () => {
  player.setSpeed(240);
  race("on=booth&run=adam");
  assert.equal(player.speed, 240);
  race("on=booth&run=adam&speed=15", { speed: 15 });
  assert.equal(player.speed, 15);
});

test("the link tells the step of a clock that stands, and an unusual speed", () => {
  player.setSpeed(60);
  player.jump(12);
  assert.equal(link(), "on=sphere&run=adam&t=12");
  player.setSpeed(15);
  player.play();
  assert.equal(link(), "on=sphere&run=adam&speed=15");
});

test("who listens hears each change, until they stop", () => {
  let heard = 0;
  const stop = player.onChange(() => (heard += 1));
  player.seek(3);
  stop();
  player.seek(4);
  assert.equal(heard, 1);
});
