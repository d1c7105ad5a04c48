import assert from "node:assert/strict";
import { test } from "node:test";
import { groupCode, readCode } from "fallline/classroom/class_code.js";

test("a code is read in any case, with spaces and dashes of any kind", () => {
  for (const text of ["KXM4TD", "kxm4td", "KXM 4TD", " kxm-4td\n", "k x m 4 t d", "KXM\u20134TD", "kxm\u00a04\u2011td"]) {
    assert.equal(readCode(text), "KXM4TD", JSON.stringify(text));
  }
});

test("what cannot be a code is none, so that it is no part of an address", () => {
  for (const text of ["", " ", "-", "../x", "<b>", "a/b", "a?b", "a.b", "\u00e4bc", "\ud83d\ude00", "a%20b", "\u0000"]) {
    assert.equal(readCode(text), "", JSON.stringify(text));
  }
});

test("a code is shown in groups of three, and read again from what is shown", () => {
  assert.equal(groupCode("KXM4TD"), "KXM\u00a04TD");
  assert.equal(groupCode("KXM4TD2"), "KXM\u00a04TD\u00a02");
  for (const code of ["", "A", "ABC", "ABCD", "ABCDEF"]) assert.equal(readCode(groupCode(code)), code);
});
