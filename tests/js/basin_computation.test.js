// The computation of basin maps: coarse first, some lines at a time, stopped and resumed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { completeMaps, createCache, finestMaps, mapsOfLevel } from "fallline/dialogs/maps/basin_cache.js";
import { computeMaps, missingTiles } from "fallline/dialogs/maps/basin_computation.js";
import { Pace } from "fallline/dialogs/maps/pace.js";

/** @import { ComputeCallbacks } from "fallline/dialogs/maps/basin_computation.js" */

/** @param {Int8Array | Int32Array} values */
const packed = (values) => Buffer.from(values.buffer).toString("base64");

/**
 * Make a server that answers each request with two lines of tiles, all at minimum 1 after `across` steps.
 * @param {number} [maxRequests] after which it throws an AbortError
 */
function makeServer(maxRequests = Infinity) {
  /** @type {string[]} */
  const requests = [];
  const get = async (/** @type {string} */ address, /** @type {Record<string, any>} */ { link, run, across, first }) => {
    if (requests.length >= maxRequests) throw new DOMException("stopped", "AbortError");
    requests.push(`${address} ${link}: ${run} ${across} ${first}`);
    const tiles = 2 * across;
    const lines = { outcomes: packed(new Int8Array(tiles).fill(1)), steps: packed(new Int32Array(tiles).fill(across)) };
    return { first, count: 2, provenance: { path: "compiled" }, ...lines };
  };
  return { requests, get };
}

/**
 * Make callbacks that record the progress and count the levels.
 * @returns {{ fractions: number[], levels: number, callbacks: ComputeCallbacks }}
 */
function makeRecorder() {
  const recorder = {
    fractions: /** @type {number[]} */ ([]),
    levels: 0,
    callbacks: {
      onLines: (/** @type {number} */ fraction) => recorder.fractions.push(fraction),
      async onLevel() {
        recorder.levels += 1;
      },
    },
  };
  return recorder;
}

/** @param {number} runs */
const emptyCache = (runs) => createCache("on=booth", runs);

test("a level is computed for every run before the next level", async () => {
  const [cache, { requests, get }, recorder] = [emptyCache(2), makeServer(), makeRecorder()];
  await computeMaps(cache, [2, 4], get, recorder.callbacks);
  assert.deepEqual(requests, [
    "/basins on=booth: 0 2 0",
    "/basins on=booth: 1 2 0",
    "/basins on=booth: 0 4 0",
    "/basins on=booth: 0 4 2",
    "/basins on=booth: 1 4 0",
    "/basins on=booth: 1 4 2",
  ]);
  assert.equal(recorder.levels, 2);
  assert.deepEqual(mapsOfLevel(cache, 4).map((map) => [map?.size, map?.doneLines, map?.steps[15]]), [[4, 4, 4], [4, 4, 4]]);
});

test("the fraction of computed tiles rises to 1", async () => {
  const recorder = makeRecorder();
  await computeMaps(emptyCache(1), [2, 4], makeServer().get, recorder.callbacks);
  assert.deepEqual(recorder.fractions, [4, 12, 20].map((tiles) => 1 - (20 - tiles) / 20));
});

test("lines that were computed before a stop are kept, above them those of the coarser level", async () => {
  const cache = emptyCache(1);
  await assert.rejects(computeMaps(cache, [2, 4], makeServer(2).get, makeRecorder().callbacks), { name: "AbortError" });
  const [map] = finestMaps(cache, 4);
  assert.deepEqual([map?.size, map?.doneLines], [4, 2]);
  assert.deepEqual([map?.steps[7], map?.steps[8]], [4, 2]);
});

test("a stopped level is continued from its first missing line", async () => {
  const cache = emptyCache(1);
  await assert.rejects(computeMaps(cache, [4], makeServer(1).get, makeRecorder().callbacks));
  const { requests, get } = makeServer();
  await computeMaps(cache, [4], get, makeRecorder().callbacks);
  assert.deepEqual(requests, ["/basins on=booth: 0 4 2"]);
});

test("a complete map is not computed again, nor for a coarser level", async () => {
  const cache = emptyCache(1);
  await computeMaps(cache, [2, 4], makeServer().get, makeRecorder().callbacks);
  const [{ requests, get }, recorder] = [makeServer(), makeRecorder()];
  await computeMaps(cache, [2], get, recorder.callbacks);
  assert.deepEqual([requests, recorder.fractions, finestMaps(cache, 4)[0]?.size], [[], [], 4]);
});

test("after a coarser level is chosen during a computation, every run has the map of that level", async () => {
  // Stop after any number of requests: in the middle of a map, between runs, between levels.
  for (let stopAfter = 0; stopAfter < 14; stopAfter++) {
    const cache = emptyCache(2);
    const stopped = computeMaps(cache, [2, 4, 8], makeServer(stopAfter).get, makeRecorder().callbacks);
    await stopped.catch((problem) => assert.equal(problem.name, "AbortError"));
    await computeMaps(cache, [2], makeServer().get, makeRecorder().callbacks);
    assert.deepEqual(finestMaps(cache, 2).map((map) => [map?.size, map?.doneLines]), [[2, 2], [2, 2]]);
    assert.deepEqual(completeMaps(cache, 2), finestMaps(cache, 2));
  }
});

test("maps are compared on a level on which all are complete, never on different ones", async () => {
  for (let stopAfter = 0; stopAfter < 14; stopAfter++) {
    const cache = emptyCache(2);
    await computeMaps(cache, [2, 4, 8], makeServer(stopAfter).get, makeRecorder().callbacks).catch(() => {});
    for (const level of [2, 4, 8]) {
      const maps = completeMaps(cache, level);
      assert.ok(maps.every(({ size, doneLines }) => size <= level && size === maps[0].size && doneLines === size));
      assert.equal(maps.length, stopAfter < 2 ? 0 : 2);
    }
  }
});

test("a run that is ahead is compared with itself on its own finest level", async () => {
  const cache = emptyCache(2);
  await computeMaps(cache, [2, 4], makeServer(4).get, makeRecorder().callbacks).catch(() => {});
  assert.deepEqual([completeMaps(cache, 4)[0].size, completeMaps(cache, 4, [0])[0].size], [2, 4]);
});

test("a finer level is shown while it is computed, but not in place of a coarser one that is chosen", async () => {
  const cache = emptyCache(1);
  await computeMaps(cache, [2, 4], makeServer(2).get, makeRecorder().callbacks).catch(() => {});
  assert.deepEqual([4, 2].map((level) => finestMaps(cache, level)[0]?.size), [4, 2]);
});

test("the time for the missing tiles is estimated from the pace of the last ones", async () => {
  const cache = emptyCache(2);
  assert.equal(cache.pace.secondsFor(1), null);
  await computeMaps(cache, [2], makeServer().get, makeRecorder().callbacks);
  assert.equal(missingTiles(cache, [2, 4]), 32);
  const pace = new Pace();
  pace.add(100, 2);
  assert.equal(pace.secondsFor(50), 1);
  for (let i = 0; i < 40; i++) pace.add(1000, 2); // compiled code is ready
  assert.ok(Math.abs((pace.secondsFor(500) ?? 0) - 1) < 0.01);
});
