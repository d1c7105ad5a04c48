// The search in a gallery's cards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filterEntries, listFamilies, searchText } from "fallline/dialogs/gallery_filter.js";

const CARDS = [
  { id: "booth", title: "Booth", group: "bowls", description: "A tilted valley.", traits: ["convex", ""] },
  { id: "rosenbrock_modified", title: "Rosenbrock, modified", group: "valleys", description: "A valley with an edge." },
  { id: "rosenbrock", title: "Rosenbrock", group: "valleys", description: "A bent valley." },
  { id: "sphere", title: "Sphere", group: "bowls", description: "The simplest one." },
];
const ENTRIES = CARDS.map((card) => ({ card, text: searchText(card, card.group === "bowls" ? "Schalen" : card.group) }));

/** @type {(search: string, family: string) => string[]} */
const left = (search, family) => filterEntries(ENTRIES, search, family).map(({ card }) => card.title);

test("families come in the order of their first cards, each once", () => {
  assert.deepEqual(listFamilies(CARDS), ["bowls", "valleys"]);
});

test("without words and a family every card matches", () => {
  assert.deepEqual(left("  ", ""), CARDS.map(({ title }) => title));
});

test("a card matches if it has every word, in any order and in upper or lower case", () => {
  assert.deepEqual(left("VALLEY a", ""), ["Booth", "Rosenbrock, modified", "Rosenbrock"]);
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

test("the card whose title or id is typed comes first, wherever it stands in the list", () => {
  for (const { id, title } of CARDS) {
    for (const typed of [title, title.toUpperCase(), id, id.replaceAll("_", " ")]) assert.equal(left(typed, "")[0], title);
  }
  assert.deepEqual(left("rosenbrock", ""), ["Rosenbrock", "Rosenbrock, modified"]);
});

test("a card whose title has the words comes before one whose description has them", () => {
  const booth = { id: "a", title: "Not so simple", group: "bowls", description: "Sphere, but tilted." };
  const sphere = { id: "b", title: "Sphere", group: "bowls", description: "A tilted one." };
  const entries = [booth, sphere].map((card) => ({ card, text: searchText(card, "") }));
  assert.deepEqual(filterEntries(entries, "sphere", "").map(({ card }) => card.id), ["b", "a"]);
});
