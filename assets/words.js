/** The words of the page in English, which needs none. The server puts those of the reader's language in the place of this file. */

/** @import { Words } from "fallline/types.js" */

/** @type {string} */
export const language = "en";

/** @type {Record<string, string>} the name of each language in itself, by its code */
export const languages = { en: "English" };

/** @type {Words} by the English texts */
export const words = {};
