/**
 * The translations of page texts: none for English. The server sends those of the visitor's language in place of this
 * file.
 */

/** @import { Words } from "fallline/types.js" */

/** @type {string} the language's code */
export const language = "en";

/** @type {Record<string, string>} each language's own name, by its code */
export const languages = { en: "English" };

/** @type {Words} translations by English text */
export const words = {};
