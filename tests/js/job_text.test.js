// Texts on jobs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonText, isRunning, formatFileSize, progressText } from "fallline/dialogs/job_text.js";

/** @type {(status: import("fallline/dialogs/job_text.js").Status, step?: string, since?: number, silent?: number) => string} */
const read = (status, step = "frame", since = 3, silent = 0) => progressText(status, step, since, silent);

test("a waiting job has the number of jobs before it", () => {
  assert.equal(read({ state: "waiting", jobsAhead: 1 }), "waiting: 1 job before this one");
  assert.equal(read({ state: "waiting", jobsAhead: 2 }), "waiting: 2 jobs before this one");
});

test("every other running state says what is done, and the seconds since the request", () => {
  const states = [
    read({ state: "asked" }, "frame", 0.2),
    read({ state: "starting" }, "frame", 3.6),
    read({ state: "making", stage: "Preparing", done: 0, total: 0 }, "frame", 5),
    read({ state: "making", done: 0, total: 0 }, "frame", 6),
    read({ state: "making", stage: "Tuning", done: 0, total: 12 }, "part", 70),
  ];
  assert.equal(new Set(states).size, states.length);
  const seconds = states.map((text) => /, (\d+) s so far$/.exec(text)?.[1]);
  assert.deepEqual(seconds, ["0", "4", "5", "6", "70"]);
  assert.match(states[2], /^Preparing,/);
  assert.match(states[4], /^Tuning: 0 of 12,/);
});

test("a running job has its progress, with the name of its stage if it has one", () => {
  assert.match(read({ state: "making", done: 3, total: 12 }), /^frame 3 of 12,/);
  assert.match(read({ state: "making", stage: "Tuning", done: 3, total: 12 }, "part"), /^Tuning: 3 of 12,/);
});

test("the time left is in seconds, or in minutes if there are many", () => {
  const making = /** @type {const} */ ({ state: "making", done: 3, total: 12 });
  assert.equal(read({ ...making, secondsLeft: 100 }), "frame 3 of 12, about 100 s left");
  assert.equal(read({ ...making, secondsLeft: 101 }), "frame 3 of 12, about 2 min left");
  assert.equal(read({ ...making, secondsLeft: 0 }), "frame 3 of 12, 3 s so far");
});

test("a text that may be out of date says for how long the server has not answered", () => {
  const waiting = /** @type {const} */ ({ state: "waiting", jobsAhead: 1 });
  assert.equal(read(waiting, "frame", 30, 8), "waiting: 1 job before this one; no answer from the server for 8 s");
  assert.equal(read(waiting, "frame", 30, 1), "waiting: 1 job before this one");
});

test("a job is running from its request to its end", () => {
  for (const state of /** @type {const} */ (["asked", "waiting", "starting", "making"])) assert.ok(isRunning({ state }));
  for (const state of /** @type {const} */ (["none", "made", "failed"])) assert.ok(!isRunning({ state }));
});

test("the page's button shows the percentage, the finished job, or its own label", () => {
  assert.equal(buttonText({ state: "asked" }, "Film", "Export"), "Film …");
  assert.equal(buttonText({ state: "making", done: 2, total: 3 }, "Film", "Export"), "Film 66 %");
  assert.equal(buttonText({ state: "made" }, "Film", "Export"), "Film ready");
  assert.equal(buttonText({ state: "failed" }, "Film", "Export"), "Export");
  assert.equal(buttonText({ state: "none" }, "Film", "Export"), "Export");
});

test("a file's size is rounded", () => {
  assert.equal(formatFileSize(1_260_000), "1.26 million bytes");
  assert.equal(formatFileSize(123_400_000), "123 million bytes");
});
