// The search in lists of options: which options match, and in which order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWords, matchRank, normalize, rankOptions } from "fallline/core/search.js";

const NAMES = ["Adam", "AdamW", "NAdam", "Adam with AMSGrad", "Gradient descent", "Nesterov's accelerated gradient"];

/** @param {string} label */
const option = (label) => ({ value: label.toLowerCase().replaceAll(" ", "_"), label });

/** @type {(search: string, groups: { group: string, items: { value: string, label: string }[] }[]) => string[]} */
const found = (search, groups) => rankOptions({ options: groups, search }).flatMap(({ items }) => items.map(({ label }) => label));

test("a text is compared without case, accents and punctuation", () => {
  for (const text of ["Schäffer", "SCHAFFER", "schaffer "]) assert.equal(normalize(text), "schaffer");
  assert.equal(normalize("Goldstein–Price"), normalize("goldstein_price"));
  assert.equal(normalize("  "), "");
});

test("a text matches if it has every word, in any order", () => {
  assert.ok(hasWords("adam with amsgrad", "amsgrad adam"));
  assert.ok(!hasWords("adam with amsgrad", "adam momentum"));
});

test("the whole name is the best match, then its beginning, then a word's beginning, then any other place", () => {
  const ranks = [["Adam"], ["Adam, modified"], ["The Adam"], ["NAdam"], ["Booth"]].map((names) => matchRank(names, "adam"));
  assert.deepEqual(ranks, [...ranks].sort());
  assert.equal(new Set(ranks).size, ranks.length);
  assert.equal(matchRank(["A better one", "adam"], "adam"), ranks[0]);
});

test("an option whose name is typed comes first, wherever it stands in the list", () => {
  for (const name of NAMES) {
    for (const order of [NAMES, [...NAMES].reverse()]) {
      const groups = order.map((each, i) => ({ group: `family ${i}`, items: [option(each)] }));
      for (const typed of [name, name.toUpperCase(), ` ${name} `]) assert.equal(found(typed, groups)[0], name);
      const oneGroup = [{ group: "all", items: order.map(option) }];
      assert.equal(found(name, oneGroup)[0], name);
    }
  }
});

test("groups without a match are left out, and without a search every option stays in its place", () => {
  const groups = [{ group: "moments", items: ["NAdam", "Adam"].map(option) }, { group: "plain", items: [option("Newton")] }];
  assert.deepEqual(rankOptions({ options: groups, search: "adam" }).map(({ group }) => group), ["moments"]);
  assert.deepEqual(rankOptions({ options: groups, search: " " }), groups);
  assert.deepEqual(found("plain", groups), ["Newton"]);
});
