/** Escaping of texts for Markdown. */

/**
 * Escape a text so that Markdown shows every character literally.
 * @param {string} text
 * @returns {string}
 */
export const escapeMarkdown = (text) => text.replace(/[\\`*_{}[\]()#+\-.!|$]/g, "\\$&");
