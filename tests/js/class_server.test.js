import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { isOver, isTemporary, requestClass } from "fallline/classroom/class_server.js";

afterEach(() => mock.restoreAll());

/** @param {Response} response */
const answerWith = (response) => mock.method(globalThis, "fetch", async () => response);

test("an answer has its data with status 200 only, else the server's problem and the time to wait", async () => {
  answerWith(Response.json({ version: 3 }));
  assert.deepEqual(await requestClass("/class/A/now"), { status: 200, data: { version: 3 }, problem: undefined, waitMs: 0 });
  answerWith(new Response(null, { status: 204 }));
  assert.deepEqual(await requestClass("/class/A/now"), { status: 204, data: null, problem: "", waitMs: 0 });
  answerWith(Response.json({ problem: "Busy." }, { status: 503, headers: { "Retry-After": "7" } }));
  assert.deepEqual(await requestClass("/class/A/now"), { status: 503, data: null, problem: "Busy.", waitMs: 7000 });
});

test("a date in Retry-After, which this server never sends, is no time to wait", async () => {
  answerWith(Response.json({}, { status: 503, headers: { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" } }));
  assert.equal((await requestClass("/class/A/now")).waitMs, 0);
});

test("a request that is not answered in time fails", async () => {
  mock.method(AbortSignal, "timeout", () => AbortSignal.abort(new DOMException("too late", "TimeoutError")));
  mock.method(globalThis, "fetch", async (/** @type {string} */ _, /** @type {RequestInit} */ { signal }) => {
    signal?.throwIfAborted();
    return Response.json({});
  });
  await assert.rejects(requestClass("/class/A/now"), { name: "TimeoutError" });
  await assert.rejects(requestClass("/class/A", { method: "POST" }), { name: "TimeoutError" });
});

test("a class is over if it is unknown or has ended, not if the server is busy or limits requests", () => {
  const answer = (/** @type {number} */ status) => ({ status, data: null, problem: "x", waitMs: 0 });
  for (const status of [404, 410]) assert.ok(isOver(answer(status)) && !isTemporary(answer(status)), String(status));
  for (const status of [429, 500, 502, 503, 504]) assert.ok(isTemporary(answer(status)) && !isOver(answer(status)));
  for (const status of [200, 204, 400, 403]) assert.ok(!isTemporary(answer(status)) && !isOver(answer(status)));
});
