// The clock: the step after a race is loaded, and the link of what is shown.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { currentLink, linkAtStep, setShownLink, sharedLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";

let reducedMotion = false; // whether the browser prefers reduced motion
Object.assign(globalThis, {
  document: { querySelectorAll: () => [], documentElement: { dataset: {} } },
  window: { matchMedia: () => ({ matches: reducedMotion }) },
});

const NUMBERS = { kind: "f4", shape: [1], data: "AAAAAA==" };
const GHOST_ARRAYS = { paths: NUMBERS, costs: NUMBERS, gap: NUMBERS };
const GHOST = { title: "Adam", colour: "", shape: "", ...GHOST_ARRAYS, reachCosts: [], divergedCount: 0 };
const RUN_ARRAYS = { extraPoints: NUMBERS, arrays: {}, planeVectors: {}, momentum: null, gradientSize: null };
const RUN = { ...GHOST, ...RUN_ARRAYS, outcome: "", diagnosis: "", divergedAt: -1, stepUnit: "" };

/**
 * Load a race as the server sends it.
 * @param {string} link
 * @param {Record<string, any>} [options]
 */
function loadRace(link, { edited = false, t = -1, steps = 100, speed = 60, selected = 0 } = {}) {
  const look = { inside: [], stage: "auto", selected };
  const shared = { steps, t, speed, defaultSpeed: 60, ...look, runs: [RUN, RUN, RUN], ghosts: [] };
  const stage = { link, viewKeys: ["theme"], edited, figures: {}, painterData: {}, shared };
  player.loadRace(/** @type {any} */ (stage));
  setShownLink(link, ["theme"]);
}

const clockState = () => [player.shownStep, player.playing];

beforeEach(() => {
  reducedMotion = false;
  loadRace("on=sphere&run=adam");
  player.pauseAt(0);
  player.play();
});

test("a race plays from its start, or shows its last step if the browser prefers reduced motion", () => {
  loadRace("on=booth&run=adam");
  assert.deepEqual(clockState(), [0, true]);
  reducedMotion = true;
  loadRace("on=beale&run=adam");
  assert.deepEqual(clockState(), [100, false]);
});

test("the step of a link is shown, paused", () => {
  loadRace("on=booth&run=adam&t=42", { t: 42 });
  assert.deepEqual(clockState(), [42, false]);
});

test("a paused step stays when a setting changes, but not when the landscape does", () => {
  player.pauseAt(30);
  loadRace("on=sphere&run=adam~lr:1", { edited: true });
  assert.deepEqual(clockState(), [30, false]);
  loadRace("on=booth&run=adam~lr:1", { edited: true });
  assert.deepEqual(clockState(), [0, true]);
});

test("a change of the view changes neither the step nor whether the race plays", () => {
  player.seek(30);
  loadRace("on=sphere&run=adam&theme=dark", { edited: true });
  assert.deepEqual(clockState(), [30, true]);
});

test("the step stays within a shorter race", () => {
  player.pauseAt(80);
  loadRace("on=sphere&run=adam&steps=50", { edited: true, steps: 50 });
  assert.deepEqual(clockState(), [50, false]);
  player.seek(1e9);
  assert.equal(player.shownStep, 50);
  player.stepBy(-1000);
  assert.deepEqual(clockState(), [0, false]);
});

test("play at the end starts from step 0, and toggle pauses", () => {
  player.pauseAt(100);
  player.play();
  assert.deepEqual(clockState(), [0, true]);
  player.togglePlay();
  assert.deepEqual(clockState(), [0, false]);
});

test("the visitor's speed stays until the speed of the link changes", () => {
  player.setSpeed(240);
  loadRace("on=booth&run=adam");
  assert.equal(player.speed, 240);
  loadRace("on=booth&run=adam&speed=15", { speed: 15 });
  assert.equal(player.speed, 15);
});

test("the link has the step of a paused race, and a speed that is not the default", () => {
  player.setSpeed(60);
  player.pauseAt(12);
  assert.equal(currentLink(), "on=sphere&run=adam&t=12");
  player.setSpeed(15);
  player.play();
  assert.equal(currentLink(), "on=sphere&run=adam&speed=15");
});

test("a link to copy has the step on show, whether or not the race plays, and none at the start", () => {
  const race = "on=sphere&run=adam";
  player.setSpeed(60);
  for (const step of [1, 12, 99, 100]) {
    player.pauseAt(step);
    assert.equal(sharedLink(), `${race}&t=${step}`);
    player.setClock(step, true);
    assert.equal(sharedLink(), `${race}&t=${step}`);
    assert.equal(linkAtStep(), sharedLink());
  }
  player.pauseAt(0);
  assert.equal(sharedLink(), race);
  assert.equal(linkAtStep(), `${race}&t=0`);
  player.play();
  assert.equal(sharedLink(), race);
});

test("a listener is called at each change, until it is removed", () => {
  let calls = 0;
  const remove = player.onChange(() => (calls += 1));
  player.seek(3);
  remove();
  player.seek(4);
  assert.equal(calls, 1);
});

test("the selected run is in the link, unless it is the first, and also while the race plays", () => {
  loadRace("on=booth&run=adam&run=sgd&run=rmsprop&selected=2", { selected: 1 });
  assert.equal(selectedRun(), 1);
  assert.ok(player.playing);
  assert.equal(currentLink(), "on=booth&run=adam&run=sgd&run=rmsprop&selected=2");
  player.selectRun(2);
  assert.equal(linkAtStep(), "on=booth&run=adam&run=sgd&run=rmsprop&selected=3&t=0");
  player.selectRun(0);
  assert.equal(currentLink(), "on=booth&run=adam&run=sgd&run=rmsprop");
});

test("the same run stays selected when others are added or removed, or its settings change", () => {
  const edit = (/** @type {string[]} */ ...runs) => {
    loadRace(["on=booth", ...runs.map((run) => `run=${run}`)].join("&"), { edited: true });
    return selectedRun();
  };
  loadRace("on=booth&run=adam&run=sgd&run=rmsprop&selected=3", { selected: 2 });
  assert.equal(edit("sgd", "rmsprop"), 1);
  assert.equal(edit("sgd", "rmsprop", "adam"), 1);
  assert.equal(edit("sgd", "sgd", "rmsprop", "adam"), 2);
  assert.equal(edit("sgd", "sgd", "rmsprop~lr:1", "adam"), 2);
  assert.equal(edit("sgd", "sgd"), 1);
  assert.equal(edit("sgd", "adam"), 1);
  loadRace("on=booth&run=adam&run=sgd", { selected: 0 });
  assert.equal(selectedRun(), 0);
});
