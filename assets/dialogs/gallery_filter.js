/** The search in a gallery's cards. */
import { hasWords, matchRank, normalize } from "fallline/core/search.js";

/**
 * @typedef {object} SearchedCard
 * @property {string} id
 * @property {string} title
 * @property {string} group
 * @property {string} description
 * @property {readonly string[]} [traits]
 */

/**
 * Return the families of cards, each once, in the order of their first cards.
 * @param {readonly { group: string }[]} cards
 * @returns {string[]}
 */
export const listFamilies = (cards) => [...new Set(cards.map((card) => card.group))];

/**
 * Return the normalized text of a card that is searched.
 * @param {SearchedCard} card
 * @param {string} family the name of the card's family in the reader's language
 * @returns {string}
 */
export const searchText = ({ id, title, group, description, traits = [] }, family) =>
  normalize([title, id, group, family, description, ...traits].join(" "));

/**
 * Return the entries of a family that have every word of a search, in any order, in upper or lower case, with or
 * without accents. Those whose title or id matches best come first; equal ones keep their order.
 * @template {{ card: { id: string, title: string, group: string }, text: string }} Entry
 * @param {readonly Entry[]} entries
 * @param {string} search
 * @param {string} family "" for all
 * @returns {Entry[]}
 */
export function filterEntries(entries, search, family) {
  const wanted = normalize(search);
  const found = entries.filter(({ card, text }) => (!family || card.group === family) && hasWords(text, wanted));
  const rank = (/** @type {Entry} */ { card: { id, title } }) => matchRank([title, id], wanted);
  return wanted ? found.sort((one, other) => rank(one) - rank(other)) : found;
}
