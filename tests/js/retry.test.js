import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { retried } from "fallline/core/retry.js";

/** Lets time pass at once: each wait is over as soon as it begins. */
mock.method(globalThis, "setTimeout", (/** @type {() => void} */ act) => queueMicrotask(act));

/** @param {(number | Error)[]} answers statuses, or failures */
function server(answers) {
  let asked = 0;
  return {
    ask: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return new Response(null, { status: answer });
    },
    asked: () => asked,
  };
}

test("a busy server and a lost question are asked again", async () => {
  const { ask, asked } = server([503, new TypeError("lost"), 429, 200]);
  assert.equal((await retried(ask)).status, 200);
  assert.equal(asked(), 4);
});

test("a refusal is an answer", async () => {
  const { ask, asked } = server([400]);
  assert.equal((await retried(ask)).status, 400);
  assert.equal(asked(), 1);
});

test("what was ended on purpose is not asked again", async () => {
  const { ask, asked } = server([new DOMException("ended", "AbortError")]);
  await assert.rejects(retried(ask), { name: "AbortError" });
  assert.equal(asked(), 1);
});

test("after six questions the last answer counts, or the last failure", async () => {
  const busy = server([503]);
  assert.equal((await retried(busy.ask)).status, 503);
  assert.equal(busy.asked(), 6);
  await assert.rejects(retried(server([new TypeError("lost")]).ask), { message: "lost" });
});
