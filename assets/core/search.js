/** The search in lists: how texts are compared, and how well a name matches. */

/**
 * @typedef {{ value: string, label: string }} Option of a select control
 * @typedef {{ group: string, items: Option[] }} OptionGroup
 */

const NO_MATCH = 4; // the worst rank

/**
 * Return a text in the form in which texts are compared: in lower case, without accents, and with a space for each run
 * of characters that are neither letters nor digits.
 * @param {string} text
 * @returns {string}
 */
export const normalize = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/**
 * Return whether a text has every word of a search, in any order.
 * @param {string} text normalized
 * @param {string} search normalized
 * @returns {boolean}
 */
export const hasWords = (text, search) => search.split(" ").every((word) => text.includes(word));

/**
 * Return how well the best of a thing's names matches a search, 0 for best: the search is the whole name, the name
 * starts with it, a word of the name starts with it, the name has it in it, or it does not.
 * @param {readonly string[]} names
 * @param {string} search normalized
 * @returns {number}
 */
export const matchRank = (names, search) => Math.min(...names.map((name) => rankOf(normalize(name), search)));

/**
 * @param {string} name
 * @param {string} search
 */
function rankOf(name, search) {
  if (name === search) return 0;
  if (name.startsWith(search)) return 1;
  if (name.includes(` ${search}`)) return 2;
  return name.includes(search) ? 3 : NO_MATCH;
}

/**
 * Return the options of a select control that match what is typed into it, without groups that have none. The options
 * that match best come first in their group, and the groups with the best ones first.
 * @param {{ options: OptionGroup[], search: string }} typed
 * @returns {OptionGroup[]}
 */
export function rankOptions({ options, search }) {
  const wanted = normalize(search);
  if (!wanted) return options;
  const rank = (/** @type {Option} */ { value, label }) => matchRank([label, value], wanted);
  const found = options.map(({ group, items }) => {
    const matching = items.filter(({ value, label }) => hasWords(normalize(`${label} ${value} ${group}`), wanted));
    return { group, items: matching.sort((one, other) => rank(one) - rank(other)) };
  });
  const groups = found.filter(({ items }) => items.length);
  return groups.sort((one, other) => rank(one.items[0]) - rank(other.items[0]));
}
