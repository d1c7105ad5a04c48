// The named sizes of films.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findSizeName, parseSize, SIZES } from "fallline/dialogs/film_sizes.js";

test("a named size is parsed, and its name is found", () => {
  for (const [name] of SIZES.filter((size) => size[0])) {
    const [wide, tall] = parseSize(name);
    assert.equal(findSizeName(wide, tall), name);
  }
  assert.deepEqual(parseSize("640x360"), [640, 360]);
});

test("another size has no name", () => {
  assert.equal(findSizeName(641, 360), "");
  assert.equal(SIZES.at(-1)?.[0], "");
});

test("every named size is even, as video encoders require", () => {
  for (const [name] of SIZES) assert.ok(!name || parseSize(name).every((side) => side % 2 === 0), name);
});
