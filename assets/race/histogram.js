/** Histograms of numbers. */

/** @typedef {{ low: number, high: number, count: number }} Bin */

const MIN_LOG_RATIO = 20; // the largest number by the smallest, above which the bins are even in the logarithm

/**
 * Count numbers in bins of equal width, or of equal ratio if all numbers are positive and span more than a factor of
 * 20. Equal numbers give one bin, no numbers give none.
 * @param {readonly number[]} values
 * @param {number} count the number of bins
 * @returns {Bin[]}
 */
export function histogram(values, count) {
  if (!values.length) return [];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) return [{ low, high, count: values.length }];
  const log = low > 0 && high / low > MIN_LOG_RATIO;
  const [transform, invert] = log ? [Math.log, Math.exp] : [identity, identity];
  const [start, span] = [transform(low), transform(high) - transform(low)];
  const edge = (/** @type {number} */ i) => invert(start + (span * i) / count);
  const bins = Array.from({ length: count }, (_, i) => ({ low: edge(i), high: edge(i + 1), count: 0 }));
  for (const value of values) {
    bins[Math.min(count - 1, Math.floor(((transform(value) - start) / span) * count))].count += 1;
  }
  return bins;
}

/** @param {number} value */
const identity = (value) => value;
