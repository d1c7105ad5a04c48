/** The bins of a histogram. */

/** @typedef {{ low: number, high: number, count: number }} Bin */

const WIDE = 20; // a factor; numbers that span more have bins that are even in their logarithms

/**
 * Numbers counted in bins of equal width, or of equal ratio where positive numbers span a large factor. Equal numbers
 * have one bin, and no numbers have none.
 * @param {readonly number[]} values
 * @param {number} count how many bins
 * @returns {Bin[]}
 */
export function binsOf(values, count) {
  if (!values.length) return [];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return [{ low, high, count: values.length }];
  const log = low > 0 && high / low > WIDE;
  const [to, back] = log ? [Math.log, Math.exp] : [same, same];
  const [from, span] = [to(low), to(high) - to(low)];
  const edge = (/** @type {number} */ i) => back(from + (span * i) / count);
  const bins = Array.from({ length: count }, (_, i) => ({ low: edge(i), high: edge(i + 1), count: 0 }));
  for (const value of values) bins[Math.min(count - 1, Math.floor(((to(value) - from) / span) * count))].count += 1;
  return bins;
}

/** @param {number} value */
const same = (value) => value;
