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

test("a busy server is asked again without end by a patient request, and no sooner than it says", async () => {
  const delays = /** @type {number[]} */ ([]);
  const timer = mock.method(globalThis, "setTimeout", (/** @type {() => void} */ callback, /** @type {number} */ ms) => {
    delays.push(ms);
    queueMicrotask(callback);
  });
  let requestCount = 0;
  const send = async () => new Response(null, { status: ++requestCount > 20 ? 200 : 503, headers: { "Retry-After": "8" } });
  assert.equal((await sendWithRetries(send, { isPatient: true })).status, 200);
  timer.mock.restore();
  assert.equal(delays.length, 20);
  assert.ok(delays.every((ms) => ms >= 8000));
});

test("each response of a busy server is reported, and no other", async () => {
  const { send } = createServer([503, new TypeError("lost"), 502, 429, 200]);
  const statuses = /** @type {number[]} */ ([]);
  await sendWithRetries(send, { onBusy: ({ status }) => statuses.push(status) });
  assert.deepEqual(statuses, [503, 429]);
});

test("a patient request gives up on a server that does not answer", async () => {
  const { send, requestCount } = createServer([new TypeError("lost")]);
  await assert.rejects(sendWithRetries(send, { isPatient: true }), { message: "lost" });
  assert.equal(requestCount(), 6);
});

test("an aborted request does not wait until its repetition", async () => {
  const timer = mock.method(globalThis, "setTimeout", () => 0); // never
  const controller = new AbortController();
  const send = async () => {
    controller.signal.throwIfAborted();
    queueMicrotask(() => controller.abort());
    return new Response(null, { status: 503 });
  };
  await assert.rejects(sendWithRetries(send, { isPatient: true, signal: controller.signal }), { name: "AbortError" });
  timer.mock.restore();
});
