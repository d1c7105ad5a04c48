// What is said on long work of the server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonWords, isRunning, millionBytes, progressWords } from "fallline/dialogs/job_text.js";

test("work that waits says how many jobs come first", () => {
  assert.equal(progressWords({ state: "waiting", waiting: 1 }, "frame", 3), "waiting: 1 job before this one");
  assert.equal(progressWords({ state: "waiting", waiting: 2 }, "frame", 3), "waiting: 2 jobs before this one");
});

test("work that starts says for how long it has done so", () => {
  assert.equal(progressWords({ state: "asked" }, "frame", 0.2), "starting for 0 s");
  assert.equal(progressWords({ state: "starting" }, "frame", 3.6), "starting for 4 s");
  assert.equal(progressWords({ state: "making", done: 0, all: 0 }, "frame", 5), "starting for 5 s");
});

test("work that goes on says how far it is, in its stage if it has one", () => {
  assert.equal(progressWords({ state: "making", done: 3, all: 12 }, "frame", 5), "frame 3 of 12");
  assert.equal(progressWords({ state: "making", stage: "Tuning", done: 3, all: 12 }, "part", 5), "Tuning: 3 of 12");
});

test("the time that is left is said in seconds, and in minutes where there are many", () => {
  const making = /** @type {const} */ ({ state: "making", done: 3, all: 12 });
  assert.equal(progressWords({ ...making, left: 100 }, "frame", 5), "frame 3 of 12, 100 s left");
  assert.equal(progressWords({ ...making, left: 101 }, "frame", 5), "frame 3 of 12, 2 min left");
  assert.equal(progressWords({ ...making, left: 0 }, "frame", 5), "frame 3 of 12");
});

test("work goes on from the question to its end", () => {
  for (const state of /** @type {const} */ (["asked", "waiting", "starting", "making"])) assert.ok(isRunning({ state }));
  for (const state of /** @type {const} */ (["none", "made", "failed"])) assert.ok(!isRunning({ state }));
});

test("the page's button tells the share, what is ready, or what it usually says", () => {
  assert.equal(buttonWords({ state: "asked" }, "Film", "Export"), "Film …");
  assert.equal(buttonWords({ state: "making", done: 2, all: 3 }, "Film", "Export"), "Film 66 %");
  assert.equal(buttonWords({ state: "made" }, "Film", "Export"), "Film ready");
  assert.equal(buttonWords({ state: "failed" }, "Film", "Export"), "Export");
  assert.equal(buttonWords({ state: "none" }, "Film", "Export"), "Export");
});

test("a file's size is rounded", () => {
  assert.equal(millionBytes(1_260_000), "1.3 million bytes");
});
