/** The search in a gallery's cards. */

/** @typedef {{ title: string, group: string, description: string, traits?: readonly string[] }} SearchedCard */

/**
 * Return the families of cards, each once, in the order of their first cards.
 * @param {readonly { group: string }[]} cards
 * @returns {string[]}
 */
export const listFamilies = (cards) => [...new Set(cards.map((card) => card.group))];

/**
 * Return the text of a card that is searched, in lower case.
 * @param {SearchedCard} card
 * @param {string} family the name of the card's family in the reader's language
 * @returns {string}
 */
export const searchText = ({ title, group, description, traits = [] }, family) =>
  [title, group, family, description, ...traits].join(" ").toLowerCase();

/**
 * Return the entries of a family that have every word of a search, in any order and in upper or lower case.
 * @template {{ card: { group: string }, text: string }} Entry
 * @param {readonly Entry[]} entries
 * @param {string} search
 * @param {string} family "" for all
 * @returns {Entry[]}
 */
export function filterEntries(entries, search, family) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ card, text }) => {
    return (!family || card.group === family) && words.every((word) => text.includes(word));
  });
}
