// The search of a gallery.
import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesLeft, familiesOf, searchTextOf } from "fallline/dialogs/gallery_filter.js";

const CARDS = [
  { title: "Booth", group: "bowls", says: "A tilted valley.", traits: ["convex", ""] },
  { title: "Rosenbrock", group: "valleys", says: "A bent valley." },
  { title: "Sphere", group: "bowls", says: "The simplest one." },
];
const ENTRIES = CARDS.map((card) => ({ card, text: searchTextOf(card, card.group === "bowls" ? "Schalen" : card.group) }));

/** @type {(search: string, family: string) => string[]} */
const left = (search, family) => entriesLeft(ENTRIES, search, family).map(({ card }) => card.title);

test("families come in the order of their first cards, each once", () => {
  assert.deepEqual(familiesOf(CARDS), ["bowls", "valleys"]);
});

test("everything is left without words and family", () => {
  assert.deepEqual(left("  ", ""), ["Booth", "Rosenbrock", "Sphere"]);
});

test("every word has to be there, in any order and in upper or lower case", () => {
  assert.deepEqual(left("VALLEY a", ""), ["Booth", "Rosenbrock"]);
  assert.deepEqual(left("valley bent", ""), ["Rosenbrock"]);
  assert.deepEqual(left("valley simplest", ""), []);
});

test("traits and families are searched, families in the reader's language too", () => {
  assert.deepEqual(left("convex", ""), ["Booth"]);
  assert.deepEqual(left("bowls", ""), ["Booth", "Sphere"]);
  assert.deepEqual(left("schalen", ""), ["Booth", "Sphere"]);
});

test("a family leaves its own cards, and the words choose among them", () => {
  assert.deepEqual(left("", "bowls"), ["Booth", "Sphere"]);
  assert.deepEqual(left("valley", "bowls"), ["Booth"]);
});
