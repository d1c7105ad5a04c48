/**
 * Page texts in the visitor's language: `say` a text, `plural` a count of things, `saySentence` a server's sentence.
 */

import { language, words } from "fallline/words.js";
import { createTranslator } from "fallline/core/translator.js";

export const { say, plural, saySentence } = createTranslator(language, words);
