/** The numbers in the formula of a rule. */
import { digits, short } from "fallline/core/numbers.js";

/** @import { Numbers, Run } from "fallline/types.js" */

/**
 * Where a number of a formula comes from, as the server's `Slot` has it: a `constant`, its power t where `power`, or an
 * `array` of the run at the step before, at or after step t (`shift` -1, 0 or 1). `first` stands before the first step.
 * @typedef {{ array: string, shift: number, first: number, constant: number | null, power: boolean }} Slot
 */

/**
 * The number of a slot at step t; NaN where the run has no such array.
 * @param {Slot} slot
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
  const now = valueAt(array, t, axis);
  return slot.shift > 0 ? now + valueAt(run.arrays.step, t, axis) : now;
}

/**
 * The entry of an axis at a step; arrays with fewer columns have one entry for all further axes.
 * @param {Numbers} array (steps+1, columns)
 * @param {number} t
 * @param {number} axis
 */
const valueAt = ({ values, shape: [, columns] }, t, axis) => values[t * columns + Math.min(axis, columns - 1)];

/**
 * The text of a slot's number: a setting without zeros behind, what was computed in digits that are alike in width.
 * @param {Slot} slot
 * @param {number} value
 * @param {boolean} leads whether the formula begins with it; else a negative number stands in parentheses
 * @returns {string}
 */
export function slotText(slot, value, leads) {
  const isSetting = slot.array === "learning_rate" || (slot.constant !== null && !slot.power);
  const text = isSetting ? short(value, 4) : digits(value, slot.array === "x" ? 4 : 3);
  return value < 0 && !leads ? `(${text})` : text;
}
