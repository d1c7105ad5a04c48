// The named sizes of films.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findSizeName, SIZES } from "fallline/dialogs/film_sizes.js";

test("the name of a size is found however it is written", () => {
  for (const [name] of SIZES.filter((size) => size[0])) {
    const [wide, tall] = name.split("x");
    for (const sign of ["x", "X", "×", " x ", " × ", "\u00a0×\u00a0"]) {
      assert.equal(findSizeName(` ${wide}${sign}${tall} `), name);
    }
  }
});

test("another size has no name", () => {
  for (const text of ["641x360", "640*360", "640", "", "x", "640x360x2"]) assert.equal(findSizeName(text), "");
  assert.equal(SIZES.at(-1)?.[0], "");
});

test("every named size is even, as video encoders require", () => {
  for (const [name] of SIZES) assert.ok(!name || name.split("x").every((side) => Number(side) % 2 === 0), name);
});
