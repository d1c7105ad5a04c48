/** Translation of texts to one language, with values filled in and the right plural form. */

import { formatCount, formatShort } from "fallline/core/numbers.js";

/** @import { Sentence, Words } from "fallline/types.js" */

/**
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>>} Forms
 * @typedef {Record<string, string | number>} Values
 */

/** @type {Map<string, Intl.PluralRules>} by language; cached, because they are slow to construct */
const cachedRules = new Map();

/** @param {string} language */
function pluralRules(language) {
  const rules = cachedRules.get(language) ?? new Intl.PluralRules(language);
  cachedRules.set(language, rules);
  return rules;
}

/**
 * Return the plural form that belongs to a number in a language.
 * @param {Forms} forms
 * @param {string} language
 * @param {number} n
 * @returns {string}
 */
export const selectPlural = (forms, language, n) => forms[pluralRules(language).select(n)] ?? forms.other ?? "";

const MAX_PLACES = 6; // significant digits of a number that is given as a number

/** @param {string | number} value */
const formatValue = (value) => {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? formatCount(value) : formatShort(value, MAX_PLACES);
};

/**
 * Replace each name in braces by its value, a text or a number; names without a value stay.
 * @param {string} text
 * @param {Values} values
 * @returns {string}
 */
export const fillValues = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? formatValue(values[name]) : whole));

/**
 * Create the functions `say`, `plural` and `saySentence`, which translate to a language.
 * @param {string} language
 * @param {Words} words translations by English text
 */
export function createTranslator(language, words) {
  /**
   * Translate an English text and fill in its values; a text without a translation stays English.
   * @param {string} text
   * @param {Values} [values]
   * @returns {string}
   */
  function say(text, values = {}) {
    const translation = words[text];
    return fillValues(typeof translation === "string" ? translation : text, values);
  }

  /**
   * Translate a text about n things, given the English texts for one and for any other number. The value of {n} is n,
   * unless `values` has another.
   * @param {number} n
   * @param {string} one
   * @param {string} other
   * @param {Values} [values]
   * @returns {string}
   */
  function plural(n, one, other, values = {}) {
    const forms = words[one];
    const form = typeof forms === "object" ? selectPlural(forms, language, n) : selectPlural({ one, other }, "en", n);
    return fillValues(form, { n, ...values });
  }

  /**
   * Translate a sentence of the server, whose values may be sentences too.
   * @param {Sentence} sentence
   * @returns {string}
   */
  function saySentence(sentence) {
    if (typeof sentence === "string") return say(sentence);
    const { text, other, number } = sentence;
    const pairs = Object.entries(sentence.values);
    const translated = pairs.map(([name, value]) => [name, typeof value === "object" ? saySentence(value) : value]);
    const values = Object.fromEntries(translated);
    return other === undefined || number === undefined ? say(text, values) : plural(number, text, other, values);
  }

  return { say, plural, saySentence };
}
