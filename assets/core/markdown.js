/** Texts for Markdown. */

/**
 * A text that Markdown shows as it is: none of its signs is markup.
 * @param {string} text
 * @returns {string}
 */
export const escaped = (text) => text.replace(/[\\`*_{}[\]()#+\-.!|$]/g, "\\$&");
