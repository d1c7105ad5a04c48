/**
 * The text of numbers everywhere on the page, and rounding. Integers from 10,000 on have commas; numbers from a million
 * on and below 0.0001 are written with a power of ten, as 4.0 × 10⁻¹⁸; the minus sign is "−".
 * fallline/core/number_text.py writes the same texts for films and sentences; tests/cases/numbers.json tests both.
 */

const [MIN_PLAIN, MAX_PLAIN] = [1e-4, 1e6]; // sizes from which and below which a number has no power of ten
const MAX_POWER_PLACES = 4; // significant digits before a power of ten
const MIN_GROUPED = 1e4; // numbers from this size on have commas
const MAX_EXACT_COUNT = 1e9; // counts below it are written in full
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const NO_BREAK_SPACE = "\u00a0";

/**
 * Format a number with a given count of significant digits, including trailing zeros; a dash if it is not finite.
 * @param {number} value
 * @param {number} [places] significant digits
 * @returns {string}
 */
export function formatNumber(value, places = 5) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < MIN_PLAIN || size >= MAX_PLAIN) return formatPower(value.toExponential(Math.min(places, MAX_POWER_PLACES) - 1));
  return groupDigits(value.toFixed(Math.max(0, places - 1 - Math.floor(Math.log10(size)))));
}

/**
 * Format a number with at most a given count of significant digits, without trailing zeros; a dash if it is not finite.
 * @param {number} value
 * @param {number} [places] significant digits
 * @returns {string}
 */
export function formatShort(value, places = 3) {
  if (!Number.isFinite(value)) return "–";
  const rounded = Number(value.toPrecision(places));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= MIN_PLAIN && size < MAX_PLAIN)) return groupDigits(String(rounded));
  return formatPower(rounded.toExponential());
}

/**
 * Format a count: the whole number with commas, or with two significant digits from a billion on.
 * @param {number} value
 * @returns {string}
 */
export const formatCount = (value) =>
  Math.abs(value) < MAX_EXACT_COUNT ? groupDigits(String(Math.round(value))) : formatNumber(value, 2);

/**
 * Format how many times larger something is: 1.1, 68, 243, 12,000, 1.8 × 10⁸.
 * @param {number} value
 * @returns {string}
 */
export const formatFactor = (value) =>
  value < 10 || value >= MIN_GROUPED ? formatShort(value, 2) : String(Math.round(value));

/** @type {Map<string, string>} the text of a power of ten by its exponent, since the table writes hundreds a second */
const powerTexts = new Map();

/**
 * Write a number such as "-4.01e-18" with a power of ten.
 * @param {string} text
 * @returns {string}
 */
function formatPower(text) {
  const at = text.indexOf("e");
  const exponent = text.slice(at + 1);
  const power = powerTexts.get(exponent) ?? powerText(exponent);
  powerTexts.set(exponent, power);
  return useMinusSign(text.slice(0, at)) + power;
}

/** @param {string} exponent such as "-18" or "+6" */
function powerText(exponent) {
  const digits = exponent.slice(1).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `${NO_BREAK_SPACE}×${NO_BREAK_SPACE}10${exponent.startsWith("-") ? "⁻" : ""}${digits}`;
}

/**
 * Put commas into the whole part of a number from 10,000 on, and the minus sign before a negative one.
 * @param {string} text
 * @returns {string}
 */
function groupDigits(text) {
  if (Math.abs(Number(text)) < MIN_GROUPED) return useMinusSign(text);
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return useMinusSign(fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

/** @param {string} text */
const useMinusSign = (text) => (text.startsWith("-") ? `−${text.slice(1)}` : text);

const ONE_TWO_FIVE = [1, 2, 5, 10];

/**
 * Round a positive value up to the next of 1, 2, 5, 10, 20, ...
 * @param {number} value
 * @returns {number}
 */
export function roundUp125(value) {
  const power = powerOfTen(value);
  return power * (ONE_TWO_FIVE.find((each) => each * power >= value * (1 - 1e-9)) ?? 10);
}

/**
 * Round a positive value down to the next of 1, 2, 5, 10, 20, ...
 * @param {number} value
 * @returns {number}
 */
export function roundDown125(value) {
  const power = powerOfTen(value);
  return power * (ONE_TWO_FIVE.findLast((each) => each * power <= value * (1 + 1e-9)) ?? 1);
}

/** @param {number} value */
const powerOfTen = (value) => Math.pow(10, Math.floor(Math.log10(value)));

/**
 * Format a number with a given count of significant digits, as C's `%g` does: 0.02, 1e-05, 1.5e+06.
 * @param {number} value
 * @param {number} places significant digits
 * @returns {string}
 */
function formatGeneral(value, places) {
  const [mantissa, exponent] = value.toExponential(places - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < places) return String(Number(value.toPrecision(places)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * Return the value at a slider's position, as short text. Both ends have their exact text, so that they are valid.
 * fallline/web/pages/controls.py computes the same.
 * @param {number} position 0 to `stops`
 * @param {{ low: number, high: number, log: boolean, whole: boolean, ends: [string, string], stops: number }} slider
 * @returns {string}
 */
export function sliderValue(position, { low, high, log, whole, ends, stops }) {
  if (position === 0 || position === stops) return ends[position ? 1 : 0];
  const share = position / stops;
  const value = log ? low * Math.pow(high / low, share) : low + (high - low) * share;
  return whole ? String(Math.round(value)) : formatGeneral(value, 3);
}

/**
 * Clamp a value to the interval from low to high.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
