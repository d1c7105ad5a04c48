/** A field for a setting as the server declares it. */
import { field, make, select } from "fallline/core/dom.js";
import { told } from "fallline/core/text.js";

/**
 * @typedef {object} Setting as fallline.core.Setting has it
 * @property {string} name
 * @property {string} kind "choice", or the kind of a number
 * @property {string} help what it means, in the server's words
 * @property {readonly string[]} [options] what there is to choose
 * @property {string | number} [default]
 * @property {number} [low]
 * @property {number} [high]
 */
/** @typedef {Record<string, string | number>} Form what is chosen, by the names of settings */

/**
 * A labelled field for a setting; what is chosen goes into `form`.
 * @param {Setting} setting
 * @param {string} label
 * @param {Form} form
 * @param {Record<string, string>} [words] what options are called in the reader's language
 * @returns {HTMLLabelElement}
 */
export function settingField({ name, kind, options = [], help, low, high }, label, form, words = {}) {
  const isChoice = kind === "choice";
  const input = isChoice
    ? select(options.map((option) => [option, words[option] || option]), form[name])
    : make("input", { type: "number", min: low, max: high, step: kind === "whole" ? 1 : "any", value: form[name] });
  input.name = name;
  input.addEventListener("change", () => (form[name] = isChoice ? input.value : Number(input.value)));
  const made = field(label, input);
  made.title = told(help);
  return made;
}

/**
 * The setting of a name.
 * @param {readonly Record<string, any>[]} settings as the server declares them
 * @param {string} name
 * @returns {Setting}
 * @throws {Error} if there is none
 */
export function settingOf(settings, name) {
  const found = settingsOf(settings).find((each) => each.name === name);
  if (!found) throw new Error(`The server has no setting ${name}.`);
  return found;
}

/**
 * Settings as the server declares them, in their type.
 * @param {readonly Record<string, any>[]} settings
 * @returns {Setting[]}
 */
export const settingsOf = (settings) => settings.map((each) => /** @type {Setting} */ (each));

/**
 * What is chosen before anybody has chosen: the settings' defaults.
 * @param {readonly Record<string, any>[]} settings
 * @returns {Form}
 */
export const defaultsOf = (settings) => Object.fromEntries(settings.map((each) => [each.name, each.default]));

/**
 * A setting for the kind of file.
 * @param {readonly string[]} suffixes
 * @param {string} help
 * @returns {Setting}
 */
export const suffixSetting = (suffixes, help) => ({ name: "suffix", kind: "choice", options: suffixes, help });
