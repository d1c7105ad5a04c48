/** What the page says, in the reader's language: `say` a text, `plural` a number of things, `told` a server's sentence. */

import { language, words } from "fallline/words.js";
import { wordingOf } from "fallline/core/wording.js";

export const { say, plural, told } = wordingOf(language, words);
