/**
 * Formatting and rounding of numbers. What Python formats too is tested against the same cases, in
 * tests/cases/numbers.json.
 */

/**
 * Format a number with a given count of significant digits, including trailing zeros; a dash if it is not finite.
 * @param {number} value
 * @param {number} [places] significant digits
 * @returns {string}
 */
export function formatNumber(value, places = 5) {
  if (!Number.isFinite(value)) return "–";
  return useMinusSigns(formatWithHyphens(value, Math.abs(value), places));
}

/**
 * @param {number} value
 * @param {number} size the absolute value
 * @param {number} places
 */
function formatWithHyphens(value, size, places) {
  if (size === 0) return "0";
  if (size >= 1e5 || size < 1e-3) return value.toExponential(Math.min(places - 1, 3)).replace("e", " e");
  return value.toFixed(Math.max(0, places - 1 - Math.floor(Math.log10(size))));
}

/**
 * Replace the hyphens in a number's text by minus signs.
 * @param {string} text
 * @returns {string}
 */
export const useMinusSigns = (text) => text.replaceAll("-", "−");

/**
 * Format a number with at most a given count of significant digits, without trailing zeros.
 * @param {number} value
 * @param {number} [places] significant digits
 * @returns {string}
 */
export const formatShort = (value, places = 3) =>
  useMinusSigns(String(Number(value.toPrecision(places))).replace("e+", "e"));

/**
 * Format a count: an integer with commas, or two significant digits from 10,000 on.
 * @param {number} value
 * @returns {string}
 */
export const formatCount = (value) =>
  value >= 1e4 ? formatShort(value, 2) : Math.round(value).toLocaleString("en");

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
