/** Numbers as the page writes and rounds them. What Python writes too is held to it by tests/cases/numbers.json. */

/**
 * A number in so many significant digits, alike in width; a dash where there is none.
 * @param {number} value
 * @param {number} [places]
 * @returns {string}
 */
export function digits(value, places = 5) {
  if (!Number.isFinite(value)) return "–";
  return minus(withHyphens(value, Math.abs(value), places));
}

/**
 * @param {number} value
 * @param {number} size
 * @param {number} places
 */
function withHyphens(value, size, places) {
  if (size === 0) return "0";
  if (size >= 1e5 || size < 1e-3) return value.toExponential(Math.min(places - 1, 3)).replace("e", " e");
  return value.toFixed(Math.max(0, places - 1 - Math.floor(Math.log10(size))));
}

/**
 * A text of a number with minus signs in place of hyphens.
 * @param {string} text
 * @returns {string}
 */
export const minus = (text) => text.replaceAll("-", "−");

/**
 * A number in at most so many significant digits, without zeros behind.
 * @param {number} value
 * @param {number} [places]
 * @returns {string}
 */
export const short = (value, places = 3) => minus(String(Number(value.toPrecision(places))).replace("e+", "e"));

/**
 * A count: whole and with commas, or in two digits where it is long.
 * @param {number} value
 * @returns {string}
 */
export const count = (value) => (value >= 1e4 ? short(value, 2) : Math.round(value).toLocaleString("en"));

const ONE_TWO_FIVE = [1, 2, 5, 10];

/**
 * The least number of 1, 2, 5, 10, 20, ... that is not below a positive value.
 * @param {number} value
 * @returns {number}
 */
export function roundUp125(value) {
  const power = powerOfTen(value);
  return power * (ONE_TWO_FIVE.find((each) => each * power >= value * (1 - 1e-9)) ?? 10);
}

/**
 * The greatest number of 1, 2, 5, 10, 20, ... that is not above a positive value.
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
 * A number in so many significant digits, written as by C's `%g`: 0.02, 1e-05, 1.5e+06.
 * @param {number} value
 * @param {number} places
 * @returns {string}
 */
function general(value, places) {
  const [mantissa, exponent] = value.toExponential(places - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < places) return String(Number(value.toPrecision(places)));
  return `${Number(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * The value at a slider's position, as short text; the ends are exact, so that both are valid. Python's
 * fallline/web/pages/controls.py says the same.
 * @param {number} position 0 to `stops`
 * @param {{ low: number, high: number, log: boolean, whole: boolean, ends: [string, string], stops: number }} slider
 * @returns {string}
 */
export function sliderValue(position, { low, high, log, whole, ends, stops }) {
  if (position === 0 || position === stops) return ends[position ? 1 : 0];
  const share = position / stops;
  const value = log ? low * Math.pow(high / low, share) : low + (high - low) * share;
  return whole ? String(Math.round(value)) : general(value, 3);
}

/**
 * A value, held between two ends.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
