/** A dialog that chooses from cards, which are searched by words and by families. */
import { button, find, make } from "fallline/core/dom.js";
import { get } from "fallline/core/server.js";
import { say, told } from "fallline/core/text.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { entriesLeft, familiesOf, searchTextOf } from "fallline/dialogs/gallery_filter.js";
import { fetchPictures } from "fallline/dialogs/pictures.js";

/** @import { ExampleCard, LandscapeCard } from "fallline/types.js" */
/**
 * @template {LandscapeCard | ExampleCard} Card
 * @typedef {object} About
 * @property {string} name the dialog's id
 * @property {string} title
 * @property {string} address where the server lists the cards
 * @property {(card: Card, opened: HTMLDialogElement) => HTMLElement} show makes a card's element, of class card-choice
 * @property {(card: Card) => Node[]} [aside] tells more about the card that is pointed at
 */
/**
 * `text` is what is searched.
 * @typedef {{ card: LandscapeCard | ExampleCard, node: HTMLElement, text: string }} Entry
 */
/** @typedef {ReturnType<typeof partsOf>} Parts */

/** @type {Map<string, Promise<any>>} what the server lists, by address */
const lists = new Map();

/**
 * Opens a dialog of cards: a search, a button per family, and what `show` makes of each card.
 * @template {LandscapeCard | ExampleCard} Card
 * @param {About<Card>} about
 * @returns {Promise<void>}
 */
export async function gallery({ name, title, address, show, aside }) {
  const parts = partsOf(aside !== undefined);
  const { search, chips, count, list, side } = parts;
  const finding = make("div", { className: "finding" }, search, chips);
  const opened = dialog(name, title, finding, count, make("div", { className: "found" }, list, side));
  /** @type {Card[] | null} */
  const cards = await listed(address);
  if (!cards) return list.append(make("p", {}, say("The server does not answer; close this and try again.")));
  const made = cards.map((card) => ({ card, node: show(card, opened), text: searchTextOf(card, told(card.group)) }));
  if (aside) for (const { card, node } of made) tellMore(node, () => side?.replaceChildren(...aside(card)));
  installSearch(parts, made);
  fetchPictures(opened, list);
  list.querySelector("[aria-current=true]")?.scrollIntoView({ block: "center" });
  return search.focus();
}

/**
 * What the server lists at an address, asked for once; null where it does not answer.
 * @param {string} address
 * @returns {Promise<any>}
 */
async function listed(address) {
  const asked = lists.get(address) ?? get(address);
  lists.set(address, asked);
  const cards = await asked;
  if (Array.isArray(cards)) return cards;
  lists.delete(address);
  return null;
}

/** @param {boolean} hasSide whether there is room for more about a card */
const partsOf = (hasSide) => ({
  search: make("input", { type: "search", placeholder: say("Search"), ariaLabel: say("Search"), className: "search" }),
  chips: make("div", { className: "chips", role: "group", ariaLabel: say("Families") }),
  count: make("p", { className: "fact", role: "status" }),
  list: make("div", { className: "cards" }),
  side: hasSide ? make("div", { className: "more", role: "status" }) : undefined,
});

/**
 * @param {HTMLElement} node a card
 * @param {() => void} tell
 */
function tellMore(node, tell) {
  for (const event of ["focusin", "mouseenter"]) node.addEventListener(event, tell);
}

/**
 * Shows all cards, and from then on those that the search and the buttons of the families leave.
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 */
function installSearch(parts, entries) {
  const { search, chips, list } = parts;
  let family = "";
  const update = () => showLeft(parts, entries, family);
  for (const each of ["", ...familiesOf(entries.map(({ card }) => card))]) {
    const choose = () => {
      family = each;
      update();
    };
    chips.append(button(each ? told(each) : say("all"), choose, { className: "chip", "data-family": each }));
  }
  search.addEventListener("input", update);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !list.querySelector(".card-choice")) return;
    event.preventDefault(); // or the button that gets the focus back would be pressed, and open the dialog anew
    find(list, ".card-choice").click();
  });
  update();
}

/**
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 * @param {string} family
 */
function showLeft({ search, chips, count, list }, entries, family) {
  const left = entriesLeft(entries, search.value, family);
  list.replaceChildren(...shelvesOf(left));
  count.textContent = left.length
    ? say("{n} of {all}", { n: left.length, all: entries.length })
    : say("Nothing matches; take fewer words.");
  for (const chip of chips.querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.family === family));
  }
}

/**
 * Cards below the names of their families.
 * @param {readonly Entry[]} entries
 */
const shelvesOf = (entries) =>
  familiesOf(entries.map(({ card }) => card)).flatMap((group) => {
    const nodes = entries.filter(({ card }) => card.group === group).map(({ node }) => node);
    return [make("h3", {}, told(group)), make("div", { className: "shelf" }, ...nodes)];
  });
