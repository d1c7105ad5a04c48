/** Fields for settings as the server declares them. */
import { makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { saySentence } from "fallline/core/text.js";

/**
 * @typedef {object} Setting a JSON copy of `fallline.core.Setting`
 * @property {string} name
 * @property {string} kind "choice", or the kind of a number
 * @property {string} help in English
 * @property {readonly string[]} [options] of a choice
 * @property {string | number} [default]
 * @property {number} [low]
 * @property {number} [high]
 */
/** @typedef {Record<string, string | number>} FormValues the values of settings, by name */

/**
 * Make a labelled field for a setting, which writes its value into `form`.
 * @param {Setting} setting
 * @param {string} label
 * @param {FormValues} form
 * @param {Record<string, string>} [optionLabels] in the reader's language, by option
 * @returns {HTMLLabelElement}
 */
export function makeSettingField({ name, kind, options = [], help, low, high }, label, form, optionLabels = {}) {
  const isChoice = kind === "choice";
  const step = kind === "whole" ? 1 : "any";
  const input = isChoice
    ? makeSelect(options.map((option) => [option, optionLabels[option] || option]), form[name])
    : makeElement("input", { type: "number", min: low, max: high, step, value: form[name] });
  input.name = name;
  input.addEventListener("change", () => (form[name] = isChoice ? input.value : Number(input.value)));
  const field = makeField(label, input);
  field.title = saySentence(help);
  return field;
}

/**
 * Return the server's settings with their type.
 * @param {readonly Record<string, any>[]} settings
 * @returns {Setting[]}
 */
export const asSettings = (settings) => settings.map((each) => /** @type {Setting} */ (each));

/**
 * Return the default values of settings.
 * @param {readonly Record<string, any>[]} settings
 * @returns {FormValues}
 */
export const defaultValues = (settings) => Object.fromEntries(settings.map((each) => [each.name, each.default]));

/**
 * Make a setting "suffix", the kind of file.
 * @param {readonly string[]} suffixes
 * @param {string} help
 * @returns {Setting}
 */
export const makeSuffixSetting = (suffixes, help) => ({ name: "suffix", kind: "choice", options: suffixes, help });
