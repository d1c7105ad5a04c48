// The sizes of films.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeName, sizeOf, SIZES } from "fallline/dialogs/film_sizes.js";

test("a size is known by its name, and back", () => {
  for (const [name] of SIZES.filter((size) => size[0])) {
    const [wide, tall] = sizeOf(name);
    assert.equal(sizeName(wide, tall), name);
  }
  assert.deepEqual(sizeOf("640x360"), [640, 360]);
});

test("another size has no name", () => {
  assert.equal(sizeName(641, 360), "");
  assert.equal(SIZES.at(-1)?.[0], "");
});

test("every named size is even, as encoders want it", () => {
  for (const [name] of SIZES) assert.ok(!name || sizeOf(name).every((side) => side % 2 === 0), name);
});
