// Texts on jobs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonText, isRunning, formatFileSize, progressText } from "fallline/dialogs/job_text.js";

test("a waiting job has the number of jobs before it", () => {
  assert.equal(progressText({ state: "waiting", jobsAhead: 1 }, "frame", 3), "waiting: 1 job before this one");
  assert.equal(progressText({ state: "waiting", jobsAhead: 2 }, "frame", 3), "waiting: 2 jobs before this one");
});

test("a starting job has the seconds since its request", () => {
  assert.equal(progressText({ state: "asked" }, "frame", 0.2), "starting for 0 s");
  assert.equal(progressText({ state: "starting" }, "frame", 3.6), "starting for 4 s");
  assert.equal(progressText({ state: "making", done: 0, total: 0 }, "frame", 5), "starting for 5 s");
});

test("a running job has its progress, with the name of its stage if it has one", () => {
  assert.equal(progressText({ state: "making", done: 3, total: 12 }, "frame", 5), "frame 3 of 12");
  assert.equal(progressText({ state: "making", stage: "Tuning", done: 3, total: 12 }, "part", 5), "Tuning: 3 of 12");
});

test("the time left is in seconds, or in minutes if there are many", () => {
  const making = /** @type {const} */ ({ state: "making", done: 3, total: 12 });
  assert.equal(progressText({ ...making, secondsLeft: 100 }, "frame", 5), "frame 3 of 12, 100 s left");
  assert.equal(progressText({ ...making, secondsLeft: 101 }, "frame", 5), "frame 3 of 12, 2 min left");
  assert.equal(progressText({ ...making, secondsLeft: 0 }, "frame", 5), "frame 3 of 12");
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
  assert.equal(formatFileSize(1_260_000), "1.3 million bytes");
});
