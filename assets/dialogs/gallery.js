/** A dialog that chooses one of many cards, with a search field and a button for each family of cards. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { say, saySentence } from "fallline/core/text.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { filterEntries, listFamilies, searchText } from "fallline/dialogs/gallery_filter.js";
import { fetchPictures } from "fallline/dialogs/pictures.js";

/** @import { ExampleCard, LandscapeCard } from "fallline/types.js" */
/**
 * @template {LandscapeCard | ExampleCard} Card
 * @typedef {object} GalleryOptions
 * @property {string} name the dialog's id
 * @property {string} title
 * @property {string} address of the list of cards on the server
 * @property {(card: Card, opened: HTMLDialogElement) => HTMLElement} makeCard makes an element of class card-choice
 * @property {(card: Card) => Node[]} [makeDetails] makes more details of the card under the pointer
 */
/**
 * `text` is the text of the card that is searched.
 * @typedef {{ card: LandscapeCard | ExampleCard, node: HTMLElement, text: string }} Entry
 */
/** @typedef {ReturnType<typeof makeParts>} Parts */

/** @type {Map<string, Promise<any>>} the requested lists by address */
const requested = new Map();

/**
 * Open a dialog of cards, and request the cards from the server.
 * @template {LandscapeCard | ExampleCard} Card
 * @param {GalleryOptions<Card>} options
 * @returns {Promise<void>}
 */
export async function openGallery({ name, title, address, makeCard, makeDetails }) {
  const parts = makeParts(makeDetails !== undefined);
  const { search, chips, count, list, side } = parts;
  const finding = makeElement("div", { className: "finding" }, search, chips);
  const opened = openDialog(name, title, finding, count, makeElement("div", { className: "found" }, list, side));
  search.focus(); // before the cards arrive, so that no typed letter is lost
  const wasEntered = recordEnter(search);
  /** @type {Card[] | null} */
  const cards = await fetchCards(address);
  if (!cards) return list.append(makeElement("p", {}, say("The server does not answer; close this and try again.")));
  if (!opened.open) return undefined;
  const entries = cards.map((card) => {
    return { card, node: makeCard(card, opened), text: searchText(card, saySentence(card.group)) };
  });
  if (makeDetails) {
    for (const { card, node } of entries) addPointListeners(node, () => side?.replaceChildren(...makeDetails(card)));
  }
  installSearch(parts, entries);
  if (wasEntered()) return chooseFirst(parts);
  fetchPictures(opened, list);
  return list.querySelector("[aria-current=true]")?.scrollIntoView({ block: "center" });
}

/**
 * Record whether Enter is pressed in the search field, and return a function that says so and ends the recording.
 * @param {HTMLInputElement} search
 */
function recordEnter(search) {
  let isEntered = false;
  const onPress = (/** @type {KeyboardEvent} */ { key }) => (isEntered = key === "Enter");
  search.addEventListener("keydown", onPress);
  return () => {
    search.removeEventListener("keydown", onPress);
    return isEntered;
  };
}

/**
 * Return the server's list of cards, which is requested once, or null if the server does not answer.
 * @param {string} address
 * @returns {Promise<any>}
 */
async function fetchCards(address) {
  const request = requested.get(address) ?? getJson(address);
  requested.set(address, request);
  const cards = await request;
  if (Array.isArray(cards)) return cards;
  requested.delete(address);
  return null;
}

/** @param {boolean} hasSide whether the details of a card are shown beside the list */
const makeParts = (hasSide) => ({
  search: makeElement("input", { type: "search", placeholder: say("Search"), ariaLabel: say("Search"), className: "search" }),
  chips: makeElement("div", { className: "chips", role: "group", ariaLabel: say("Families") }),
  count: makeElement("p", { className: "fact", role: "status" }),
  list: makeElement("div", { className: "cards" }),
  side: hasSide ? makeElement("div", { className: "more", role: "status" }) : undefined,
});

/**
 * @param {HTMLElement} card
 * @param {() => void} callback called when the pointer or the focus enters the card
 */
function addPointListeners(card, callback) {
  for (const event of ["focusin", "mouseenter"]) card.addEventListener(event, callback);
}

/**
 * Show all cards, and from then on those that match the search field and the chosen family.
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 */
function installSearch(parts, entries) {
  const { search, chips } = parts;
  let family = "";
  const update = () => showMatches(parts, entries, family);
  for (const each of ["", ...listFamilies(entries.map(({ card }) => card))]) {
    const choose = () => {
      family = each;
      update();
    };
    chips.append(makeButton(each ? saySentence(each) : say("all"), choose, { className: "chip", "data-family": each }));
  }
  search.addEventListener("input", update);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else Enter also presses what gets the focus when the dialog closes
    chooseFirst(parts);
  });
  update();
}

/**
 * Choose the first card that a search has found, which is marked; without a search nothing is chosen.
 * @param {Parts} parts
 */
function chooseFirst({ list }) {
  const first = list.querySelector(".card-choice[data-first]");
  if (first instanceof HTMLElement) first.click();
}

/**
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 * @param {string} family
 */
function showMatches({ search, chips, count, list }, entries, family) {
  const matches = filterEntries(entries, search.value, family);
  const first = search.value.trim() ? matches[0]?.node : undefined; // Enter chooses it
  for (const { node } of entries) node.toggleAttribute("data-first", node === first);
  list.replaceChildren(...makeShelves(matches));
  first?.scrollIntoView({ block: "nearest" });
  count.textContent = matches.length
    ? say("{n} of {all}", { n: matches.length, all: entries.length })
    : say("Nothing matches; take fewer words.");
  for (const chip of chips.querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.family === family));
  }
}

/**
 * Make a heading for each family, followed by its cards.
 * @param {readonly Entry[]} entries
 */
const makeShelves = (entries) =>
  listFamilies(entries.map(({ card }) => card)).flatMap((group) => {
    const nodes = entries.filter(({ card }) => card.group === group).map(({ node }) => node);
    return [makeElement("h3", {}, saySentence(group)), makeElement("div", { className: "shelf" }, ...nodes)];
  });
