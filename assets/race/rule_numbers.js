/** The numbers of a step in the formula of an update rule; a slot is the place of one number in the formula. */
import { formatNumber, formatShort } from "fallline/core/numbers.js";

/** @import { NdArray, RuleSlot, Run } from "fallline/types.js" */

/**
 * Return the number of a slot at step t; NaN if the run has no such array.
 * @param {RuleSlot} slot
 * @param {Pick<Run, "arrays">} run
 * @param {number} axis
 * @param {number} t
 * @returns {number}
 */
export function slotValue(slot, run, axis, t) {
  if (slot.constant !== null) return slot.power ? Math.pow(slot.constant, t + 1) : slot.constant;
  const array = run.arrays[slot.array];
  if (!array) return NaN;
  if (slot.shift < 0) return t > 0 ? valueAt(array, t - 1, axis) : slot.first;
  const value = valueAt(array, t, axis);
  return slot.shift > 0 ? value + valueAt(run.arrays.step, t, axis) : value;
}

/**
 * Return the entry of an axis at step t; the last column of an array stands for all further axes.
 * @param {NdArray} array (steps+1, columns)
 * @param {number} t
 * @param {number} axis
 */
const valueAt = ({ values, shape: [, columns] }, t, axis) => values[t * columns + Math.min(axis, columns - 1)];

/**
 * Format the number of a slot: a setting without trailing zeros, a computed number with a fixed count of digits.
 * @param {RuleSlot} slot
 * @param {number} value
 * @param {boolean} leads whether the formula begins with the number; elsewhere a negative one gets parentheses
 * @returns {string}
 */
export function formatSlot(slot, value, leads) {
  const isSetting = slot.array === "learning_rate" || (slot.constant !== null && !slot.power);
  const text = isSetting ? formatShort(value, 4) : formatNumber(value, slot.array === "x" ? 4 : 3);
  return value < 0 && !leads ? `(${text})` : text;
}
