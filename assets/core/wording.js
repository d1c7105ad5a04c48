/** How a text is said in a language, given its words: translated, in the right plural form, with its values. */

/** @import { Told, Words } from "fallline/types.js" */

/**
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>>} Forms
 * @typedef {Record<string, string | number>} Values
 */

/** @type {Map<string, Intl.PluralRules>} of each language, kept since they take long to make */
const rules = new Map();

/** @param {string} language */
function rulesOf(language) {
  const kept = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, kept);
  return kept;
}

/**
 * The form that a number of things takes in a language.
 * @param {Forms} forms
 * @param {string} language
 * @param {number} n
 * @returns {string}
 */
export const pluralOf = (forms, language, n) => forms[rulesOf(language).select(n)] ?? forms.other ?? "";

/**
 * A text with values in place of their names in braces; names without a value stay.
 * @param {string} text
 * @param {Values} values
 * @returns {string}
 */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/**
 * What says texts in a language: `say`, `plural` and `told`.
 * @param {string} language
 * @param {Words} words
 */
export function wordingOf(language, words) {
  /**
   * The words for an English text, with values in place of their names in braces; without a translation the text.
   * @param {string} text
   * @param {Values} [values]
   * @returns {string}
   */
  function say(text, values = {}) {
    const own = words[text];
    return filled(typeof own === "string" ? own : text, values);
  }

  /**
   * The words for n things, by the English texts for one and for any other number. {n} is n itself without a value.
   * @param {number} n
   * @param {string} one
   * @param {string} other
   * @param {Values} [values]
   * @returns {string}
   */
  function plural(n, one, other, values = {}) {
    const own = words[one];
    const form = typeof own === "object" ? pluralOf(own, language, n) : pluralOf({ one, other }, "en", n);
    return filled(form, { n, ...values });
  }

  /**
   * A sentence of the server's, whose values may be sentences too.
   * @param {Told} sentence
   * @returns {string}
   */
  function told(sentence) {
    if (typeof sentence === "string") return say(sentence);
    const { text, other, number } = sentence;
    const said = Object.entries(sentence.values).map(([name, value]) => [name, typeof value === "object" ? told(value) : value]);
    const values = Object.fromEntries(said);
    return other === undefined || number === undefined ? say(text, values) : plural(number, text, other, values);
  }

  return { say, plural, told };
}
