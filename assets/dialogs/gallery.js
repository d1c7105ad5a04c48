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
 * @property {(card: Card) => boolean} [isDetailed] whether a card's details are shown at first
 * @property {(card: Card) => boolean} [isOffered] whether a card is in the dialog; all are by default
 * @property {Featured} [featured] the cards on the first shelf
 * @property {Node} [beside] stands beside the search field
 * @property {(text: string) => HTMLElement | undefined} [makeOffer] makes what is offered in place of cards for a text
 *   that is no search
 */
/** @typedef {{ title: string, ids: readonly string[] }} Featured a shelf of cards that comes before the families */
/**
 * `text` is the text of the card that is searched.
 * @typedef {{ card: LandscapeCard | ExampleCard, node: HTMLElement, text: string }} Entry
 */
/** @typedef {ReturnType<typeof makeParts>} Parts */
/** @typedef {Pick<GalleryOptions<any>, "featured" | "makeOffer">} ShelfOptions */

const REST_MS = 100; // for which the pointer is on a card before its details are shown

/** @type {Map<string, Promise<any>>} the requested lists by address */
const requested = new Map();

/**
 * Open a dialog of cards, and request the cards from the server.
 * @template {LandscapeCard | ExampleCard} Card
 * @param {GalleryOptions<Card>} options
 * @returns {Promise<unknown>}
 */
export async function openGallery(options) {
  const { name, title, address, makeCard, makeDetails, isOffered = () => true } = options;
  const parts = makeParts(makeDetails !== undefined);
  const { search, chips, count, list, side } = parts;
  const finding = makeElement("div", { className: "finding" }, search, options.beside);
  const found = makeElement("div", { className: "found" }, list, side);
  const filter = makeElement("div", { className: "filter" }, chips, count);
  const opened = openDialog(name, title, finding, filter, found);
  search.focus(); // before the cards arrive, so that no typed letter is lost
  const wasEntered = recordEnter(search);
  /** @type {Card[] | null} */
  const cards = await fetchCards(address);
  if (!cards) return list.append(makeElement("p", {}, say("The server does not answer; close this and try again.")));
  if (!opened.open) return undefined;
  const entries = cards.filter(isOffered).map((card) => {
    return { card, node: makeCard(card, opened), text: searchText(card, saySentence(card.group)) };
  });
  for (const { card, node } of makeDetails ? entries : []) {
    const showDetails = () => side?.replaceChildren(...(makeDetails?.(card) ?? []));
    addPointListeners(node, showDetails);
    if (options.isDetailed?.(card)) showDetails();
  }
  installSearch(parts, entries, options);
  if (wasEntered()) return chooseFirst(parts);
  return fetchPictures(opened, list);
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
  list: makeElement("div", { className: "choices" }),
  side: hasSide ? makeElement("div", { className: "more", role: "status" }) : undefined,
});

/**
 * @param {HTMLElement} card
 * @param {() => void} callback called when the pointer rests on the card, or the focus enters it
 */
function addPointListeners(card, callback) {
  let timer = 0;
  card.addEventListener("focusin", callback);
  card.addEventListener("mouseenter", () => (timer = window.setTimeout(callback, REST_MS)));
  card.addEventListener("mouseleave", () => clearTimeout(timer));
}

/**
 * Show all cards, and from then on those that match the search field and the chosen family.
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 * @param {ShelfOptions} options
 */
function installSearch(parts, entries, options) {
  const { search, chips } = parts;
  let family = "";
  const update = () => showMatches(parts, entries, family, options);
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
  const first = list.querySelector("[data-first]");
  if (first instanceof HTMLElement) first.click();
}

/**
 * @param {Parts} parts
 * @param {readonly Entry[]} entries
 * @param {string} family
 * @param {ShelfOptions} options
 */
function showMatches({ search, chips, count, list }, entries, family, { featured, makeOffer }) {
  const typed = search.value.trim();
  const offer = makeOffer?.(typed);
  const matches = offer ? [] : filterEntries(entries, typed, family);
  const first = offer ?? (typed ? matches[0]?.node : undefined); // Enter chooses it
  for (const { node } of entries) node.toggleAttribute("data-first", node === first);
  offer?.setAttribute("data-first", "");
  list.replaceChildren(...(offer ? [offer] : makeShelves(matches, typed || family ? undefined : featured)));
  first?.scrollIntoView({ block: "nearest" });
  count.textContent = matches.length
    ? say("{n} of {all}", { n: matches.length, all: entries.length })
    : offer ? "" : say("Nothing matches; take fewer words.");
  for (const chip of chips.querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.family === family));
  }
}

/**
 * Make a heading for the featured cards and for each family, followed by its other cards.
 * @param {readonly Entry[]} entries
 * @param {Featured} [featured]
 */
function makeShelves(entries, { title, ids } = { title: "", ids: [] }) {
  const chosen = ids.flatMap((id) => entries.filter(({ card }) => card.id === id));
  const others = entries.filter((entry) => !chosen.includes(entry));
  const families = listFamilies(others.map(({ card }) => card)).flatMap((group) =>
    makeShelf(saySentence(group), others.filter(({ card }) => card.group === group), "shelf"),
  );
  return [...(chosen.length ? makeShelf(title, chosen, "shelf featured") : []), ...families];
}

/**
 * @param {string} title
 * @param {readonly Entry[]} entries
 * @param {string} className
 */
const makeShelf = (title, entries, className) => [
  makeElement("h3", {}, title),
  makeElement("div", { className }, ...entries.map(({ node }) => node)),
];
