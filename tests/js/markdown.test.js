import assert from "node:assert/strict";
import { test } from "node:test";
import { escaped } from "fallline/core/markdown.js";

test("signs that Markdown and formulas have a use for are taken as they are", () => {
  assert.equal(escaped("x**2 [a](b) $y$ `z`"), "x\\*\\*2 \\[a\\]\\(b\\) \\$y\\$ \\`z\\`");
  assert.equal(escaped("back\\slash"), "back\\\\slash");
});

test("words stay", () => assert.equal(escaped("unknown name: q"), "unknown name: q"));
