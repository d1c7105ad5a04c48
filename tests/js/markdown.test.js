import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeMarkdown } from "fallline/core/markdown.js";

test("special characters of Markdown and formulas are escaped", () => {
  assert.equal(escapeMarkdown("x**2 [a](b) $y$ `z`"), "x\\*\\*2 \\[a\\]\\(b\\) \\$y\\$ \\`z\\`");
  assert.equal(escapeMarkdown("back\\slash"), "back\\\\slash");
});

test("plain text stays", () => assert.equal(escapeMarkdown("unknown name: q"), "unknown name: q"));
