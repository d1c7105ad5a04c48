/** The words of a link, `name=value` between ampersands. */

/**
 * The words of a link; none of an empty one.
 * @param {string} link
 * @returns {string[]}
 */
export const wordsOf = (link) => link.split("&").filter(Boolean);

/**
 * The name of a word.
 * @param {string} word
 * @returns {string}
 */
export const nameOf = (word) => word.split("=")[0];

/**
 * A link without the words of some names.
 * @param {string} link
 * @param {readonly string[]} names
 * @returns {string}
 */
export const without = (link, names) => wordsOf(link).filter((word) => !names.includes(nameOf(word))).join("&");

/**
 * Whether a link has a word of a name.
 * @param {string} link
 * @param {string} name
 * @returns {boolean}
 */
export const has = (link, name) => wordsOf(link).some((word) => nameOf(word) === name);

/**
 * The id of a link's landscape; "" where the link names none.
 * @param {string} link
 * @returns {string}
 */
export const landscapeOf = (link) => (landscapeWord(link) ?? "on=").slice(3).split("~")[0];

/**
 * The word of a link that names its landscape with all its settings.
 * @param {string} link
 * @returns {string | undefined}
 */
export const landscapeWord = (link) => wordsOf(link).find((word) => nameOf(word) === "on");
