/** Which cards of a gallery are left for the words of a search and a family. */

/** @typedef {{ title: string, group: string, says: string, traits?: readonly string[] }} Searched */

/**
 * The families of cards, in the order of their first cards.
 * @param {readonly { group: string }[]} cards
 * @returns {string[]}
 */
export const familiesOf = (cards) => [...new Set(cards.map((card) => card.group))];

/**
 * The text of a card that is searched.
 * @param {Searched} card
 * @param {string} family the name of the card's family in the reader's language
 * @returns {string}
 */
export const searchTextOf = ({ title, group, says, traits = [] }, family) =>
  [title, group, family, says, ...traits].join(" ").toLowerCase();

/**
 * The entries that have every word of a search, in any order and upper or lower case, and are of a family.
 * @template {{ card: { group: string }, text: string }} Entry
 * @param {readonly Entry[]} entries
 * @param {string} search
 * @param {string} family "" for all
 * @returns {Entry[]}
 */
export function entriesLeft(entries, search, family) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ card, text }) => {
    return (!family || card.group === family) && words.every((word) => text.includes(word));
  });
}
