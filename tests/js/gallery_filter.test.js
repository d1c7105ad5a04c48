// The search in a gallery's cards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filterEntries, listFamilies, searchText } from "fallline/dialogs/gallery_filter.js";

const CARDS = [
  { title: "Booth", group: "bowls", description: "A tilted valley.", traits: ["convex", ""] },
  { title: "Rosenbrock", group: "valleys", description: "A bent valley." },
  { title: "Sphere", group: "bowls", description: "The simplest one." },
];
const ENTRIES = CARDS.map((card) => ({ card, text: searchText(card, card.group === "bowls" ? "Schalen" : card.group) }));

/** @type {(search: string, family: string) => string[]} */
const left = (search, family) => filterEntries(ENTRIES, search, family).map(({ card }) => card.title);

test("families come in the order of their first cards, each once", () => {
  assert.deepEqual(listFamilies(CARDS), ["bowls", "valleys"]);
});

test("without words and a family every card matches", () => {
  assert.deepEqual(left("  ", ""), ["Booth", "Rosenbrock", "Sphere"]);
});

test("a card matches if it has every word, in any order and in upper or lower case", () => {
  assert.deepEqual(left("VALLEY a", ""), ["Booth", "Rosenbrock"]);
  assert.deepEqual(left("valley bent", ""), ["Rosenbrock"]);
  assert.deepEqual(left("valley simplest", ""), []);
});

test("traits and families are searched, families in the reader's language too", () => {
  assert.deepEqual(left("convex", ""), ["Booth"]);
  assert.deepEqual(left("bowls", ""), ["Booth", "Sphere"]);
  assert.deepEqual(left("schalen", ""), ["Booth", "Sphere"]);
});

test("a family selects its own cards, and words select among them", () => {
  assert.deepEqual(left("", "bowls"), ["Booth", "Sphere"]);
  assert.deepEqual(left("valley", "bowls"), ["Booth"]);
});
