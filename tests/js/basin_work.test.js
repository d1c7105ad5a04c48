// How basin maps are computed: coarse first, some lines at a time, stopped and resumed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { computeMaps } from "fallline/dialogs/maps/basin_work.js";

/** @import { Kept } from "fallline/dialogs/maps/basin_kept.js" */
/** @import { WorkHeard } from "fallline/dialogs/maps/basin_work.js" */

/** @param {Int8Array | Int32Array} values */
const packed = (values) => Buffer.from(values.buffer).toString("base64");

/**
 * A server that answers two lines at once, all of minimum 1 after `across` steps, but not after so many questions.
 * @param {number} [most]
 */
function serverOf(most = Infinity) {
  /** @type {string[]} */
  const asked = [];
  const ask = async (/** @type {string} */ address, /** @type {Record<string, any>} */ { link, run, across, first }) => {
    if (asked.length >= most) throw new DOMException("stopped", "AbortError");
    asked.push(`${address} ${link}: ${run} ${across} ${first}`);
    const tiles = 2 * across;
    const lines = { became: packed(new Int8Array(tiles).fill(1)), steps: packed(new Int32Array(tiles).fill(across)) };
    return { first, count: 2, made: { path: "compiled" }, ...lines };
  };
  return { asked, ask };
}

/**
 * What has heard all of the work.
 * @returns {{ shares: number[], levels: number, heard: WorkHeard }}
 */
function hearing() {
  const all = {
    shares: /** @type {number[]} */ ([]),
    levels: 0,
    heard: {
      done: (/** @type {number} */ share) => all.shares.push(share),
      lines() {},
      async level() {
        all.levels += 1;
      },
    },
  };
  return all;
}

/**
 * @param {number} runs
 * @returns {Pick<Kept, "link" | "maps">}
 */
const nothing = (runs) => ({ link: "on=booth", maps: Array.from({ length: runs }, () => null) });

test("every run is computed on a level before the next one begins", async () => {
  const [kept, { asked, ask }, all] = [nothing(2), serverOf(), hearing()];
  await computeMaps(kept, [2, 4], ask, all.heard);
  assert.deepEqual(asked, [
    "/basins on=booth: 0 2 0",
    "/basins on=booth: 1 2 0",
    "/basins on=booth: 0 4 0",
    "/basins on=booth: 0 4 2",
    "/basins on=booth: 1 4 0",
    "/basins on=booth: 1 4 2",
  ]);
  assert.equal(all.levels, 2);
  assert.deepEqual(kept.maps.map((map) => [map?.across, map?.done, map?.steps[15]]), [[4, 4, 4], [4, 4, 4]]);
});

test("the share that is done rises to all of it", async () => {
  const all = hearing();
  await computeMaps(nothing(1), [2, 4], serverOf().ask, all.heard);
  assert.deepEqual(all.shares, [4, 4, 12, 20, 20].map((tiles) => tiles / 20));
});

test("what was computed before it was stopped stays, over what the coarser level knew", async () => {
  const kept = nothing(1);
  await assert.rejects(computeMaps(kept, [2, 4], serverOf(2).ask, hearing().heard), { name: "AbortError" });
  const [map] = kept.maps;
  assert.deepEqual([map?.across, map?.done], [4, 2]);
  assert.deepEqual([map?.steps[7], map?.steps[8]], [4, 2]);
});

test("a level goes on from the line where it was stopped", async () => {
  const kept = nothing(1);
  await assert.rejects(computeMaps(kept, [4], serverOf(1).ask, hearing().heard));
  const { asked, ask } = serverOf();
  await computeMaps(kept, [4], ask, hearing().heard);
  assert.deepEqual(asked, ["/basins on=booth: 0 4 2"]);
});

test("a complete map is not computed again, nor for a coarser level", async () => {
  const kept = nothing(1);
  await computeMaps(kept, [2, 4], serverOf().ask, hearing().heard);
  const [{ asked, ask }, all] = [serverOf(), hearing()];
  await computeMaps(kept, [2], ask, all.heard);
  assert.deepEqual([asked, all.shares, kept.maps[0]?.across], [[], [1], 4]);
});
