// Where a figure is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figureAddress, previewDensity } from "fallline/dialogs/figure_address.js";

test("the kind of file is the address's, and no setting", () => {
  const form = { part: "all", wide: 170, suffix: ".pdf" };
  const address = figureAddress(".png", "on=booth&t=4", form);
  assert.equal(address, "/figure.png?link=on%3Dbooth%26t%3D4&part=all&wide=170");
});

test("a preview is as wide as its place, but never too coarse to read", () => {
  assert.equal(previewDensity(25.4), 620);
  assert.equal(previewDensity(5000), 30);
});
