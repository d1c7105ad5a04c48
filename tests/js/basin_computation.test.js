// The computation of basin maps: coarse first, some lines at a time, stopped and resumed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { computeMaps } from "fallline/dialogs/maps/basin_computation.js";

/** @import { MapCache } from "fallline/dialogs/maps/basin_cache.js" */
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
      onProgress: (/** @type {number} */ fraction) => recorder.fractions.push(fraction),
      onLines() {},
      async onLevel() {
        recorder.levels += 1;
      },
    },
  };
  return recorder;
}

/**
 * @param {number} runs
 * @returns {Pick<MapCache, "link" | "maps">}
 */
const emptyCache = (runs) => ({ link: "on=booth", maps: Array.from({ length: runs }, () => null) });

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
  assert.deepEqual(cache.maps.map((map) => [map?.size, map?.doneLines, map?.steps[15]]), [[4, 4, 4], [4, 4, 4]]);
});

test("the fraction of computed tiles rises to 1", async () => {
  const recorder = makeRecorder();
  await computeMaps(emptyCache(1), [2, 4], makeServer().get, recorder.callbacks);
  assert.deepEqual(recorder.fractions, [4, 4, 12, 20, 20].map((tiles) => tiles / 20));
});

test("lines that were computed before a stop are kept, above them those of the coarser level", async () => {
  const cache = emptyCache(1);
  await assert.rejects(computeMaps(cache, [2, 4], makeServer(2).get, makeRecorder().callbacks), { name: "AbortError" });
  const [map] = cache.maps;
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
  assert.deepEqual([requests, recorder.fractions, cache.maps[0]?.size], [[], [1], 4]);
});
