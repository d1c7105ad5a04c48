import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { sendWithRetries } from "fallline/core/retry.js";

/** Make every timeout end at once. */
mock.method(globalThis, "setTimeout", (/** @type {() => void} */ callback) => queueMicrotask(callback));

/**
 * Create a server that answers with statuses, or fails with errors, in order; the last one repeats.
 * @param {(number | Error)[]} answers
 */
function createServer(answers) {
  let requestCount = 0;
  return {
    send: async () => {
      const answer = answers[Math.min(requestCount++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return new Response(null, { status: answer });
    },
    requestCount: () => requestCount,
  };
}

test("a request is repeated if the server is busy or does not answer", async () => {
  const { send, requestCount } = createServer([503, new TypeError("lost"), 429, 200]);
  assert.equal((await sendWithRetries(send)).status, 200);
  assert.equal(requestCount(), 4);
});

test("a refused request is not repeated", async () => {
  const { send, requestCount } = createServer([400]);
  assert.equal((await sendWithRetries(send)).status, 400);
  assert.equal(requestCount(), 1);
});

test("an aborted request is not repeated", async () => {
  const { send, requestCount } = createServer([new DOMException("ended", "AbortError")]);
  await assert.rejects(sendWithRetries(send), { name: "AbortError" });
  assert.equal(requestCount(), 1);
});

test("after six requests the last response is returned, or the last failure thrown", async () => {
  const busy = createServer([503]);
  assert.equal((await sendWithRetries(busy.send)).status, 503);
  assert.equal(busy.requestCount(), 6);
  await assert.rejects(sendWithRetries(createServer([new TypeError("lost")]).send), { message: "lost" });
});
