/** Reading of links. A link is a query string: words `key=value`, joined by ampersands. */

/**
 * Split a link into its words; an empty link has none.
 * @param {string} link
 * @returns {string[]}
 */
export const splitLink = (link) => link.split("&").filter(Boolean);

/**
 * Return the key of a word.
 * @param {string} word
 * @returns {string}
 */
export const wordKey = (word) => word.split("=")[0];

/**
 * Return a link without the words that have one of the given keys.
 * @param {string} link
 * @param {readonly string[]} keys
 * @returns {string}
 */
export const removeWords = (link, keys) => splitLink(link).filter((word) => !keys.includes(wordKey(word))).join("&");

/**
 * Return whether a link has a word with the given key.
 * @param {string} link
 * @param {string} key
 * @returns {boolean}
 */
export const hasWord = (link, key) => splitLink(link).some((word) => wordKey(word) === key);

/**
 * Return the id of a link's landscape, or "" if the link names none.
 * @param {string} link
 * @returns {string}
 */
export const landscapeId = (link) => (landscapeWord(link) ?? "on=").slice(3).split("~")[0];

/**
 * Return the word of a link that names its landscape, with all settings of the landscape.
 * @param {string} link
 * @returns {string | undefined}
 */
export const landscapeWord = (link) => splitLink(link).find((word) => wordKey(word) === "on");
