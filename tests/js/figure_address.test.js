// The addresses of figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figureAddress, previewDpi } from "fallline/dialogs/figure_address.js";

test("the kind of file is in the path, not in the query", () => {
  const form = { part: "all", wide: 170, suffix: ".pdf" };
  const address = figureAddress(".png", "on=booth&t=4", form);
  assert.equal(address, "/figure.png?link=on%3Dbooth%26t%3D4&part=all&wide=170");
});

test("a preview has a fixed width, but at least a readable resolution", () => {
  assert.equal(previewDpi(25.4), 1000);
  assert.equal(previewDpi(5000), 30);
});
